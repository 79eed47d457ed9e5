"""Each fault made for real on a booted Debian 12 is found, and each healthy counterpart passes."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from dropexec.doctor.checks import NAMES
from tests.lab.doctor.host import UNIT, BootedHost
from tests.lab.supervised import example
from tests.lab.supervised.deadline import until
from tests.native import toolchain

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(600)]

SECONDS = 30.0
REDIS = "/usr/bin/redis-server --port 7400 --dir /tmp"

#: One thread beside the main one; it prints both numbers.
THREADED = """\
import threading
threading.Thread(target=threading.Event().wait, daemon=True).start()
[worker] = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
print("ready", threading.get_native_id(), worker.native_id, flush=True)
threading.Event().wait()
"""


def findings(host: BootedHost, check: str, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = host.doctor("--check", check, *arguments)[check]["details"]["findings"]
    return found


def faults(host: BootedHost, check: str) -> list[tuple[str, str]]:
    return [(one["status"], one["fault"]) for one in findings(host, check)]


def wait_for(host: BootedHost, comm: str, below: int = 1) -> None:
    """Wait until the process `below` has a child of that name."""

    def there() -> bool:
        return comm in host.run("ps", "--ppid", str(below), "-o", "comm=", statuses=(0, 1)).split()

    until(there, SECONDS, f"{comm} was not started")


def test_a_clean_machine_with_redis_postgresql_and_nginx_passes_every_check(booted: BootedHost) -> None:
    services = ("redis-server.service", "postgresql@15-main.service", "nginx.service")
    assert booted.run("systemctl", "is-active", *services).split() == ["active"] * 3
    checks = booted.doctor()
    assert {name: (check["status"], check["details"]["findings"]) for name, check in checks.items()} == {
        name: ("pass", []) for name in NAMES
    }
    assert checks["pid-files"]["details"]["files"] >= 3
    assert "redis" in checks["launcher"]["details"]["accounts"]


SU = f'ExecStart=/usr/bin/su -s /bin/sh redis -c "exec {REDIS}"\nTimeoutStopSec=300\n'
UNDER = {
    "su": (SU, "fail", 2.0),
    "runuser": (f"ExecStart=/usr/sbin/runuser -u redis -- {REDIS}\nTimeoutStopSec=300\n", "fail", 2.0),
    "sudo": (f"ExecStart=/usr/bin/sudo -n -u redis -- {REDIS}\nTimeoutStopSec=300\n", "warn", None),
}


def found(host: BootedHost) -> int | None:
    """Return the PID of the launcher that has a Redis below it, None where there is none yet."""
    for one in findings(host, "services-under-su"):
        if one["target"] and one["target"]["comm"] == "redis-server":
            return int(one["su"]["pid"])
    return None


@pytest.mark.parametrize("tool", UNDER)
def test_a_redis_under_a_launcher_that_stays_is_found_twice(booted: BootedHost, tool: str) -> None:
    service, status, grace = UNDER[tool]
    with booted.unit(service):
        main = booted.main_pid()
        until(lambda: main == found(booted), SECONDS, f"no redis-server under {tool}")
        [one] = findings(booted, "services-under-su")
        assert (one["status"], one["unit"], one["su"]["pid"], one["su"]["tool"]) == (status, UNIT, main, tool)
        assert (one["supervisor"], one["target"]["comm"]) == ({"pid": 1, "comm": "systemd"}, "redis-server")
        assert (one["stop_allowed_seconds"], one["su_gives_seconds"]) == (300.0, grace)
        assert one["su"]["implementation"] in ("util-linux-su", "util-linux-runuser", "sudo")
        assert 0 <= one["running_seconds"] < 60
        [main_pid] = findings(booted, "unit-main-pid")
        assert (main_pid["fault"], main_pid["main_pid"], main_pid["comm"]) == ("launcher", main, tool)


def test_a_definition_with_su_is_found_before_it_is_started(booted: BootedHost) -> None:
    with booted.file("/etc/systemd/system/defined.service", f"[Service]\n{SU}"):
        rules = {one["rule"]: one for one in findings(booted, "definitions")}
    assert rules["stop-timeout-ignored"]["status"] == "fail"
    assert all(one["files"] == ["/etc/systemd/system/defined.service"] for one in rules.values())
    assert findings(booted, "definitions") == []


def test_the_same_redis_under_dropexec_passes(booted: BootedHost) -> None:
    with booted.unit(f"ExecStart={example.LAUNCHER} redis {REDIS}\nTimeoutStopSec=300\n"):
        wait_for(booted, "redis-server")
        assert findings(booted, "services-under-su") == findings(booted, "unit-main-pid") == []


def test_a_shell_that_stays_is_found_and_one_that_execs_is_not(booted: BootedHost) -> None:
    with booted.unit(f'ExecStart=/bin/sh -c "{REDIS}; true"\n'):
        main = booted.main_pid()
        wait_for(booted, "redis-server", below=main)
        [one] = findings(booted, "unit-main-pid")
        assert (one["status"], one["fault"], one["unit"], one["main_pid"]) == ("fail", "shell", UNIT, main)
    with booted.unit(f'ExecStart=/bin/sh -c "exec {REDIS}"\n'):
        until(lambda: findings(booted, "unit-main-pid") == [], SECONDS, "the shell stayed")


def test_a_pid_file_that_systemd_read_and_that_says_otherwise_now_is_found(booted: BootedHost) -> None:
    service = (
        f"Type=forking\nPIDFile=/run/tried.pid\nExecStart={REDIS} --daemonize yes --pidfile /run/tried.pid\n"
    )
    with booted.unit(service):
        assert findings(booted, "unit-main-pid") == []
        with booted.file("/run/tried.pid", "1\n"):
            [one] = findings(booted, "unit-main-pid")
            assert (one["fault"], one["pid_file"], one["pid_file_holds"]) == ("pid-file", "/run/tried.pid", 1)


def test_a_kill_by_a_file_that_names_a_thread_ends_its_process_as_doctor_says(booted: BootedHost) -> None:
    process = booted.daemon("python3", "-c", THREADED)
    _, main, worker = process.wait_for_line("ready", SECONDS).split()
    with booted.file("/run/stale.pid", f"{worker}\n"):
        [one] = findings(booted, "pid-files")
        assert (one["status"], one["fault"], one["process"]) == ("fail", "thread", int(main))
        assert one["message"].startswith(
            f'/run/stale.pid holds {worker}, a thread ("python3") of process {main}'
        )
        booted.run("sh", "-c", "kill $(cat /run/stale.pid)")
        process.wait(SECONDS)
        assert [one["fault"] for one in findings(booted, "pid-files")] == ["dead"]


@pytest.fixture
def sleeping(booted: BootedHost) -> Iterator[int]:
    """A process of root's, by the PID that the machine knows it by."""
    with booted.unit("ExecStart=/bin/sleep infinity\n"):
        yield booted.main_pid()


