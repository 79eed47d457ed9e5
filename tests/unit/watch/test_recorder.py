"""The recorder's own words: what it says about itself, what a word means, what the journal gets."""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from pathlib import Path

import pytest

from dropexec.version import VERSION
from dropexec.watch import journal
from dropexec.watch.bpf.layout import OOM_LAYOUT, SIGNAL_LAYOUT
from dropexec.watch.errors import WatchError
from dropexec.watch.event import Signal
from dropexec.watch.moment import since
from dropexec.watch.proc import Proc, Process
from dropexec.watch.recorder import about, box, pins
from dropexec.watch.recorder.about import About
from dropexec.watch.recorder.last import concerns, events, found
from dropexec.watch.report import SignalReport
from tests.unit.watch.story import sent

KNOWN = About(entries=1024, signals=1 << 14, armed=5)


def test_a_recorder_is_read_by_what_it_says_about_itself() -> None:
    raw = about.encode(KNOWN)
    assert len(raw) == about.BYTES
    assert about.decode(raw) == KNOWN


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "dropexec-record/2"}, "armed it with another layout"),
        ({"layout": {"kind": "I"}}, "armed it with another layout"),
    ],
)
def test_a_recorder_of_another_layout_is_not_guessed_at(change: dict[str, object], message: str) -> None:
    document = {**json.loads(about.encode(KNOWN).rstrip(b"\0")), **change, "version": "9.9"}
    with pytest.raises(
        WatchError, match=rf"^cannot read the record of signals: dropexecctl 9.9 {message}.*{VERSION}"
    ):
        about.decode(json.dumps(document).encode())


def test_what_is_no_recorder_is_said() -> None:
    with pytest.raises(WatchError, match=r"^cannot read the record of signals: it is no dropexec-record/1; "):
        about.decode(b"\0" * 10)


@pytest.mark.parametrize(
    ("known", "begun", "overwritten"),
    [
        (KNOWN, 0, 0),
        (KNOWN, 1024, 0),
        (KNOWN, 10_000, 8976),
        (KNOWN._replace(unused=1000), 1024, 0),
        (KNOWN._replace(unused=1000), 2048, 24),
        (KNOWN._replace(before=7), 1025, 8),
    ],
)
def test_what_there_was_no_room_for_is_counted(known: About, begun: int, overwritten: int) -> None:
    assert known.overwritten(begun) == overwritten


def raw_signal(number: int, sequence: int, **values: int) -> bytes:
    raw = bytearray(SIGNAL_LAYOUT.size)
    fields = {
        "kind": 1,
        "signal": number,
        "sequence": sequence,
        "sequence_again": sequence,
        "siginfo": 3,
        **values,
    }
    for name, value in fields.items():
        struct.pack_into("=" + SIGNAL_LAYOUT.formats[name], raw, SIGNAL_LAYOUT.offset(name), value)
    return bytes(raw)


def test_a_record_that_is_being_written_is_told_by_its_number() -> None:
    assert box.is_whole(raw_signal(15, 3))
    assert not box.is_whole(raw_signal(15, 3, sequence_again=2))
    assert box.number(raw_signal(15, 3)) == 3


def test_the_oom_killers_mark_is_joined_with_the_kill_before_it() -> None:
    kill = raw_signal(9, 1, siginfo=1, monotonic=100, sender_tid=7, sender_tgid=7, group=1)
    mark = struct.pack("=IIQQQII", 3, 4242, 2, 101, 101, 7, 7).ljust(OOM_LAYOUT.size, b"\0")
    (event,) = events([kill, mark])
    assert (event.origin, event.sender) == ("oom", None)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (None, True),
        ("4242", True),
        ("4260", True),
        ("java", True),
        ("C2 CompilerThre", True),
        ("kafka", True),
        ("kafka.service", True),
        ("zookeeper", False),
        ("42", False),
    ],
)
def test_a_word_is_a_process_a_thread_a_name_or_a_unit(word: str | None, expected: bool) -> None:
    assert concerns(sent(tid=4260), word) is expected


def test_what_is_recorded_comes_newest_first_and_only_since() -> None:
    second = 1_000_000_000
    now = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    records = [
        raw_signal(
            number, number, boottime=now - (20 - number) * second, monotonic=number, target_tgid=1 << 22
        )
        for number in (1, 2, 15)
    ]
    everything = found(records, 7, None, 0, Proc())
    assert [one.report.event.number for one in everything] == [15, 2, 1]
    assert [one.report.lost for one in everything] == [0, 0, 7]
    recent = found(records, 7, None, time.time_ns() - 10 * second, Proc())
    assert [one.report.event.number for one in recent] == [15]


def test_a_number_that_was_used_again_is_told_by_the_start_of_its_process() -> None:
    own = Proc().process(os.getpid())
    assert own is not None
    same = raw_signal(1, 1, target_tgid=os.getpid(), target_start=own.start)
    other = raw_signal(2, 2, target_tgid=os.getpid(), target_start=own.start - 5 * 10**9)
    assert [one.reused for one in found([same], 0, None, 0, Proc())] == [None]
    newest, oldest = found([same, other], 0, None, 0, Proc())
    assert newest.reused is not None
    assert newest.reused.startswith("that process had started at ")
    assert newest.reused.endswith(f"; {os.getpid()} is {own.comm} now")
    assert oldest.reused is not None
    assert " is " not in oldest.reused


