"""What the line is after TAB: completed where readline broke it, and ready to be typed on."""

from __future__ import annotations

import pytest

from tests.completions.shells import SHELLS, Session

# The line that is typed, what bash makes of it, and what zsh and fish do where that is something else.
# zsh takes the comma after an element away again when a blank follows.
LINES = [
    ("dropexec --am", "dropexec --ambient-caps=", None, "dropexec --ambient-caps "),
    ("dropexec --no-t", "dropexec --no-tty ", None, None),
    (
        "dropexec --groups=root,nog",
        "dropexec --groups=root,nogroup ",
        "dropexec --groups=root,nogroup,",
        None,
    ),
    ("dropexec --rlimit=nof", "dropexec --rlimit=nofile=", None, None),
    ("dropexec --rlimit=nofile=1:u", "dropexec --rlimit=nofile=1:unlimited ", None, None),
    ("dropexec --env HOM", "dropexec --env HOME=", None, None),
    ("dropexec --chdir=dxd", "dropexec --chdir=dxdirectory/", None, None),
    ("dropexec -Cdxd", "dropexec -Cdxdirectory/", None, None),
    ("dropexec nobo", "dropexec nobody ", None, None),
    ("dropexec nobody:nog", "dropexec nobody:nogroup ", None, None),
    ("dropexec nobody dxgree", "dropexec nobody dxgreet ", None, None),
    ("dropexec nobody dxgreet --cou", "dropexec nobody dxgreet --count ", None, None),
    ("dropexecctl compat show debian:bo", "dropexecctl compat show debian:bookworm ", None, None),
    ("dropexecctl explain nobody:nog", "dropexecctl explain nobody:nogroup ", None, None),
]


@pytest.mark.parametrize(("line", "bash", "zsh", "fish"), LINES)
def test_tab(session: Session, line: str, bash: str, zsh: str | None, fish: str | None) -> None:
    expected = {"bash": bash, "zsh": zsh or bash, "fish": fish or bash}
    assert session.tab(line) == expected[session.shell.argv[0]]


@pytest.mark.parametrize("shell", SHELLS[:4], ids=lambda shell: shell.name, indirect=True)
def test_the_word_breaks_stay_the_users(session: Session) -> None:
    ask = "printf '%s\\0' \"$COMP_WORDBREAKS\" >~/answers"
    before = session.run(ask)
    session.candidates("dropexec --rlimit=nofile=1:u")
    session.candidates("dropexecctl explain nobody:nog")
    assert session.run(ask) == before
