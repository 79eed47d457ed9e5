"""The eBPF programs of watch: each runs at a tracepoint of the kernel and writes down what it sees there.

Registers: R6 the tracepoint's arguments, R7 the task it is about, R8 the record, R9 a pointer that walks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from dropexec.watch.bpf import layout, task
from dropexec.watch.bpf.instructions import R0, R1, R2, R3, R4, R6, R7, R8, R9, R10, Assembler
from dropexec.watch.bpf.layout import EXIT_LAYOUT, OOM_LAYOUT, SIGNAL_LAYOUT
from dropexec.watch.bpf.task import Reader

if TYPE_CHECKING:
    from dropexec.watch.bpf.btf import Btf
    from dropexec.watch.bpf.selection import Selector
    from dropexec.watch.bpf.sink import Sink

    Build = Callable[[Btf, Sink, Selector], bytes]

# THREAD_SIZE of x86_64 and of aarch64 with pages of 4 KiB: 16 KiB.
_STACK_SHIFT = 14
_SIGNAL_GROUP_EXIT = 0x00000004  # include/linux/sched/signal.h


def signal_generate(btf: Btf, sink: Sink, selector: Selector) -> bytes:
    """Return the program for the tracepoint signal_generate; include/trace/events/signal.h.

    It runs in the system call of the sender, under the target's siglock: what it reads cannot have ended.
    """
    emit = Assembler()
    reader = Reader(emit, btf)
    emit.move(R6, R1)
    emit.load(8, R7, R6, 16)
    selector.check_signal(emit)
    selector.check_target(reader)
    sink.begin(emit, SIGNAL_LAYOUT.size, layout.SIGNAL)
    _how(emit, reader)
    _target(reader)
    _sender(emit, reader)
    sink.end(emit)
    emit.label("out")
    emit.exit()
    return emit.encoded()


def _times(emit: Assembler, boottime: int, monotonic: int) -> None:
    emit.call(task.KTIME_GET_BOOT_NS)
    emit.store(8, R8, boottime, R0)
    emit.call(task.KTIME_GET_NS)
    emit.store(8, R8, monotonic, R0)


def _how(emit: Assembler, reader: Reader) -> None:
    """Record the signal, its code, and how it was sent."""
    fields = SIGNAL_LAYOUT.fields
    _times(emit, fields["boottime"].offset, fields["monotonic"].offset)
    for name, argument in (("signal", 0), ("group", 3), ("result", 4)):
        emit.load(8, R1, R6, 8 * argument)
        emit.store(4, R8, fields[name].offset, R1)
    # The second argument is 0, 1, or a pointer, which on every 64-bit Linux has its highest bit set.
    emit.load(8, R9, R6, 8)
    emit.move(R1, R9)
    emit.move(R2, R9)
    emit.shift_right_signed(R2, 63)
    emit.or_register(R1, R2)
    emit.and_(R1, layout.SIGINFO)
    emit.store(4, R8, fields["siginfo"].offset, R1)
    reader.record(fields["code"], R9, "kernel_siginfo.si_code")
    # kill(2) and its like have the siginfo on the kernel's stack, a timer has it in memory of its own.
    emit.call(task.GET_CURRENT_TASK)
    reader.follow(R1, R0, "task_struct.stack")
    emit.subtract_register(R9, R1)
    emit.shift_right(R9, _STACK_SHIFT)
    emit.store(8, R8, fields["stack_distance"].offset, R9)


def _target(reader: Reader) -> None:
    fields = SIGNAL_LAYOUT.fields
    reader.record(fields["target_tgid"], R7, "task_struct.tgid")
    reader.record(fields["target_tid"], R7, "task_struct.pid")
    reader.record(fields["target_comm"], R7, "task_struct.comm")
    reader.follow(R9, R7, "task_struct.group_leader")
    reader.record(fields["target_start"], R9, "task_struct.start_boottime")
    reader.record(fields["target_process"], R9, "task_struct.comm")
    reader.cgroup(fields["target_cgroup_length"], fields["target_cgroup"], R7)


def _sender(emit: Assembler, reader: Reader) -> None:
    fields = SIGNAL_LAYOUT.fields
    emit.call(task.GET_CURRENT_PID_TGID)
    emit.store(8, R8, fields["sender_tid"].offset, R0)
    reader.current()
    reader.record(fields["sender_comm"], R9, "task_struct.comm")
    reader.record(fields["sender_flags"], R9, "task_struct.flags")
    # Both are there only with CONFIG_AUDIT; 4294967295 is "not set" in it.
    reader.record_optional(fields["login_uid"], R9, "task_struct.loginuid", -1)
    reader.record_optional(fields["session"], R9, "task_struct.sessionid", -1)
    # The real uid as the whole system has it; the helper's is that of the sender's user namespace.
    reader.follow(R1, R9, "task_struct.cred")
    reader.record(fields["sender_uid"], R1, "cred.uid")
    reader.follow(R1, R9, "task_struct.group_leader")
    reader.record(fields["sender_start"], R1, "task_struct.start_boottime")
    reader.follow(R1, R9, "task_struct.signal")
    reader.follow(R1, R1, "signal_struct.tty")
    reader.record(fields["tty"], R1, "tty_struct.name")
    _ancestors(reader)
    reader.current()
    emit.move(R1, R9)
    reader.cgroup(fields["cgroup_length"], fields["cgroup"], R1)
    reader.current()
    reader.follow(R9, R9, "task_struct.mm")
    _command_line(emit, reader)
    reader.follow(R9, R9, "mm_struct.exe_file")
    reader.path(fields["executable_length"], fields["executable"])


def _ancestors(reader: Reader) -> None:
    """Record the sender's parents; the parent of PID 0 is itself."""
    start = SIGNAL_LAYOUT.offset("ancestors")
    for number in range(layout.ANCESTORS):
        offset = start + number * layout.ANCESTOR.size
        reader.follow(R9, R9, "task_struct.real_parent")
        reader.follow(R9, R9, "task_struct.group_leader")
        reader.read(R8, offset, R9, "task_struct.tgid", 4)
        reader.read(R8, offset + 8, R9, "task_struct.comm", layout.COMM_BYTES)
        reader.read(R8, offset + 24, R9, "task_struct.start_boottime", 8)


