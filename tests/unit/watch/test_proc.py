"""Processes as /proc shows them, from files laid out here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dropexec.watch.errors import NoTargetError
from dropexec.watch.proc import Proc, Process, same_start
from dropexec.watch.target import by_name, by_pid, by_unit, members, unit_name

TICK = 10_000_000


def lay(
    root: Path, pid: int, *, tgid: int | None = None, comm: str = "java", state: str = "S", start: int = 7
) -> Path:
    place = root / str(pid)
    (place / "task" / str(pid)).mkdir(parents=True)
    fields = [state, "1", "1", "1", "0", "-1", "0", *["0"] * 12, str(start)]
    (place / "stat").write_text(f"{pid} ({comm}) {' '.join(fields)}\n")
    (place / "status").write_text(f"Name:\t{comm}\nTgid:\t{tgid or pid}\nUid:\t33\t33\t33\t33\n")
    (place / "cmdline").write_bytes(b"/usr/bin/java\0-Xmx1g\0")
    return place


def test_a_comm_may_hold_blanks_and_parentheses(tmp_path: Path) -> None:
    lay(tmp_path, 42, comm="a) R 1 (b", start=9)
    assert Proc(str(tmp_path)).process(42) == Process(42, 42, "a) R 1 (b", 9 * TICK)


def test_a_number_that_another_process_has_now_is_another_process(tmp_path: Path) -> None:
    lay(tmp_path, 42, start=9)
    proc = Proc(str(tmp_path))
    assert proc.runs(42, 9 * TICK + 3)
    assert not proc.runs(42, 10 * TICK)
    assert not proc.runs(43, 9 * TICK)


def test_start_times_are_compared_as_clock_ticks() -> None:
    assert same_start(9 * TICK, 9 * TICK + TICK - 1)
    assert not same_start(9 * TICK, 9 * TICK - 1)


def test_a_zombie_has_ended_unless_other_threads_live_on(tmp_path: Path) -> None:
    lay(tmp_path, 42, state="Z")
    lay(tmp_path, 43, state="Z")
    (tmp_path / "43/task/44").mkdir()
    lay(tmp_path, 45)
    proc = Proc(str(tmp_path))
    assert [proc.ended(pid) for pid in (42, 43, 45, 46)] == [True, False, False, True]


def test_the_control_group_is_systemds(tmp_path: Path) -> None:
    place = lay(tmp_path, 42)
    proc = Proc(str(tmp_path))
    for text, expected in (
        ("0::/system.slice/a.service\n", "/system.slice/a.service"),
        ("4:memory:/m\n1:name=systemd:/system.slice/a.service\n0::/\n", "/system.slice/a.service"),
        ("1:name=systemd:/b\n", "/b"),
        ("0::/\n", "/"),
        ("", None),
    ):
        (place / "cgroup").write_text(text)
        assert proc.cgroup(42) == expected


def test_the_command_line_is_its_words(tmp_path: Path) -> None:
    place = lay(tmp_path, 42)
    proc = Proc(str(tmp_path))
    assert proc.arguments(42) == ("/usr/bin/java", "-Xmx1g")
    (place / "cmdline").write_bytes(b"sh\0\0\xff\0")
    assert proc.arguments(42) == ("sh", "", "\udcff")
    (place / "cmdline").write_bytes(b"")
    assert proc.arguments(42) is None


def test_a_threads_id_stands_for_its_process(tmp_path: Path) -> None:
    lay(tmp_path, 42)
    lay(tmp_path, 60, tgid=42)
    assert [one.pid for one in by_pid([60, 42], Proc(str(tmp_path)))] == [42]


def test_what_has_ended_is_no_target(tmp_path: Path) -> None:
    lay(tmp_path, 42, state="Z")
    with pytest.raises(
        NoTargetError, match=r"^cannot watch 42: no such process; pgrep -a NAME lists what runs$"
    ):
        by_pid([42], Proc(str(tmp_path)))


def test_a_name_is_the_whole_name_and_never_watchs_own(tmp_path: Path) -> None:
    for pid, comm in ((10, "java"), (11, "javac"), (12, "java"), (13, "kafka-server-st")):
        lay(tmp_path, pid, comm=comm)
    (tmp_path / "13/cmdline").write_bytes(b"/opt/kafka-server-start\0")
    proc = Proc(str(tmp_path))
    assert [one.pid for one in by_name("java", proc, 12)] == [10]
    assert [one.pid for one in by_name("kafka-server-start", proc, 12)] == [13]
    with pytest.raises(NoTargetError, match=r"^cannot watch jav: no process is called so; "):
        by_name("jav", proc, 12)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("kafka", "kafka.service"), ("kafka.service", "kafka.service"), ("session-3.scope", "session-3.scope")],
)
def test_a_unit_without_a_suffix_is_a_service(word: str, expected: str) -> None:
    assert unit_name(word) == expected


def test_a_unit_is_found_in_the_unified_hierarchy_first(tmp_path: Path) -> None:
    unified, legacy = tmp_path / "unified", tmp_path / "systemd"
    for place in (
        unified / "system.slice/a.service",
        legacy / "system.slice/a.service",
        legacy / "b.service/sub",
    ):
        place.mkdir(parents=True)
    mountinfo = tmp_path / "mountinfo"
    mountinfo.write_text(
        f"30 1 0:1 / {unified} rw - cgroup2 cgroup2 rw\n"
        f"31 1 0:2 / {legacy} rw - cgroup cgroup rw,name=systemd\n"
    )
    assert by_unit("a", str(mountinfo)) == ("a.service", (f"{unified}/system.slice/a.service",), True)
    found = by_unit("b", str(mountinfo))
    assert (found.name, found.directories, found.unified) == ("b.service", (f"{legacy}/b.service",), False)
    (legacy / "b.service/cgroup.procs").write_text("5\n0\n")
    (legacy / "b.service/sub/cgroup.procs").write_text("6\n")
    assert sorted(members(found.directories)) == [5, 6]
    for word in ("c", "a/b", "x" * 200):
        with pytest.raises(NoTargetError, match=r"^cannot watch unit "):
            by_unit(word, str(mountinfo))


def test_this_process_is_found_with_its_threads_user_and_parent() -> None:
    proc = Proc()
    own = proc.process(os.getpid())
    assert own is not None
    assert (own.pid, own.tgid) == (os.getpid(), os.getpid())
    assert os.getpid() in proc.threads(os.getpid())
    assert proc.uid(os.getpid()) == os.getuid()
    assert proc.parent(os.getpid()) == os.getppid()
    assert not proc.is_kernel_thread(os.getpid())
