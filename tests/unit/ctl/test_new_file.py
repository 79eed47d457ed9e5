from __future__ import annotations

import os
from pathlib import Path

import pytest

from dropexec.ctl.new_file import write_new


def test_a_file_is_new_and_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    directory = tmp_path / "a" / "b"
    assert write_new(str(directory), "x.json", "one\n") == str(directory / "x.json")
    assert write_new(str(directory), "x.json", "two\n") == str(directory / "x-2.json")
    assert write_new(str(directory) + "/", "x.json", "three\n") == str(directory / "x-3.json")
    assert {path.name: path.read_text() for path in directory.iterdir()} == {
        "x.json": "one\n",
        "x-2.json": "two\n",
        "x-3.json": "three\n",
    }


def test_a_link_where_the_file_should_be_is_left_alone(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious\n")
    directory = tmp_path / "out"
    directory.mkdir()
    for name, target in (("x.json", victim), ("x-2.json", tmp_path / "nowhere")):
        (directory / name).symlink_to(target)
    assert write_new(str(directory), "x.json", "new\n") == str(directory / "x-3.json")
    assert victim.read_text() == "precious\n"
    assert not (tmp_path / "nowhere").exists()
    assert os.readlink(directory / "x.json") == str(victim)


@pytest.mark.parametrize("suffix", ["", "/"])
def test_a_directory_that_is_a_link_is_refused(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with pytest.raises(OSError, match=r"Not a directory|symbolic link"):
        write_new(f"{tmp_path}/link{suffix}", "x.json", "new\n")
    assert list((tmp_path / "real").iterdir()) == []
