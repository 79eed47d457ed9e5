"""An image with nothing in it: the launcher, the accounts or not even those, and the service."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.containers import context
from tests.lab.containers.engine import Engine
from tests.lab.supervised import account
from tests.lab.supervised.log import Log, Ready

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

_SECONDS = 30.0

# The same without accounts, for the ids as numbers.
_NUMBERS = """\
FROM scratch
COPY dropexec-linux-x86_64 /dropexec
COPY kafka/bin/kafka /kafka
ENTRYPOINT ["/dropexec", "5020:5021"]
"""


@pytest.fixture(scope="module")
def empty(engine: Engine, built: Path, target: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of the image that the example's Dockerfile makes."""
    dockerfile = context.EXAMPLES / "scratch" / "Dockerfile"
    place = tmp_path_factory.mktemp("scratch") / "context"
    engine.build("localhost/scratch", context.lay_out(place, dockerfile, built, target))
    return "localhost/scratch"


@pytest.fixture(scope="module")
def nameless(engine: Engine, built: Path, target: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an image without /etc/passwd and /etc/group."""
    scratch = tmp_path_factory.mktemp("nameless")
    (scratch / "Dockerfile").write_text(_NUMBERS, encoding="utf-8")
    place = context.lay_out(scratch / "context", scratch / "Dockerfile", built, target)
    engine.build("localhost/nameless", place)
    return "localhost/nameless"


def first_line(engine: Engine, data: Path, *arguments: str) -> Ready:
    with Log(data / "log") as log:
        engine.podman("run", "--detach", "--name=empty", f"--volume={data}:{account.HOME}", *arguments)
        try:
            return log.ready(0, _SECONDS)
        finally:
            engine.podman("rm", "--force", "--time=0", "empty")


def test_the_service_is_pid_1_as_the_account(engine: Engine, empty: str, data: Path) -> None:
    assert first_line(engine, data, empty) == Ready(1, 0, account.UID, account.GID, account.GROUPS, "")


def test_ids_need_no_accounts(engine: Engine, nameless: str, data: Path) -> None:
    found = first_line(engine, data, nameless, "/kafka", context.LOG)
    assert found == Ready(1, 0, 5020, 5021, frozenset({5021}), "")


def test_the_same_image_runs_with_user(engine: Engine, empty: str, data: Path) -> None:
    found = first_line(engine, data, "--user=kafka", "--cap-drop=ALL", empty)
    assert found == Ready(1, 0, account.UID, account.GID, account.GROUPS, "")


def test_without_capabilities_the_missing_ones_are_named(engine: Engine, empty: str) -> None:
    done = engine.run("--cap-drop=ALL", empty)
    assert (done.returncode, done.stdout) == (125, "")
    assert done.stderr == (
        'dropexec: cannot become "kafka" (uid 5020, gid 5020): this process lacks CAP_SETGID and CAP_SETUID; '
        "run dropexec as root, or grant it (cap_add, CapabilityBoundingSet=)\n"
    )


def test_the_service_may_open_the_output_that_it_was_given(engine: Engine, empty: str) -> None:
    engine.podman("run", "--detach", "--name=given", empty, "/kafka", "/dev/stdout", "--stop-seconds", "0")
    engine.podman("stop", "given")
    lines = engine.podman("logs", "given").splitlines()
    engine.podman("rm", "given")
    ready = "ready pid=1 ppid=0 uid=5020 gid=5020 groups=5020,5021"
    assert sorted(lines) == sorted(["hello from 1", ready, "term", "stopped"])


def test_without_chown_stdio_it_may_not(engine: Engine, empty: str) -> None:
    entrypoint = '--entrypoint=["/dropexec", "kafka"]'
    done = engine.run(entrypoint, empty, "/kafka", "/dev/stdout")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kafka: cannot open /dev/stdout: Permission denied\n"
