"""packaging/examples/kubernetes.yaml, by podman's reading of pods."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.containers import context
from tests.lab.containers.engine import Engine
from tests.lab.supervised import account
from tests.lab.supervised.log import Log, Ready

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

_SECONDS = 60.0
_FILE = context.EXAMPLES / "kubernetes.yaml"


@pytest.fixture
def log(engine: Engine, image: str) -> Iterator[Log]:
    """The log in the pod's volume, root's so far; no pod and no volume is left."""
    with Log(engine.volume("kafka") / "log") as log:
        yield log
        engine.podman("pod", "rm", "--all", "--force", "--time=0")
        engine.podman("volume", "rm", "kafka")


# What the file's head says, as part of the file.
_RESTRICTED = """\
spec:
  securityContext:
    runAsNonRoot: true
    runAsUser: 5020
    runAsGroup: 5020
    supplementalGroups: [5021]
"""
_ADDED = """\
          add:
            - CHOWN
            - SETGID
            - SETUID
"""


def play(engine: Engine, file: Path) -> None:
    engine.podman("play", "kube", "--network=none", str(file))


def test_the_service_is_pid_1_and_stops_in_its_own_time(engine: Engine, log: Log) -> None:
    play(engine, _FILE)
    assert log.ready(0, _SECONDS) == Ready(1, 0, account.UID, account.GID, account.GROUPS, "")
    engine.podman("pod", "stop", "--time=10", "kafka")
    assert log.runs() == [["term", "stopped"]]
    assert json.loads(engine.podman("inspect", "--format={{json .State.ExitCode}}", "kafka-kafka")) == 0


def test_the_service_has_the_rights_that_the_file_gives(engine: Engine, log: Log) -> None:
    play(engine, _FILE)
    log.ready(0, _SECONDS)
    [pid] = engine.podman("inspect", "--format={{.State.Pid}}", "kafka-kafka").split()
    status = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    )
    # CHOWN, SETGID and SETUID are bits 0, 6 and 7. The entrypoint had them; the bounding set is what is left.
    none, three = f"{0:016x}", f"{1 << 0 | 1 << 6 | 1 << 7:016x}"
    found = {name: status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs")}
    assert found == {
        "CapInh": none,
        "CapPrm": none,
        "CapEff": none,
        "CapBnd": three,
        "CapAmb": none,
        "NoNewPrivs": "1",
    }


def test_the_same_image_runs_as_the_account_from_the_start(engine: Engine, log: Log, tmp_path: Path) -> None:
    text = _FILE.read_text(encoding="utf-8")
    assert (text.count("spec:\n"), text.count(_ADDED)) == (1, 1)
    restricted = tmp_path / "restricted.yaml"
    restricted.write_text(text.replace("spec:\n", _RESTRICTED).replace(_ADDED, ""), encoding="utf-8")
    play(engine, restricted)
    assert log.ready(0, _SECONDS) == Ready(1, 0, account.UID, account.GID, account.GROUPS, "")
