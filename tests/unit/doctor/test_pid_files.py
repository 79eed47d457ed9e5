"""The check pid-files on made-up machines."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.doctor import pidfaults, pidfile
from dropexec.doctor.check import Result
from dropexec.doctor.checks.pid_files import CHECK
from dropexec.doctor.errors import CannotLookError
from tests.unit.doctor.tree import BOOT, Tree

AGE = 20.0
"""A PID file is written after its process was started (at 10 s)."""


def look(tree: Tree) -> Result:
    return CHECK.look(tree.host())


def faults(result: Result) -> list[tuple[str, str, str]]:
    return [(one["status"], one["fault"], one["path"]) for one in result.findings]


def test_a_file_that_names_an_older_process_passes(tree: Tree) -> None:
    tree.process(70, "redis-server")
    tree.write("run/redis/redis-server.pid", "70\n", age=AGE)
    assert look(tree) == Result(
        "pass", "every PID file is in order (1 looked at)", {"findings": [], "files": 1}
    )


def test_a_number_that_nobody_has_warns(tree: Tree) -> None:
    tree.write("run/a.pid", "71\n", age=AGE)
    result = look(tree)
    assert result.message == (
        "/run/a.pid holds 71, which no process has now and any may be given; remove the file"
    )
    assert faults(result) == [("warn", "dead", "/run/a.pid")]


def test_a_number_that_is_a_thread_fails_and_names_the_process_that_a_kill_would_end(tree: Tree) -> None:
    tree.process(80, "java")
    tree.process(81, "worker", leader=80, parent=1)
    tree.write("run/b.pid", "81\n", age=AGE)
    result = look(tree)
    assert result.message == (
        '/run/b.pid holds 81, a thread ("worker") of process 80 ("java"): kill $(cat /run/b.pid) would end '
        "that process; remove the file"
    )
    assert result.status == "fail"
    assert result.findings == [
        {"status": "fail", "message": result.message, "path": "/run/b.pid", "numbers": [81], "comm": "worker",
         "fault": "thread", "process": 80}
    ]  # fmt: skip


@pytest.mark.parametrize(("start", "expected"), [(AGE + 1.5, []), (AGE + 3.0, ["younger"])])
def test_a_process_younger_than_its_file_fails(tree: Tree, start: float, expected: list[str]) -> None:
    tree.process(90, "cron", start=start)
    tree.write("run/c.pid", "90\n", age=AGE)
    assert [fault for _, fault, _ in faults(look(tree))] == expected


@pytest.mark.parametrize(("step", "expected"), [(0.0, ["younger"]), (3600.0, []), (-3600.0, ["younger"])])
def test_a_clock_that_was_set_forward_after_the_file_was_written_is_no_fault(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, step: float, expected: list[str]
) -> None:
    # Dated by the clock before the step, the file seems an hour older than it is; so does all of /run.
    monkeypatch.setattr(pidfaults, "_oldest", lambda _: BOOT - step)
    tree.process(90, "cron")
    tree.write("run/c.pid", "90\n", age=AGE - 3600)
    assert [fault for _, fault, _ in faults(look(tree))] == expected


@pytest.mark.root
def test_what_is_mounted_below_is_left_out() -> None:
    if os.stat("/dev").st_dev == os.stat("/dev/shm").st_dev:
        pytest.skip("/dev/shm is no file system of its own")
    with tempfile.NamedTemporaryFile(dir="/dev/shm", suffix=".pid") as file:
        assert file.name in pidfile.find("/dev/shm")
        assert file.name not in pidfile.find("/dev")


@pytest.mark.parametrize(
    ("content", "fault", "says"),
    [
        ("0", "not-a-pid", "the caller's own process group"),
        ("-1", "not-a-pid", "every process"),
        ("-70\n", "not-a-pid", "a whole process group"),
        ("70 71\n", "several", "2 numbers"),
        ("70\n71\n", "several", "2 numbers"),
    ],
)
def test_a_number_that_is_no_pid_and_several_numbers_fail(
    tree: Tree, content: str, fault: str, says: str
) -> None:
    tree.process(70, "redis-server")
    tree.write("run/d.pid", content, age=AGE)
    result = look(tree)
    assert faults(result) == [("fail", fault, "/run/d.pid")]
    assert says in result.message


@pytest.mark.parametrize("content", ["", "yes\n", "x 70\n"])
def test_a_file_without_a_number_names_nobody(tree: Tree, content: str) -> None:
    tree.write("run/e.pid", content, age=AGE)
    assert faults(look(tree)) == []


def test_the_further_lines_of_postmaster_pid_are_no_pids(tree: Tree) -> None:
    tree.process(70, "postgres", uid=112)
    os.chown(tree.write("run/postmaster.pid", "70\n/var/lib/postgresql\n1764123\n5432\n", age=AGE), 112, 0)
    assert faults(look(tree)) == []


@pytest.mark.root
@pytest.mark.parametrize(
    ("uid", "gid", "mode", "expected"),
    [
        (0, 0, 0o644, None),
        (0, 0, 0o666, "everybody"),
        (110, 110, 0o660, None),
        (0, 110, 0o664, None),
        (0, 50, 0o664, "group 50"),
        (111, 0, 0o644, "uid 111"),
    ],
)
def test_a_file_that_others_than_root_and_its_process_may_write_fails(
    tree: Tree, uid: int, gid: int, mode: int, expected: str | None
) -> None:
    tree.process(70, "redis-server", uid=110, gid=110)
    os.chown(tree.write("run/r.pid", "70\n", age=AGE, mode=mode), uid, gid)
    result = look(tree)
    if expected is None:
        assert result.findings == []
    else:
        assert result.status == "fail"
        assert result.message.startswith(f"/run/r.pid may be written by {expected}, who ")


def test_a_file_in_a_directory_that_everybody_may_write_fails_without_the_sticky_bit_alone(
    tree: Tree,
) -> None:
    tree.process(70, "redis-server")
    directory = tree.write("run/d/r.pid", "70\n", age=AGE).parent
    directory.chmod(0o777)
    assert [fault for _, fault, _ in faults(look(tree))] == ["writable"]
    directory.chmod(0o1777)
    assert faults(look(tree)) == []


def test_files_are_found_below_run_and_var_run_and_by_pidfile_each_once(tree: Tree) -> None:
    for name in ("run/a.pid", "run/x/pid", "run/y/y.PID", "run/no.pids", "run/z/rapid", "var/lib/z/z.run"):
        tree.write(name, "4444\n")
    (tree.root / "var/run").symlink_to("../run")
    unit = "[Service]\nPIDFile=/var/run/a.pid\nPIDFile=/var/lib/%p/%p.run\nPIDFile=/run/%H.pid\n"
    tree.write("lib/systemd/system/z.service", unit)
    assert sorted(path for _, _, path in faults(look(tree))) == [
        "/run/a.pid", "/run/x/pid", "/run/y/y.PID", "/var/lib/z/z.run"
    ]  # fmt: skip


def test_a_fifo_and_a_device_are_no_pid_files_and_hold_up_nobody(tree: Tree) -> None:
    (tree.root / "run").mkdir()
    os.mkfifo(tree.root / "run/f.pid")
    (tree.root / "run/t.pid").symlink_to("/dev/tty")
    assert look(tree).status == "pass"


def test_a_file_that_is_right_when_it_is_read_again_is_no_fault(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.process(70, "redis-server")
    path = tree.write("run/r.pid", "69\n", age=AGE)
    read = pidfile.read

    def restarted(file: Any) -> Any:
        found = read(file)
        path.write_text("70\n", encoding="utf-8")
        return found

    monkeypatch.setattr(pidfile, "read", restarted)
    assert faults(look(tree)) == []


def test_names_that_could_move_a_cursor_are_escaped(tree: Tree) -> None:
    tree.write("run/\x1b[2J.pid", "71\n")
    message = look(tree).message
    assert message.startswith('"/run/\\x1b[2J.pid" holds 71')


@given(st.binary(max_size=60))
def test_any_content_is_numbers_or_none(content: bytes) -> None:
    assert all(abs(number) < 10**18 for number in pidfile.numbers(content))


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1), st.sampled_from([" ", "\n", "\t", "\r\n"]))
def test_numbers_are_those_that_a_shell_would_split_off(numbers: list[int], between: str) -> None:
    content = f"{between}{between.join(map(str, numbers))}{between}".encode()
    assert pidfile.numbers(content) == tuple(numbers)


@pytest.mark.parametrize("content", [b"9" * 19, b"9" * 5000, "\u0661".encode(), b"0x10", b"1_0", b"1.5"])
def test_what_kill_would_not_take_is_no_number(content: bytes) -> None:
    assert pidfile.numbers(content) == ()


def test_a_pid_file_that_a_unit_names_below_run_is_looked_at(tree: Tree) -> None:
    tree.write("etc/systemd/system/x.service", "[Service]\nPIDFile=x/main\n")
    tree.write("run/x/main", "0\n", age=AGE)
    assert faults(look(tree)) == [("fail", "not-a-pid", "/run/x/main")]


def test_where_processes_are_hidden_no_file_is_called_stale(tree: Tree) -> None:
    tree.write("run/a.pid", "71\n", age=AGE)
    shutil.rmtree(tree.proc / "1")
    with pytest.raises(CannotLookError, match="hidepid"):
        look(tree)


def test_links_and_fifos_that_anybody_may_leave_are_no_pid_files(tree: Tree) -> None:
    tree.write("run/lock/file", "")
    for name, target in (("loop.pid", "loop.pid"), ("gone.pid", "none"), ("under.pid", "file/x")):
        (tree.root / "run/lock" / name).symlink_to(target)
    os.mkfifo(tree.root / "run/lock/fifo.pid")
    assert look(tree) == Result(
        "pass", "every PID file is in order (0 looked at)", {"findings": [], "files": 0}
    )


def test_a_name_with_line_ends_forges_no_field(tree: Tree) -> None:
    tree.process(70, "x\x85NoNewPrivs:\t1\x0bSeccomp:\t1", uid=9)
    assert set(tree.host().proc.status(70)) == {"Name", "Tgid", "Pid", "Uid", "Gid", "Groups", "CapEff"}


def test_the_age_of_what_is_mounted_in_run_is_no_sign_of_the_clock(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        os.stat_result((0, 0, device, 0, 0, 0, 0, 0, 0, ctime)) for device, ctime in ((5, 700), (6, 8))
    ]

    class Entry:
        def __init__(self, status: os.stat_result) -> None:
            self.status = status

        def stat(self, *, follow_symlinks: bool) -> os.stat_result:
            assert not follow_symlinks
            return self.status

    devices = {tree.root: 4, tree.root / "run": 5}
    monkeypatch.setattr(os, "stat", lambda path: os.stat_result((0, 0, devices[path], 0, 0, 0, 0, 0, 0, 0)))
    monkeypatch.setattr(os, "scandir", lambda _: contextlib.nullcontext([Entry(one) for one in entries]))
    assert pidfaults._oldest(tree.host()) == 700