def _command_line(emit: Assembler, reader: Reader) -> None:
    """Record the sender's arguments; R9 is its struct mm_struct, 0 for a kernel thread."""
    fields = SIGNAL_LAYOUT.fields
    reader.follow(R1, R9, "mm_struct.arg_end")
    emit.store(8, R10, task.LENGTH, R1)
    reader.follow(R3, R9, "mm_struct.arg_start")
    emit.load(8, R2, R10, task.LENGTH)
    emit.subtract_register(R2, R3)
    emit.store(8, R8, fields["argv_length"].offset, R2)
    reader.clamp(R2, layout.ARGV_BYTES, R1)
    emit.store(8, R10, task.LENGTH, R2)
    emit.move(R1, R8)
    emit.add(R1, fields["argv"].offset)
    emit.call(task.PROBE_READ_USER)
    # 0, or a negative error where the pages are not in memory: then nothing was kept.
    emit.shift_right_signed(R0, 63)
    emit.xor(R0, -1)
    emit.load(8, R1, R10, task.LENGTH)
    emit.and_register(R1, R0)
    emit.store(8, R8, fields["argv_kept"].offset, R1)


def sched_process_exit(btf: Btf, sink: Sink, selector: Selector) -> bytes:
    """Return the program for the tracepoint sched_process_exit: the end of a whole process.

    The last thread's exit is the process's: then ``signal->live`` is 0. The status is put together as
    wait_task_zombie() does (kernel/exit.c).
    """
    emit, fields = Assembler(), EXIT_LAYOUT.fields
    reader = Reader(emit, btf)
    emit.move(R6, R1)
    emit.load(8, R7, R6, 0)
    reader.follow(R9, R7, "task_struct.signal")
    reader.read(R10, task.POINTER, R9, "signal_struct.live", 4)
    emit.load(4, R1, R10, task.POINTER)
    emit.jump_unless(R1, 0, "out")
    selector.check_ended(reader)
    sink.begin(emit, EXIT_LAYOUT.size, layout.EXIT)
    _times(emit, fields["boottime"].offset, fields["monotonic"].offset)
    reader.record(fields["tgid"], R7, "task_struct.tgid")
    reader.follow(R9, R7, "task_struct.group_leader")
    reader.record(fields["start"], R9, "task_struct.start_boottime")
    reader.record(fields["comm"], R9, "task_struct.comm")
    reader.record(fields["status"], R9, "task_struct.exit_code")
    reader.follow(R1, R9, "task_struct.real_parent")
    reader.record(fields["parent"], R1, "task_struct.tgid")
    reader.follow(R9, R7, "task_struct.signal")
    reader.record(fields["oom"], R9, "signal_struct.oom_mm")
    reader.read(R10, task.POINTER, R9, "signal_struct.flags", 4)
    emit.load(4, R1, R10, task.POINTER)
    emit.and_(R1, _SIGNAL_GROUP_EXIT)
    emit.jump_if(R1, 0, "own status")
    reader.record(fields["status"], R9, "signal_struct.group_exit_code")
    emit.label("own status")
    sink.end(emit)
    emit.label("out")
    emit.exit()
    return emit.encoded()


def sched_process_fork(btf: Btf, _sink: Sink, selector: Selector) -> bytes:
    """Return the program for the tracepoint sched_process_fork: children of the watched are.

    It runs before the child does.
    """
    emit = Assembler()
    reader = Reader(emit, btf)
    emit.move(R6, R1)
    emit.load(8, R7, R6, 0)
    selector.check_watched(reader)
    emit.load(8, R7, R6, 8)
    reader.read(R10, task.KEY, R7, "task_struct.tgid", 4)
    emit.store_number(8, R10, task.POINTER, 1)
    emit.set_map(R1, selector.watched)
    emit.move(R2, R10)
    emit.add(R2, task.KEY)
    emit.move(R3, R10)
    emit.add(R3, task.POINTER)
    emit.set(R4, 0)
    emit.call(task.MAP_UPDATE)
    emit.label("out")
    emit.exit()
    return emit.encoded()


def mark_victim(btf: Btf, sink: Sink, _selector: Selector) -> bytes:
    """Return the program for the tracepoint mark_victim: of a pid, or since Linux 6.9 of a task.

    It follows the SIGKILL, in the same thread: of whoever asked for memory.
    """
    emit, fields = Assembler(), OOM_LAYOUT.fields
    reader = Reader(emit, btf)
    emit.move(R6, R1)
    sink.begin(emit, OOM_LAYOUT.size, layout.OOM)
    _times(emit, fields["boottime"].offset, fields["monotonic"].offset)
    emit.call(task.GET_CURRENT_PID_TGID)
    emit.store(8, R8, fields["thread_tid"].offset, R0)
    emit.load(8, R7, R6, 0)
    if btf.first_argument_is_pointer("mark_victim"):
        reader.record(fields["victim"], R7, "task_struct.pid")
    else:
        emit.store(4, R8, fields["victim"].offset, R7)
    sink.end(emit)
    emit.label("out")
    emit.exit()
    return emit.encoded()
