"""The completions in packaging/completions say what the option table, click's tree and the catalogue say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dropexec.ctl.completion import bash, fish, zsh
from dropexec.ctl.completion.__main__ import with_parts

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging" / "completions"
SHELLS = {".bash": bash.PARTS, ".fish": fish.PARTS, ".zsh": zsh.PARTS}


@pytest.mark.parametrize("suffix", SHELLS)
@pytest.mark.parametrize("command", ["dropexec", "dropexecctl"])
def test_a_script_holds_what_is_generated(command: str, suffix: str) -> None:
    script = SCRIPTS / (command + suffix)
    text = script.read_text(encoding="utf-8")
    again = f"run python3 -m dropexec.ctl.completion {script.relative_to(SCRIPTS.parents[1])}"
    assert text == with_parts(text, suffix), again


@pytest.mark.parametrize("suffix", SHELLS)
def test_the_scripts_of_a_shell_hold_every_part_once(suffix: str) -> None:
    scripts = [SCRIPTS / f"{command}{suffix}" for command in ("dropexec", "dropexecctl")]
    text = "".join(script.read_text(encoding="utf-8") for script in scripts)
    for mark in ("generated:", "end of"):
        assert sorted(re.findall(rf"^# {mark} (.*)$", text, re.MULTILINE)) == sorted(SHELLS[suffix])


def test_another_text_between_the_marks_is_replaced_and_nothing_else() -> None:
    before = "echo 1\n# generated: values\nold\n# end of values\necho 2\n"
    values = "".join(f"{line}\n" for line in bash.values())
    assert with_parts(before, ".bash") == before.replace("old\n", values)