def test_pid_files_with_every_other_fault_are_found(booted: BootedHost, sleeping: int) -> None:
    made = {
        "younger": f"{sleeping}\n",
        "zero": "0\n",
        "negative": "-1\n",
        "several": f"{sleeping} 1\n",
        "writable": f"{sleeping}\n",
        "theirs": f"{sleeping}\n",
        "well": f"{sleeping}\n",
    }
    with ExitStack() as stack:
        for name, text in made.items():
            stack.enter_context(booted.file(f"/run/tried-{name}.pid", text))
        booted.run("touch", "-d", "1 hour ago", "/run/tried-younger.pid")
        booted.run("chmod", "666", "/run/tried-writable.pid")
        booted.run("chown", "redis", "/run/tried-theirs.pid")
        files = {one["path"]: (one["status"], one["fault"]) for one in findings(booted, "pid-files")}
    assert files == {
        "/run/tried-younger.pid": ("fail", "younger"),
        "/run/tried-zero.pid": ("fail", "not-a-pid"),
        "/run/tried-negative.pid": ("fail", "not-a-pid"),
        "/run/tried-several.pid": ("fail", "several"),
        "/run/tried-writable.pid": ("fail", "writable"),
        "/run/tried-theirs.pid": ("fail", "writable"),
    }


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("chmod 4755 {}", "set-id"),
        ("chmod 757 {}", "writable"),
        ("chown redis {}", "writable"),
    ],
)
def test_a_launcher_with_a_fault_is_found_and_without_it_passes(
    booted: BootedHost, command: str, fault: str
) -> None:
    try:
        booted.run("sh", "-c", command.format(example.LAUNCHER))
        [one] = findings(booted, "launcher")
        assert (one["status"], one["fault"]) == ("fail", fault)
    finally:
        booted.run("sh", "-c", f"chown root {example.LAUNCHER}; chmod 755 {example.LAUNCHER} /usr/local/bin")
    assert findings(booted, "launcher") == []


