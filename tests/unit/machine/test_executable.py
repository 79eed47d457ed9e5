from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from dropexec.machine.executable import find_command, resolve, version_text

if TYPE_CHECKING:
    from pathlib import Path


def _file(root: Path, path: str, content: str = "", mode: int = 0o755) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
    file.chmod(mode)
    return file


def _link(root: Path, path: str, target: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).symlink_to(target)


def test_links_are_followed_inside_the_root_and_never_out_of_it(tmp_path: Path) -> None:
    _file(tmp_path, "usr/bin/su.real")
    _link(tmp_path, "bin", "usr/bin")
    _link(tmp_path, "etc/alternatives/su", "/usr/bin/su.real")
    _link(tmp_path, "usr/bin/su", "/etc/alternatives/su")
    _link(tmp_path, "usr/bin/up", "../../../../../../usr/bin/./su")
    assert resolve(tmp_path, "/bin/su") == "/usr/bin/su.real"
    assert resolve(tmp_path, "/usr/bin/up") == "/usr/bin/su.real"


def test_a_loop_and_a_dangling_link_lead_nowhere(tmp_path: Path) -> None:
    _link(tmp_path, "bin/a", "b")
    _link(tmp_path, "bin/b", "/bin/a")
    _link(tmp_path, "bin/c", "nothing")
    assert [resolve(tmp_path, path) for path in ("/bin/a", "/bin/c", "/bin/none")] == [None, None, None]


def test_a_command_is_the_first_of_its_name_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "usr/local/bin/su").mkdir(parents=True)
    _link(tmp_path, "usr/bin/su", "gone")
    _file(tmp_path, "bin/su")
    assert find_command(tmp_path, "su") == "/bin/su"
    assert find_command(tmp_path, "sudo") is None


@pytest.mark.root
def test_version_is_asked_with_an_empty_environment_and_no_input(tmp_path: Path) -> None:
    report = "print(sys.argv[1], sorted(os.environb), repr(sys.stdin.read()), os.getcwd())"
    script = f"#!{sys.executable} -IS\nimport os, sys\n{report}\n"
    said = version_text(str(_file(tmp_path, "su", script)))
    # A Python in the C locale adds this one by itself.
    assert said.replace("b'LC_CTYPE'", "") == "--version [] '' /\n"


@pytest.mark.root
@pytest.mark.parametrize("mode", [0o775, 0o757])
def test_a_file_that_others_may_write_is_not_run(tmp_path: Path, mode: int) -> None:
    marker = tmp_path / "ran"
    file = _file(tmp_path, "su", f"#!/bin/sh\ntouch {marker}\necho su from util-linux 2.0\n", mode)
    assert version_text(str(file)) == ""
    assert not marker.exists()


@pytest.mark.root
def test_a_file_of_another_user_is_not_run(tmp_path: Path) -> None:
    file = _file(tmp_path, "su", "#!/bin/sh\necho su from util-linux 2.0\n")
    os.chown(file, 65534, 65534)
    assert version_text(str(file)) == ""


@pytest.mark.root
def test_a_file_that_cannot_be_run_says_nothing(tmp_path: Path) -> None:
    assert version_text(str(_file(tmp_path, "su", "no program", 0o644))) == ""
