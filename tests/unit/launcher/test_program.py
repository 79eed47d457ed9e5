"""Where a command is looked for."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher.program import candidates

COMMANDS = st.text("ab", min_size=1, max_size=3)
DIRECTORIES = st.lists(st.sampled_from(["", "/bin", "/usr/bin", ".", "relative"]), min_size=1, max_size=4)


@given(COMMANDS, DIRECTORIES)
def test_each_element_of_path_is_tried_in_order(command: str, directories: list[str]) -> None:
    expected = [os.path.join(directory, command) for directory in directories]
    assert candidates(command, ":".join(directories)) == expected


@given(st.text("ab/", max_size=5).filter(lambda text: "/" in text), st.one_of(st.none(), st.just("/bin")))
def test_a_command_with_a_slash_is_itself(command: str, path: str | None) -> None:
    assert candidates(command, path) == [command]


def test_without_a_path_bin_and_usr_bin_are_tried_and_for_no_command_nothing() -> None:
    assert candidates("a", None) == ["/bin/a", "/usr/bin/a"]
    assert candidates("", "/bin") == []
