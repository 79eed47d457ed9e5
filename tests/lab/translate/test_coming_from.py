"""README's table "Coming from …": both sides of each row run, and differ by what is listed here."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.lab.translate.stage import Stage

pytestmark = [pytest.mark.lab, pytest.mark.root]

README = Path(__file__).resolve().parents[3] / "README.md"
_ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


def rows() -> list[tuple[str, str]]:
    """Return each thing that people have with the thing to write."""
    text = README.read_text(encoding="utf-8")
    table = text[text.index("| you have | write | what changes |") :].partition("\n\n")[0]
    found = []
    for have, write, _ in _ROW.findall(table)[1:]:
        [line] = _CODE.findall(write)
        found += [(one, line) for one in _CODE.findall(have)]
    return found


ROWS = rows()
ACCOUNT = {"$HOME", "$USER", "$LOGNAME", "$SHELL"}
SUDO = {"$SUDO_COMMAND", "$SUDO_GID", "$SUDO_UID", "$SUDO_USER"}

DIFFER: dict[str, set[str]] = {
    "su -s /bin/sh kafka -c 'exec CMD'": {"$MAIL", "$SHELL"},
    "su kafka -c 'A && B'": {"$MAIL"},
    "su - kafka -c CMD": {"$MAIL", "$PWD", "$LANG", "$NOTIFY_SOCKET"},
    "su -p kafka SCRIPT -- ARG": {"$MAIL", "$SHLVL"},
    "runuser -u kafka -g hadoop -- CMD": {"$SHELL"},
    "sudo -u kafka CMD": {"$NOTIFY_SOCKET", "$PATH", "$MAIL", *SUDO},
    "sudo -E -u kafka CMD": {"$SHELL", *SUDO},
    "gosu kafka CMD": {"$USER", "$LOGNAME", "$SHELL"},
    "gosu 1000:1000 CMD": {"$USER", "$LOGNAME", "$SHELL"},
    "su-exec kafka CMD": {"$USER", "$LOGNAME", "$SHELL"},
    "chroot --userspec=kafka:kafka / CMD": {"directory", *ACCOUNT},
    "chroot --userspec=5000:5000 / CMD": {"directory", *ACCOUNT},
    "setpriv --reuid=kafka --regid=kafka --init-groups CMD": ACCOUNT,
    "setpriv --reuid=kafka --regid=kafka --clear-groups CMD": ACCOUNT,
    "setpriv --reuid=kafka --regid=kafka --groups=1,2 CMD": ACCOUNT,
    "s6-setuidgid kafka CMD": ACCOUNT,
    "chpst -u kafka CMD": ACCOUNT,
    "setuidgid kafka CMD": ACCOUNT,
    "start-stop-daemon --start --chuid kafka --exec CMD": {"directory", *ACCOUNT} - {"$HOME"},
}
"""What is not the same, exactly; the row says so, or README's and dropexec(1)'s words on the environment.

The group lists are compared with the gid in them: dropexec puts it there, and the rows say so.
"""


def command(line: str, stage: Stage) -> str:
    """Return a line of the table as one that can be run on the stage."""
    line = line.replace("kafka", "trdash").replace("hadoop", "trgroup").replace("1000", "7400")
    script = stage.world / "bin" / "script"
    script.write_text(f'#!/bin/sh\nexec {stage.report} "$@"\n', encoding="ascii")
    script.chmod(0o755)
    words = {"CMD": stage.report, "SCRIPT": str(script)}
    words |= {"A": "true", "B": f"{stage.report} b"}
    line = re.sub(r"\b(CMD|SCRIPT|A|B)\b", lambda match: words[match[1]], line)
    return re.sub(r"^dropexec ", f"{stage.launcher} ", line)


@pytest.mark.parametrize(("have", "write"), ROWS, ids=[have for have, _ in ROWS])
def test_a_row(stage: Stage, have: str, write: str) -> None:
    tool = have.split(maxsplit=1)[0]
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    before, after = stage.run(command(have, stage)), stage.run(command(write, stage))
    assert before.report is not None, before.stderr
    assert after.report is not None, after.stderr
    one, other = flat(before.report), flat(after.report)
    found = {key: (one.get(key), other.get(key)) for key in {*one, *other} if one.get(key) != other.get(key)}
    assert set(found) == DIFFER[have], found


def flat(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report with each variable by a name of its own."""
    variables = {f"${name}": value for name, value in report["environment"].items()}
    return {**report, **variables, "environment": None}


def test_each_row_is_in_the_table_and_no_other() -> None:
    assert {have for have, _ in ROWS} == set(DIFFER)
