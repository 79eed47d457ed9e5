"""The example's image with more, with fewer and with other rights than an engine gives by default."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.lab.containers.engine import Engine
from tests.lab.supervised import account

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

LEAST = ("--cap-drop=ALL", "--cap-add=SETUID", "--cap-add=SETGID")

#: What the service is: ids, capabilities, no_new_privs, environment.
SHOW = ("sh", "-c", "id; grep -E '^(Cap[^B]|NoNewPrivs)' /proc/self/status; env | sort")
ENVIRONMENT = """\
HOME=/var/lib/kafka
HOSTNAME=there
KAFKA_OPTS=-Xmx1g
LOGNAME=kafka
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
PWD=/
SHELL=/bin/sh
TERM=xterm
USER=kafka
container=podman"""

#: With --user the runtime has set HOME, and nobody the account's other variables.
CHOSEN = "\n".join(
    line for line in ENVIRONMENT.splitlines() if line.partition("=")[0] not in ("LOGNAME", "SHELL", "USER")
)


def shown(
    environment: str = ENVIRONMENT,
    *,
    ids: str = "uid=5020(kafka) gid=5020(kafka) groups=5020(kafka),5021(brokers)",
    no_new_privs: int = 0,
) -> str:
    capabilities = "".join(f"{name}:\t{0:016x}\n" for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"))
    return f"{ids}\n{capabilities}NoNewPrivs:\t{no_new_privs}\n{environment}\n"


def refused(missing: str) -> str:
    return (
        f'dropexec: cannot become "kafka" (uid 5020, gid 5020): this process lacks {missing}; '
        "run dropexec as root, or grant it (cap_add, CapabilityBoundingSet=)\n"
    )


def run(
    engine: Engine, image: str, data: Path, *options: str, command: tuple[str, ...] = SHOW
) -> tuple[int, str, str]:
    volume = f"--volume={data}:{account.HOME}"
    more = ("--hostname=there", "--env=KAFKA_OPTS=-Xmx1g", *options)
    done = engine.run(volume, *more, image, *command)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "options",
    [
        (),
        LEAST,
        (*LEAST, "--read-only"),
    ],
)
def test_the_service_is_the_same_account(
    engine: Engine, image: str, data: Path, options: tuple[str, ...]
) -> None:
    assert run(engine, image, data, *options) == (0, shown(), "")


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--user=kafka",), "uid=5020(kafka) gid=5020(kafka) groups=5020(kafka),5021(brokers)"),
        (
            ("--user=kafka", "--group-add=2000"),
            "uid=5020(kafka) gid=5020(kafka) groups=5020(kafka),2000,5021(brokers)",
        ),
        (("--user=5020:5020",), "uid=5020(kafka) gid=5020(kafka) groups=5020(kafka)"),
        (("--user=5020:5020", "--group-add=2000"), "uid=5020(kafka) gid=5020(kafka) groups=5020(kafka),2000"),
        (("--user=1234:1234",), "uid=1234(1234) gid=1234(1234) groups=1234(1234)"),
        (("--user=1000620000:0",), "uid=1000620000(1000620000) gid=0(root) groups=0(root)"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--cap-drop=ALL",), ("--cap-drop=ALL", "--read-only")])
def test_the_account_that_the_runtime_has_chosen_stays(
    engine: Engine, image: str, data: Path, options: tuple[str, ...], ids: str, more: tuple[str, ...]
) -> None:
    known = ids.startswith("uid=5020")
    environment = CHOSEN if known else CHOSEN.replace("HOME=/var/lib/kafka", "HOME=/")
    assert run(engine, image, data, *options, *more) == (0, shown(environment, ids=ids), "")


@pytest.mark.parametrize(
    ("options", "environment"),
    [((), ENVIRONMENT), (LEAST, ENVIRONMENT), (("--user=kafka", "--cap-drop=ALL"), CHOSEN)],
)
def test_no_new_privileges_is_no_obstacle(
    engine: Engine, image: str, data: Path, options: tuple[str, ...], environment: str
) -> None:
    found = run(engine, image, data, "--security-opt=no-new-privileges", *options)
    assert found == (0, shown(environment, no_new_privs=1), "")


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (("--cap-drop=ALL",), "CAP_SETGID and CAP_SETUID"),
        (("--cap-drop=ALL", "--cap-add=SETUID"), "CAP_SETGID"),
        (("--cap-drop=ALL", "--cap-add=SETGID"), "CAP_SETUID"),
    ],
)
def test_what_is_missing_is_named(
    engine: Engine, image: str, data: Path, options: tuple[str, ...], missing: str
) -> None:
    assert run(engine, image, data, *options) == (125, "", refused(missing))


def test_a_volume_that_is_still_roots_is_given_to_the_service(
    engine: Engine, image: str, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    command = ("sh", "-c", "echo kept >/var/lib/kafka/file")
    assert run(engine, image, fresh, *LEAST, "--cap-add=CHOWN", command=command) == (0, "", "")
    assert [(os.stat(path).st_uid, os.stat(path).st_gid) for path in (fresh, fresh / "file")] == [
        (5020, 5020)
    ] * 2


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (("sh", "-c", "exit 42"), 42, ""),
        (("/opt/kafka",), 126, ": exec: /opt/kafka: "),
        (("absent",), 127, ": exec: absent: "),
    ],
)
def test_the_exit_status_is_the_containers(
    engine: Engine, image: str, data: Path, command: tuple[str, ...], status: int, said: str
) -> None:
    found = run(engine, image, data, command=command)
    assert found[:2] == (status, "")
    assert said in found[2]
    assert bool(found[2]) == bool(said)
