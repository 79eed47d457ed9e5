"""What other sources say, from lines as they write them."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path

import pytest

from dropexec.watch.evidence import accounting, audit, journal, kernel_log
from dropexec.watch.evidence.finding import Finding, Wanted
from dropexec.watch.evidence.search import page

ANY = Wanted(None, 0)
AUDIT = """\
type=SYSCALL msg=audit(1795660000.123:77): arch=c000003e syscall=62 success=yes exit=0 a0=10a4 a1=f \
ppid=4290 pid=4300 auid=1000 uid=0 gid=0 tty=pts0 ses=3 comm="kill" exe="/usr/bin/kill" key="signals"
type=OBJ_PID msg=audit(1795660000.123:77): opid=4260 oauid=-1 ouid=992 oses=-1 ocomm="java"
type=OBJ_PID msg=audit(1795660009.000:78): opid=1 ocomm="nobody-called"
type=USER_LOGIN msg=audit(1795660010.000:79): pid=1
"""


def test_the_audit_log_has_the_sender_where_a_rule_stood() -> None:
    expected = [
        (
            "2026-11-26T02:26:40.123000Z java[4260] was signalled by"
            " kill[4300] uid=0 login=1000 exe=/usr/bin/kill"
        )
    ]
    assert list(audit.lines(AUDIT.splitlines(), ANY)) == expected
    assert list(audit.lines(AUDIT.splitlines(), Wanted("4260", 0))) == expected
    assert list(audit.lines(AUDIT.splitlines(), Wanted("java", 0))) == expected
    assert list(audit.lines(AUDIT.splitlines(), Wanted("4242", 0))) == []
    assert list(audit.lines(AUDIT.splitlines(), Wanted("java", 1_795_660_001 * 10**9))) == []


def test_a_name_that_the_audit_log_has_in_hexadecimal_is_read() -> None:
    text = AUDIT.replace('"kill"', "A1B").replace('"java"', b"Web \x1b\xff".hex().upper())
    expected = [
        (
            r"2026-11-26T02:26:40.123000Z Web \e\xff[4260] was signalled by"
            " A1B[4300] uid=0 login=1000 exe=/usr/bin/kill"
        )
    ]
    assert list(audit.lines(text.splitlines(), Wanted("Web \x1b\udcff", 0))) == expected


def test_an_audit_log_that_is_not_there_is_said(tmp_path: Path) -> None:
    path = str(tmp_path / "audit.log")
    assert audit.search(ANY, path) == Finding(
        "audit log", audit.KNOWS, (), f"there is no {path}: auditd does not run"
    )


def test_the_journal_has_the_status_of_a_units_process() -> None:
    text = "\n".join(
        [
            json.dumps(
                {
                    "__REALTIME_TIMESTAMP": "1795660000123456",
                    "UNIT": "kafka.service",
                    "COMMAND": "java",
                    "MESSAGE": "kafka.service: Main process exited, code=killed, status=15/TERM",
                }
            ),
            json.dumps({"__REALTIME_TIMESTAMP": "1", "UNIT": "other.service", "MESSAGE": "\x1b[2J"}),
            "no JSON",
        ]
    )
    line = "2026-11-26T02:26:40.123456Z kafka.service: Main process exited, code=killed, status=15/TERM"
    assert journal.lines(text, Wanted("kafka", 0)) == [line]
    assert journal.lines(text, Wanted("kafka.service", 0)) == [line]
    assert journal.lines(text, Wanted("java", 0)) == [line]
    assert journal.lines(text, ANY)[1].endswith(" \\e[2J")


def test_a_journal_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    program = tmp_path / "journalctl"
    assert journal.search(ANY, str(program)).absent == f"there is no {program}"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    assert journal.search(ANY, str(program)).absent == f"{program} ended with status 3"


def accounted(status: int, pid: int, comm: bytes) -> bytes:
    return struct.pack(
        "=BBHIIIIIIf8H16s", 0x10, 3, 0, status, 992, 992, pid, 1, 1795660000, 250.0, *[0] * 8, comm
    )


def test_accounting_has_the_signal_that_ended_a_process() -> None:
    raw = accounted(15, 4242, b"java") + accounted(0x100, 4243, b"java") + accounted(9, 5, b"a\n") + b"cut"
    assert list(accounting.lines(raw, Wanted("java", 0))) == [
        "2026-11-26T02:26:42.500000Z java[4242] uid=992, a child of 1, was terminated by TERM"
    ]
    assert [line.split()[1] for line in accounting.lines(raw, ANY)] == ["java[4242]", "a\\n[5]"]


def test_accounting_that_is_not_switched_on_is_said(tmp_path: Path) -> None:
    found = accounting.search(ANY, (str(tmp_path / "pacct"),))
    assert found.absent == "process accounting is not switched on; accton(8)"


def test_the_kernels_log_has_the_oom_killers_victims() -> None:
    records = [
        "3,100,5000000,-;Out of memory: Killed process 4242 (java) total-vm:1kB\n SUBSYSTEM=x\n",
        "3,101,6000000,-;Memory cgroup out of memory: Killed process 5 (a) total-vm:1kB\n",
        "6,102,7000000,-;something else\n",
        "broken",
    ]
    assert list(kernel_log.lines(records, Wanted("java", 0), 1_795_660_000 * 10**9)) == [
        "2026-11-26T02:26:45.000000Z java[4242] was killed by the kernel: out of memory"
    ]
    assert len(list(kernel_log.lines(records, ANY, 0))) == 2


def test_a_kernels_log_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = str(tmp_path / "kmsg")
    assert kernel_log.search(ANY, path).absent == f"{path}: {os.strerror(2)}"


def test_the_page_says_what_each_knows_what_nobody_knows_and_what_to_do() -> None:
    findings = [
        Finding("one", "this", ("a line",)),
        Finding("two", "that", ()),
        Finding("three", "it", (), "gone"),
    ]
    lines = list(page(findings, armed=False))
    assert lines == [
        "one (knows this):",
        "  a line",
        "two (knows that):",
        "  nothing",
        "three (knows it):",
        "  not read: gone",
        "Who sent a signal is written down nowhere else: the kernel forgets it with the delivery.",
        "To know next time: dropexecctl watch --arm; the unit dropexec-record.service does so at boot.",
    ]
    assert list(page(findings, armed=True)) == lines[:-1]


@pytest.mark.parametrize(
    ("word", "pid", "names", "expected"),
    [
        (None, 1, (), True),
        ("4242", 4242, ("java",), True),
        ("4242", 1, ("4242",), False),
        ("java", 1, ("java",), True),
        ("kafka", None, ("kafka.service",), True),
        ("kafka", None, (None,), False),
    ],
)
def test_a_word_means_a_number_a_name_or_a_unit(
    word: str | None, pid: int | None, names: tuple[str | None, ...], expected: bool
) -> None:
    assert Wanted(word, 0).means(pid, *names) is expected
