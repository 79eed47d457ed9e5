from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.process import LabError
from tests.lab.supervised.example import COMMAND, EXAMPLES, LAUNCHER, Example

FOLDERS = ["runit/kafka", "s6/kafka", "openrc", "supervisord", "sysv", "upstart"]
FILES = [
    (folder, str(file.relative_to(EXAMPLES / folder)))
    for folder in FOLDERS
    for file in sorted((EXAMPLES / folder).rglob("*"))
    if file.is_file()
]


@pytest.mark.parametrize(("folder", "name"), FILES)
def test_an_example_is_run_as_it_stands_but_for_the_command_and_the_time(folder: str, name: str) -> None:
    shown = (EXAMPLES / folder / name).read_text(encoding="utf-8")
    filled = Example(folder, "dropexec", ("--notify-fd", "3")).text(name)
    there = "/opt/kafka/target /var/lib/kafka/log --notify-fd 3"
    assert filled == shown.replace(COMMAND, there).replace("300", "10")


@pytest.mark.parametrize(
    ("folder", "name", "line"),
    [
        ("runit/kafka", "run", "exec /bin/su -s /bin/sh kafka -c 'exec {command}'"),
        ("s6/kafka", "run", "exec /bin/su -s /bin/sh kafka -c 'exec {command}'"),
        ("openrc", "kafka", "command_args=\"-s /bin/sh kafka -c 'exec {command}'\""),
        ("supervisord", "kafka.conf", "command=/bin/su -s /bin/sh kafka -c 'exec {command}'"),
        ("sysv", "kafka", "\t\t--user kafka --startas /bin/su -- -s /bin/sh kafka -c 'exec {command}'"),
        ("upstart", "kafka.conf", "exec /bin/su -s /bin/sh kafka -c 'exec {command}'"),
    ],
)
def test_su_takes_the_place_of_dropexec(folder: str, name: str, line: str) -> None:
    lines = Example(folder, "su").text(name).splitlines()
    assert line.format(command="/opt/kafka/target /var/lib/kafka/log") in lines
    assert not [line for line in lines if LAUNCHER in line and not line.startswith("command=")]


def test_an_example_that_is_not_there_is_an_error() -> None:
    with pytest.raises(LabError, match="no example runit/stop"):
        Example("runit", "su").text("stop")


def test_the_readme_says_of_every_example_where_it_goes() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert {name for name in folders if f"`{name}/" not in text} == set()
    assert folders >= {Path(folder).parts[0] for folder in FOLDERS}