def test_the_name_of_who_has_the_number_now_is_shown_without_control_characters() -> None:
    class Renamed(Proc):
        def process(self, pid: int) -> Process | None:
            return Process(pid, pid, "a\n\x1b[31m", 10**15)

    (one,) = found([raw_signal(1, 1, target_tgid=7, target_start=5)], 0, None, 0, Renamed())
    assert one.reused is not None
    assert one.reused.endswith(r"; 7 is a\n\e[31m now")


def report(event: Signal) -> SignalReport:
    return SignalReport(event, 1_795_660_000_123_456_789, None, "bpf", 0)


def test_the_journal_has_the_targets_unit_and_no_command_line() -> None:
    fields = journal.fields(report(sent()), argv=False)
    assert fields["OBJECT_SYSTEMD_UNIT"] == "kafka.service"
    assert fields["DROPEXEC_SENDER_COMM"] == "kill"
    assert "4260" not in json.dumps(fields)
    assert journal.fields(report(sent()), argv=True)["DROPEXEC_SENDER_CMDLINE"] == "kill 4260"


def test_the_journal_is_told_no_sender_where_there_was_none() -> None:
    fields = journal.fields(report(sent(sender=None, origin="timer")), argv=True)
    assert not [name for name in fields if "SENDER" in name]


def test_a_field_cannot_be_forged_by_a_newline() -> None:
    event = sent()
    assert event.sender is not None
    event = event._replace(sender=event.sender._replace(comm="x\n_UID=0\nMESSAGE=y"))
    lines = journal.datagram(journal.fields(report(event), argv=False)).split(b"\n")
    assert not [line for line in lines if line.startswith(b"_UID")]
    assert len([line for line in lines if line.startswith(b"MESSAGE=")]) == 1


def test_a_value_with_a_newline_has_its_length_in_front() -> None:
    assert journal.datagram({"A": "b", "C": "d\ne"}) == b"A=b\nC\n\x03\0\0\0\0\0\0\0d\ne\n"


def test_the_journal_gets_a_datagram_a_signal(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(path)
        log = journal.Journal(path)
        log.write(report(sent()))
        log.close()
        assert b"DROPEXEC_SIGNAL=TERM\n" in server.recv(1 << 16)


def test_a_journal_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WatchError, match=r"^cannot write to the journal: .*; this needs systemd-journald$"):
        journal.Journal(str(tmp_path / "socket"))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The recorder's directory, in a place that everybody may write to."""
    place = tmp_path / "dropexec"
    monkeypatch.setattr(pins, "DIRECTORY", str(place))
    return place


def refused() -> None:
    match = r"^cannot use the record of signals: .* is not a directory of root's, .*; remove it$"
    with pytest.raises(WatchError, match=match), pins.locked():
        pass
    with pytest.raises(WatchError, match=match):
        pins.armed()
    with pytest.raises(WatchError, match=match), pins.opened("about"):
        pass
    with pytest.raises(WatchError, match=match):
        pins.remove()


def test_a_link_in_the_place_of_the_directory_is_not_followed(tmp_path: Path, elsewhere: Path) -> None:
    victim = tmp_path / "etc"
    victim.mkdir(mode=0o755)
    (victim / "records").touch()
    elsewhere.symlink_to(victim)
    refused()
    assert victim.stat().st_mode & 0o7777 == 0o755
    assert (victim / "records").exists()


def test_a_directory_of_another_user_is_not_used(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere.mkdir(mode=0o755)
    (elsewhere / "records").touch()
    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)
    refused()
    assert elsewhere.stat().st_mode & 0o7777 == 0o755
    assert (elsewhere / "records").exists()


def test_the_directory_is_for_its_owner_alone_and_goes_with_the_recorder(elsewhere: Path) -> None:
    elsewhere.mkdir(mode=0o777)
    with pins.locked():
        assert elsewhere.stat().st_mode & 0o7777 == 0o700
    assert not pins.remove()
    assert not elsewhere.exists()
    assert not pins.remove()


def test_a_machine_without_a_bpf_file_system_is_told_how_to_get_one(tmp_path: Path) -> None:
    mountinfo = tmp_path / "mountinfo"
    mountinfo.write_text("30 20 0:25 / /sys rw - sysfs sysfs rw\n")
    with pytest.raises(
        WatchError, match=r"no BPF file system is mounted at /sys/fs/bpf; mount -t bpf bpf /sys/fs/bpf"
    ):
        pins.check_file_system(mountinfo=str(mountinfo))
    mountinfo.write_text("31 30 0:26 / /sys/fs/bpf rw shared:9 - bpf bpf rw,mode=700\n")
    pins.check_file_system(mountinfo=str(mountinfo))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2h", 10**18 - 7200 * 10**9),
        ("99999999h", 0),
        ("1066-10-14T09:00:00Z", 0),
        ("1970-01-02T00:00:00Z", 86400 * 10**9),
        ("1970-01-02 00:00:00.500000+00:00", 86400 * 10**9 + 500_000_000),
    ],
)
def test_a_moment_is_a_duration_ago_or_a_date(text: str, expected: int) -> None:
    assert since(text, 10**18) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026", "12:00", "-2h", "2026-02-30"])
def test_anything_else_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r" is no moment: write 2h, 2026-11-26 or 2026-11-26 02:40:00$"):
        since(text, 10**18)
