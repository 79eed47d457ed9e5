"""A probe copes with what it finds around it, or says in one line what is missing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

pytestmark = [pytest.mark.root, pytest.mark.lab]

MAIN = [sys.executable, "-c", "from dropexec.application import main; main()", "compat", "probe"]
PROMPT = ["--scenario", "prompt", "--json"]


def run(
    arguments: Sequence[str],
    before: Sequence[str] = (),
    prepare: Callable[[], None] | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *MAIN, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=prepare,
    )


def scenarios(ended: subprocess.CompletedProcess[str]) -> list[str]:
    assert (ended.returncode, ended.stderr) == (0, "")
    return [document["scenario"] for document in json.loads(ended.stdout)]


@pytest.fixture(params=["long", "with blank", "closed", "missing"])
def temporary(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A TMPDIR that a socket, a shell or the target user can do little with."""
    path = tmp_path / {"long": "x" * 100}.get(request.param, request.param)
    if request.param != "missing":
        path.mkdir(mode=0o700 if request.param == "closed" else 0o755)
    yield str(path)
    assert not path.exists() or os.listdir(path) == []


@pytest.mark.parametrize("form", ["exec", "redirect"])
def test_any_tmpdir_will_do(temporary: str, form: str) -> None:
    assert scenarios(run([*PROMPT, "--form", form], TMPDIR=temporary)) == ["prompt"]


def test_a_caller_that_ignores_the_end_of_children_changes_nothing() -> None:
    def prepare() -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)

    assert scenarios(run(PROMPT, prepare=prepare)) == ["prompt"]


def test_a_long_race_needs_no_more_descriptors_than_a_short_one() -> None:
    race = ["--tool", "setpriv", "--scenario", "race", "--attempts", "200", "--json"]
    assert scenarios(run(race, before=["prlimit", "--nofile=80:80"])) == ["race"]


@pytest.mark.parametrize(
    ("before", "complaint"),
    [
        (
            ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$0" "$@"'],
            "cannot probe without /proc: it is not mounted, or it is that of another PID namespace",
        ),
        (
            ["unshare", "--pid", "--fork"],
            "cannot probe without /proc: it is not mounted, or it is that of another PID namespace",
        ),
        (
            ["setpriv", "--bounding-set=-kill", "--inh-caps=-kill"],
            "cannot probe without CAP_KILL: ",
        ),
    ],
)
def test_what_is_missing_is_named_in_one_line(before: list[str], complaint: str) -> None:
    ended = run(["--scenario", "prompt"], before=before)
    assert (ended.returncode, ended.stdout) == (125, "")
    assert ended.stderr.startswith(f"dropexecctl: {complaint}")
    assert ended.stderr.count("\n") == 1


def test_start_stop_daemon_takes_no_python_of_the_machine_for_the_target() -> None:
    # This test is a Python itself: by the interpreter's file, "already running".
    template = ["start-stop-daemon", "--start", "--quiet", "--exec", "{program}", "--chuid", "{user}"]
    ended = run([*PROMPT, "--", *template, "--", "{arguments}"])
    assert scenarios(ended) == ["prompt"]
    (document,) = json.loads(ended.stdout)
    assert document["verdict"] == "transparent"
