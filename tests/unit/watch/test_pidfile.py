from __future__ import annotations

import os
from pathlib import Path

import pytest

from dropexec.watch.pidfile import holding, named_in, number_in, walk


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"4260\n", 4260),
        (b"4260", 4260),
        (b"  4260 \n/var/lib/postgresql\n", 4260),
        (b"4260 4261\n", None),
        (b"-1\n", None),
        (b"", None),
        (b"pid 4260\n", None),
        (b"12345678901\n", None),
        ("٤٢\n".encode(), None),
    ],
)
def test_a_pid_file_begins_with_a_number_on_a_line_of_its_own(
    tmp_path: Path, content: bytes, expected: int | None
) -> None:
    file = tmp_path / "x.pid"
    file.write_bytes(content)
    assert number_in(str(file)) == expected


def test_nothing_but_a_regular_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.pid")
    (tmp_path / "real").write_text("4260\n")
    (tmp_path / "link.pid").symlink_to(tmp_path / "real")
    (tmp_path / "dir.pid").mkdir()
    names = ("fifo.pid", "link.pid", "dir.pid", "none.pid", "real")
    assert [number_in(str(tmp_path / name)) for name in names] == [None, None, None, None, 4260]


def test_the_file_that_holds_the_number_is_found_below_the_directories(tmp_path: Path) -> None:
    for name, number in (("a/one.pid", 1), ("b/c/Two.PID", 4260), ("b/other.txt", 4260), ("pid", 3)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{number}\n")
    assert sorted(walk([str(tmp_path)])) == sorted(
        str(tmp_path / name) for name in ("a/one.pid", "b/c/Two.PID", "pid")
    )
    assert holding(4260, walk([str(tmp_path)])) == str(tmp_path / "b/c/Two.PID")
    assert holding(5, walk([str(tmp_path)])) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["daemon", "--pidfile=/etc/x/second.pid"], "/etc/x/second.pid"),
        (["daemon", "-p", "/etc/x/second.pid"], "/etc/x/second.pid"),
        (["sh", "-c", "kill $(cat /etc/x/second.pid)"], "/etc/x/second.pid"),
        (["sh", "-c", "kill `cat second.pid`"], "/srv/second.pid"),
        (["start-stop-daemon", "-K", "-p", "run/second.pid"], "/srv/run/second.pid"),
    ],
)
def test_a_command_line_names_its_pid_file(words: list[str], expected: str) -> None:
    assert expected in list(named_in(words, "/srv"))


def test_without_a_directory_only_absolute_paths_are_taken() -> None:
    assert list(named_in(["second.pid", "/a"], None)) == ["/a"]