def test_a_launcher_whose_first_line_is_not_isolated_is_found(booted: BootedHost) -> None:
    with booted.file("/usr/local/sbin/dropexec", "#!/usr/bin/python3\n", mode=0o755):
        assert faults(booted, "launcher") == [("fail", "not-isolated")]


def test_an_account_that_the_system_knows_and_a_static_launcher_does_not_is_found(booted: BootedHost) -> None:
    switch = booted.path("/etc/nsswitch.conf").read_text(encoding="ascii")
    text = re.sub(r"^(passwd|group):.*$", r"\1: files extrausers", switch, flags=re.MULTILINE)
    unit = "[Service]\nUser=remote\nExecStart=/bin/true\n"
    with ExitStack() as stack:
        for name, content in (
            ("/etc/nsswitch.conf", text),
            ("/etc/systemd/system/remote.service", unit),
            ("/var/lib/extrausers/passwd", "remote:x:7001:7001::/:/bin/sh\n"),
            ("/var/lib/extrausers/group", "remote:x:7001:\n"),
        ):
            stack.enter_context(booted.file(name, content))
        assert booted.run("id", "-u", "remote") == "7001\n"
        [one] = findings(booted, "launcher")
        assert (one["fault"], one["unit"], one["spec"]) == ("account", "remote.service", "remote")
        assert 'cannot find user \\"remote\\"' in one["message"]


def test_a_su_that_no_package_has_is_none_of_the_catalogues(booted: BootedHost) -> None:
    with booted.file("/usr/local/bin/su", "#!/bin/sh\nexec /usr/bin/su\n", mode=0o755):
        assert [one["status"] for one in findings(booted, "su")] == ["warn"]


#: What shadow's su without PAM does: it is the target, nothing stays.
TRANSPARENT = """\
#!/bin/sh
# su -s SHELL USER -c COMMAND
while [ $# -gt 0 ]; do
    case $1 in
    -s) shell=$2; shift 2 ;;
    -c) command=$2; shift 2 ;;
    -*) shift ;;
    *) user=$1; shift ;;
    esac
done
exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$shell" -c "$command"
"""


#: An executable that names itself as the package's, and becomes that script.
IMPOSTOR = """
#include <unistd.h>
static const char volatile version[] = "util-linux 2.38.1";
int main(int count, char **words)
{
    (void)count;
    (void)version[0];
    return execv("/usr/lib/transparent-su", words);
}
"""


def test_probing_believes_what_su_does_and_not_what_it_says_it_is(booted: BootedHost, tmp_path: Path) -> None:
    assert findings(booted, "su", "--probe") == []
    (tmp_path / "su.c").write_text(IMPOSTOR, encoding="ascii")
    command = [toolchain.need("gcc"), "-static", "-O1", str(tmp_path / "su.c"), "-o", str(tmp_path / "su")]
    subprocess.run(command, check=True)
    with (
        booted.file("/usr/lib/transparent-su", TRANSPARENT, mode=0o755),
        booted.file("/usr/bin/su", "", mode=0o755) as su,
    ):
        su.write_bytes((tmp_path / "su").read_bytes())
        wrong = findings(booted, "su", "--probe")
    assert {one["behaviour"]: (one["claimed"], one["observed"]) for one in wrong}["forks"] == (True, False)
    assert {one["status"] for one in wrong} == {"fail"}


def test_a_script_in_the_place_of_su_is_named(booted: BootedHost) -> None:
    with booted.file("/usr/bin/su", TRANSPARENT, mode=0o755):
        [finding] = findings(booted, "su")
    assert finding == {
        "status": "warn",
        "message": "/usr/bin/su is a script, and not what package util-linux installs; "
        "dropexecctl compat probe finds out what it does",
    }
