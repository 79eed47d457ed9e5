"""What goes with dropexec in a unit and what does not, in systemd 252 and 257; beyond what the table has."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.lab.process import Ending
from tests.lab.roots.release import SYSTEMD
from tests.lab.supervised import account, example
from tests.lab.supervised.log import Ready
from tests.lab.supervised.machine import Machine
from tests.lab.supervised.systemd import CONNECT
from tests.lab.supervised.unit import Unit, installed

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

SECONDS = 30.0

#: What a unit of systemd's gets with the reset that is dropexec's default, whatever systemd it is.
ENVIRONMENT = {"HOME", "LANG", "LOGNAME", "PATH", "SHELL", "USER"}
ENVIRONMENT |= {"INVOCATION_ID", "JOURNAL_STREAM", "SYSTEMD_EXEC_PID"}
NOTIFIED = {"NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"}
ACTIVATED = {"LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID"}
ADDED = {"bookworm": set[str](), "trixie": {"MEMORY_PRESSURE_WATCH", "MEMORY_PRESSURE_WRITE"}}


@pytest.fixture(params=SYSTEMD)
def machine(request: pytest.FixtureRequest, machines: dict[str, Machine]) -> Machine:
    return machines[request.param]


@pytest.fixture
def kafka(machine: Machine) -> Iterator[Unit]:
    with installed(machine, "kafka.service", "dropexec") as unit:
        yield unit


@pytest.fixture
def notify(machine: Machine) -> Iterator[Unit]:
    with installed(machine, "notify.service", "dropexec") as unit:
        yield unit


@pytest.fixture
def activated(machine: Machine) -> Iterator[Unit]:
    with installed(machine, "activated.service", "dropexec", "activated.socket") as unit:
        yield unit


def start(unit: Unit) -> Ready:
    unit.control("start", unit.name)
    return unit.log.ready(0, SECONDS)


def ended(result: str, *, code: int, status: int) -> dict[str, str]:
    """What systemd says of a unit that has failed and is not started again."""
    names = ("Result", "ExecMainCode", "ExecMainStatus", "NRestarts")
    return dict(zip(names, (result, str(code), str(status), "0")))


def fail(unit: Unit) -> dict[str, str]:
    """Start a unit that is to fail; return what systemd says of it."""
    unit.control("start", unit.name, statuses=(0, 1))
    return failed(unit)


def failed(unit: Unit) -> dict[str, str]:
    unit.wait_for("ActiveState", "failed")
    return {name: unit.show(name) for name in ended("", code=0, status=0)}


def status(unit: Unit, pid: int) -> dict[str, str]:
    """Return fields of proc_pid_status(5)."""
    text = unit.room.run("cat", f"/proc/{pid}/status")
    return dict(re.findall(r"^(\w+):\t(.*)$", text, re.MULTILINE))


def variables(unit: Unit, pid: int) -> dict[str, str]:
    block = unit.room.run("cat", f"/proc/{pid}/environ").rstrip("\0")
    return dict(entry.split("=", 1) for entry in block.split("\0"))


def test_systemd_has_nothing_to_say_against_the_examples(kafka: Unit, notify: Unit, activated: Unit) -> None:
    names = [kafka.name, notify.name, activated.name, "activated.socket"]
    assert kafka.room.run("systemd-analyze", "verify", *names) == ""


def test_the_sandbox_of_the_example_closes_around_the_target(kafka: Unit) -> None:
    found = status(kafka, start(kafka).pid)
    none, changing = f"{0:016x}", f"{1 << 6 | 1 << 7:016x}"
    expected = {"CapInh": none, "CapPrm": none, "CapEff": none, "CapBnd": changing, "CapAmb": none}
    expected |= {"NoNewPrivs": "1", "Seccomp": "2", "Umask": "0027"}
    assert {name: found[name] for name in expected} == expected


def test_the_target_gets_what_systemd_says_and_nothing_of_environment(
    kafka: Unit, notify: Unit, activated: Unit
) -> None:
    suite = "trixie" if "257" in kafka.control("--version") else "bookworm"
    kafka.drop_in("environment", "[Service]\nEnvironment=JAVA_HOME=/opt/java KAFKA_OPTS=-x\n")
    activated.control("start", "activated.socket")
    found = [variables(unit, start(unit).pid) for unit in (kafka, notify, activated)]
    expected = ENVIRONMENT | ADDED[suite]
    assert [set(one) for one in found] == [expected, expected | NOTIFIED, expected | ACTIVATED]
    assert [one["HOME"] for one in found] == [account.HOME] * 3


def test_environment_passes_where_it_is_named(kafka: Unit) -> None:
    kafka.drop_in("environment", "[Service]\nEnvironment=JAVA_HOME=/opt/java OTHER=1\n")
    kafka.options("--preserve-env=JAVA_*")
    found = variables(kafka, start(kafka).pid)
    assert (found["JAVA_HOME"], "OTHER" in found) == ("/opt/java", False)


@pytest.mark.parametrize(
    ("signal", "expected", "end"),
    [
        # The codes are those of waitid(2): CLD_EXITED, CLD_KILLED.
        ("USR1", ended("exit-code", code=1, status=7), Ending(status=7)),
        ("USR2", ended("signal", code=2, status=11), Ending(signal="SIGSEGV")),
    ],
)
def test_systemd_has_the_targets_own_end(
    kafka: Unit, signal: str, expected: dict[str, str], end: Ending
) -> None:
    kafka.drop_in("once", "[Service]\nRestart=no\n")
    start(kafka)
    kafka.control("kill", "--kill-whom=main", f"--signal={signal}", kafka.name)
    assert failed(kafka) == expected
    assert kafka.ends() == [end]


def test_a_watchdog_that_is_not_fed_kills(notify: Unit) -> None:
    notify.options("--unset-env=WATCHDOG_USEC")
    notify.drop_in("quick", "[Service]\nWatchdogSec=1\nRestart=no\n")
    ready = start(notify)
    notify.wait_for("ActiveState", "failed")
    assert (ready.rest, notify.show("Result")) == ("notify=yes", "watchdog")
    assert notify.ends() == [Ending(signal="SIGABRT")]


@pytest.mark.parametrize("machine", ["trixie"], indirect=True)
def test_systemd_itself_reloads_and_waits_for_it(notify: Unit) -> None:
    notify.drop_in("reload", "[Service]\nType=notify-reload\nExecReload=\n")
    start(notify)
    notify.control("reload", notify.name)
    assert (notify.log.runs(), notify.show("ReloadResult")) == ([["hup"]], "success")


def test_closing_descriptors_leaves_those_of_the_socket(activated: Unit) -> None:
    activated.options("--close-fds")
    activated.control("start", "activated.socket")
    assert activated.room.run(*CONNECT) == f"{activated.pid()}\n"


def test_root_without_cap_kill_may_not_reload_without_the_plus(kafka: Unit) -> None:
    kafka.drop_in("reload", "[Service]\nExecReload=\nExecReload=/bin/kill -HUP $MAINPID\n")
    pid = start(kafka).pid
    kafka.control("reload", kafka.name, statuses=(1,))
    assert (kafka.log.runs(), kafka.pid()) == ([[]], pid)
    assert kafka.journal("SYSLOG_IDENTIFIER=kafka")[-1] == f"/bin/kill: ({pid}): Operation not permitted"


def test_the_same_line_runs_where_systemd_has_become_the_user_already(kafka: Unit) -> None:
    kafka.drop_in("user", f"[Service]\nUser={account.NAME}\nCapabilityBoundingSet=\n")
    found = start(kafka)
    assert (found.uid, found.gid, found.groups) == (account.UID, account.GID, account.GROUPS)
    assert found.pid == kafka.pid()


#: What README.md says that dropexec fails with: how the unit ends, and what the journal has of it.
DENIED = 'dropexec: cannot set the supplementary groups of "kafka": Operation not permitted'
LACKS = 'dropexec: cannot become "kafka" (uid 5020, gid 5020): this process lacks CAP_SETGID'
REFUSED = {
    "PrivateUsers=yes": (
        Ending(status=125),
        [
            (
                f"{DENIED}; this user namespace denies setgroups(2) and does not map uid 5020; "
                "map more ids (unshare --map-auto)"
            )
        ],
    ),
    "CapabilityBoundingSet=\nCapabilityBoundingSet=CAP_SETUID": (
        Ending(status=125),
        [f"{LACKS}; run dropexec as root, or grant it (cap_add, CapabilityBoundingSet=)"],
    ),
    "SystemCallFilter=~@privileged\nSystemCallErrorNumber=EPERM": (
        Ending(status=125),
        [f"{DENIED}; CAP_SETGID is present: does a security module or a seccomp filter refuse setgroups(2)?"],
    ),
    "SystemCallFilter=~@privileged": (Ending(signal="SIGSYS"), []),
    "SystemCallFilter=~@setuid": (Ending(signal="SIGSYS"), []),
}


@pytest.mark.parametrize("settings", REFUSED)
def test_a_sandbox_that_takes_the_right_away_ends_the_start(kafka: Unit, settings: str) -> None:
    end, said = REFUSED[settings]
    kafka.drop_in("sandbox", f"[Service]\nRestart=no\n{settings}\n")
    fail(kafka)
    invocation = kafka.show("InvocationID")
    found = kafka.journal(f"_SYSTEMD_INVOCATION_ID={invocation}", "SYSLOG_IDENTIFIER=kafka")
    assert (kafka.ends(), found) == ([end], said)


def test_an_account_that_is_not_there_is_not_tried_again(kafka: Unit) -> None:
    kafka.drop_in("account", f"[Service]\nExecStart=\nExecStart={example.LAUNCHER} kafak true\n")
    assert fail(kafka) == ended("exit-code", code=1, status=125)


def test_what_systemd_makes_for_the_unit_is_roots(kafka: Unit) -> None:
    kafka.drop_in("directories", "[Service]\nStateDirectory=made\nSetCredential=token:secret\n")
    kafka.options("--env=A=1")
    found = variables(kafka, start(kafka).pid)
    state = kafka.room.run("stat", "--format=%U %a", found["STATE_DIRECTORY"])
    reading = [example.LAUNCHER, account.NAME, "cat", f"{found['CREDENTIALS_DIRECTORY']}/token"]
    refused = kafka.room.run(*reading, statuses=(1,))
    kafka.room.run("rmdir", found["STATE_DIRECTORY"])
    assert (state, refused[-18:]) == ("root 755\n", "Permission denied\n")


def test_ambient_capabilities_are_given_up_unless_they_are_named(kafka: Unit) -> None:
    setting = "CAP_NET_BIND_SERVICE"
    kafka.drop_in("ambient", f"[Service]\nCapabilityBoundingSet={setting}\nAmbientCapabilities={setting}\n")
    assert status(kafka, start(kafka).pid)["CapAmb"] == f"{0:016x}"
    kafka.control("kill", "--signal=KILL", kafka.name)
    kafka.options("--ambient-caps=net_bind_service")
    kafka.control("restart", kafka.name)
    assert status(kafka, kafka.log.ready(1, SECONDS).pid)["CapAmb"] == f"{1 << 10:016x}"
