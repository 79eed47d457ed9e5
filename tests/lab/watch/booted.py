"""The recorder's units under a systemd and a journal of their own, across a reboot, in a virtual machine.

``python3 -m tests.lab.watch.booted [SUITE]``, as root; needs and keeps what tests.lab.watch.kernels does.
"""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.lab.watch import kernels
from tests.lab.watch.kernels import PROJECT

_PACKAGES = "python3,python3-click,python3-distro,systemd"
_SECONDS = 600.0
_MARK = "=== "

_SHELL = """[Service]
StandardInput=tty
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS1
ExecStartPre=stty -echo -opost
ExecStart=/bin/sh -c 'echo "=== 0"; while read -r line; do eval "$line"; done'
"""
_KAFKA = "[Service]\nExecStart=/bin/sleep infinity\n"
_WANTED = {
    "sysinit.target.wants": ("/usr/lib/systemd/system/dropexec-record.service",),
    "multi-user.target.wants": (
        "/usr/lib/systemd/system/dropexec-record-journal.service",
        "/etc/systemd/system/shell.service",
    ),
}


def furnished(directory: Path) -> Path:
    """Return a directory with what a package installs, both units enabled, and a shell on the second line."""
    extra = directory / "extra"
    units = extra / "etc/systemd/system"
    units.mkdir(parents=True)
    subprocess.run([PROJECT / "packaging/system/install", extra, "dropexecctl"], check=True)
    (extra / "init").symlink_to("/usr/lib/systemd/systemd")
    (units / "shell.service").write_text(_SHELL, encoding="ascii")
    (units / "kafka.service").write_text(_KAFKA, encoding="ascii")
    (units / "serial-getty@ttyS0.service").symlink_to("/dev/null")
    for target, wanted in _WANTED.items():
        (units / target).mkdir()
        for unit in wanted:
            (units / target / Path(unit).name).symlink_to(unit)
    return extra


class Guest:
    """The machine's shell."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._pending = b""

    def up(self) -> None:
        """Wait until the shell is there."""
        self._answer()

    def run(self, script: str, status: int = 0) -> str:
        """Run a line of shell and return what it printed; raises AssertionError for another status."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"( {script} ) 2>&1; echo '{_MARK}'$?\n".encode())
        self._process.stdin.flush()
        printed, found = self._answer()
        assert found == status, f"{script}: status {found}\n{printed}"
        return printed

    def documents(self, script: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(script).splitlines()]

    def _answer(self) -> tuple[str, int]:
        assert self._process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while True:
                text = self._pending.decode("utf-8", "replace").replace("\r", "")
                printed, mark, rest = text.rpartition(_MARK)
                number, newline, _ = rest.partition("\n")
                if mark and newline:
                    self._pending = b""
                    return printed, int(number)
                assert selector.select(_SECONDS), f"no answer: {text}"
                piece = self._process.stdout.read1(1 << 16)  # type: ignore[attr-defined]
                assert piece, f"the machine ended: {text}"
                self._pending += piece


@contextmanager
def booted(suite: str) -> Iterator[Guest]:
    """Boot the suite with its kernel."""
    root = kernels.built(suite, "systemd", "--variant=minbase", f"--include={_PACKAGES}")
    with tempfile.TemporaryDirectory(prefix="dropexec-booted-", dir="/var/tmp") as scratch:
        archive = kernels.packed((root, furnished(Path(scratch))), Path(scratch, "root.cpio"))
        lines = ("-serial", f"file:{scratch}/console", "-serial", "stdio")
        argv = [*kernels.emulator(suite, "x86_64", archive), *lines]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            try:
                guest = Guest(process)
                guest.up()
                yield guest
            except BaseException:
                console = Path(scratch, "console").read_text(encoding="utf-8", errors="replace")
                print("\n".join(console.splitlines()[-40:]), file=sys.stderr)
                raise
            finally:
                process.kill()


def killed(guest: Guest) -> int:
    """Start kafka.service, end it by a shell's kill, and return the id that it had."""
    guest.run("systemctl start kafka")
    pid = int(guest.run("systemctl show --property=MainPID --value kafka"))
    guest.run(f"sh -c 'kill {pid}; exit'")
    guest.run("while systemctl -q is-active kafka; do sleep 0.1; done")
    return pid


def recorded(guest: Guest, pid: int) -> list[dict[str, Any]]:
    """Return what the record has of TERM to a process."""
    lines = guest.documents(f"dropexecctl watch --last --json {pid}")
    return [line for line in lines if line["signal"] == "TERM"]


def in_journal(guest: Guest, pid: int) -> list[dict[str, Any]]:
    """Return what journalctl -u kafka has of TERM to a process, when it has it."""
    wanted = f"DROPEXEC_TARGET_PID={pid} DROPEXEC_SIGNAL=TERM"
    guest.run(f"until journalctl -q --no-pager -u kafka {wanted} | grep -q .; do sleep 0.5; done")
    return guest.documents(f"journalctl -q --no-pager -o json -u kafka {wanted} | cat")


def check_boot_arms(guest: Guest) -> None:
    guest.run("systemctl is-active dropexec-record dropexec-record-journal")
    assert guest.run("dropexecctl watch --status").startswith("armed since "), "not armed"


def check_journal_says_who(guest: Guest) -> None:
    pid = killed(guest)
    (found,) = recorded(guest, pid)
    assert found["sender"]["comm"] == "sh", found
    (copied,) = in_journal(guest, pid)
    assert copied["DROPEXEC_SENDER_COMM"] == "sh", copied


def check_reloads_keep_it(guest: Guest) -> None:
    pid = killed(guest)
    for command in ("daemon-reload", "daemon-reexec", "reload dropexec-record"):
        guest.run(f"systemctl {command}")
        assert len(recorded(guest, pid)) == 1, command
        assert len(recorded(guest, killed(guest))) == 1, command


def check_the_copy_goes_on_after_sigkill(guest: Guest) -> None:
    before = killed(guest)
    assert len(in_journal(guest, before)) == 1
    guest.run("systemctl kill --signal=KILL dropexec-record-journal")
    after = killed(guest)
    assert [len(in_journal(guest, pid)) for pid in (before, after)] == [1, 1]


def check_a_reboot_forgets(guest: Guest) -> None:
    pid = killed(guest)
    assert len(recorded(guest, pid)) == 1
    guest.run("systemctl --no-block reboot")
    guest.up()
    check_boot_arms(guest)
    said = guest.run("dropexecctl watch --last kafka", status=1)
    assert said.startswith("record (knows who sent "), said


def check_stopping_disarms(guest: Guest) -> None:
    guest.run("systemctl stop dropexec-record-journal dropexec-record")
    said = guest.run("dropexecctl watch --status", status=1)
    assert "what was recorded before this boot (" in said, said


CHECKS = (
    check_boot_arms,
    check_journal_says_who,
    check_reloads_keep_it,
    check_the_copy_goes_on_after_sigkill,
    check_a_reboot_forgets,
    check_stopping_disarms,
)


def main(suite: str = "bookworm") -> int:
    """Print a line for each check, and end with the error of the first that fails."""
    reason = kernels.missing("x86_64")
    if reason is not None:
        print(reason, file=sys.stderr)
        return 125
    with booted(suite) as guest:
        for check in CHECKS:
            check(guest)
            print(f"ok {check.__name__}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
