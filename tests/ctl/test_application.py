"""dropexecctl as a process: its descriptors, its standard output, its interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import IO

import pytest

from dropexec import schemas

MAIN = "from dropexec.application import main; main()"


def run(
    arguments: Sequence[str],
    stdout: IO[str] | int | None = subprocess.PIPE,
    prepare: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=prepare,
    )


PRINTS = [
    ["--version"],
    ["--help"],
    ["compat", "list"],
    ["compat", "report"],
    ["doctor", "--list"],
    ["explain", "nobody", "/bin/true"],
    ["lint", "--list-rules"],
    ["lint", "--format", "sarif", os.devnull],
    ["man", "lint"],
    ["schema", "list"],
    ["translate", "--", "gosu", "bin", "x"],
    ["watch", "--help"],
]


@pytest.mark.parametrize("arguments", PRINTS, ids=" ".join)
def test_a_full_device_is_one_line_and_status_125(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        ended = run(arguments, full)
    assert (ended.returncode, ended.stderr) == (
        125,
        "dropexecctl: cannot write standard output: No space left on device\n",
    )


@pytest.mark.parametrize("arguments", PRINTS, ids=" ".join)
def test_a_closed_standard_output_is_one_line_and_status_125(arguments: list[str]) -> None:
    ended = run(arguments, None, lambda: os.close(1))
    assert (ended.returncode, ended.stderr) == (
        125,
        "dropexecctl: cannot write standard output: Bad file descriptor\n",
    )


@pytest.mark.parametrize("arguments", [["compat", "report"]])
def test_a_reader_that_goes_away_ends_it_as_it_ends_any_program(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        ended = run(arguments, pipe)
    assert (ended.returncode, ended.stderr) == (-signal.SIGPIPE, "")


def test_without_standard_input_and_error_it_still_works() -> None:
    def prepare() -> None:
        os.close(0)
        os.close(2)

    ended = run(["schema", "list"], prepare=prepare)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("{")


def test_a_translation_needs_no_standard_error() -> None:
    ended = run(["translate", "--", "gosu", "bin", "x"], prepare=lambda: os.close(2))
    assert (ended.returncode, ended.stdout) == (0, "/usr/bin/dropexec -E bin x\n")


@pytest.mark.parametrize("arguments", [["translate"], ["lint", "-", "--stdin-filename", "run"]], ids=" ".join)
def test_a_closed_standard_input_is_a_line_and_no_clean_result(arguments: list[str]) -> None:
    ended = run(arguments, prepare=lambda: os.close(0))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines()[0] == "dropexecctl: cannot read standard input: it is closed"


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (["lnt"], "no such command 'lnt'; did you mean lint?", ""),
        (["compat", "shw"], "no such command 'shw'; did you mean show?", " compat"),
        (["qqqq"], "no such command 'qqqq'", ""),
        (["lint", "--frmat", "x"], "no such option: --frmat; did you mean --format?", " lint"),
        (["doctor", "--chek", "x"], "no such option: --chek; did you mean --check?", " doctor"),
        (["doctor", "--qqqq"], "no such option: --qqqq", " doctor"),
        (
            ["lint", "--format", "x"],
            "--format: 'x' is not one of 'text', 'json', 'sarif', 'github'",
            " lint",
        ),
        (["lint", "--fix", "--diff"], "--fix and --diff are mutually exclusive", " lint"),
        (["compat", "compare"], "missing argument 'FILE'", " compat compare"),
        (["schema"], f"missing argument '{{{'|'.join(schemas.names())}}}'", " schema"),
        (["watch"], "give one of: PID..., --unit, --name, --all, -- COMMAND", " watch"),
    ],
)
def test_a_wrong_command_line_is_one_line_and_a_hint(arguments: list[str], said: str, hint: str) -> None:
    ended = run(arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"dropexecctl: {said}\nTry 'dropexecctl{hint} --help'.\n"


@pytest.mark.parametrize(
    ("arguments", "status"), [(["frob"], 2), (["compat", "show", "frob"], 1), (["--version"], 0)]
)
def test_the_status_is_the_commands(arguments: list[str], status: int) -> None:
    assert run(arguments).returncode == status


def test_an_interruption_while_it_starts_is_130_and_silent() -> None:
    # The import of click is where the time goes; a module of that name interrupts it there.
    code = (
        "import os, signal, sys, types\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'click':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        f"{MAIN}\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")
