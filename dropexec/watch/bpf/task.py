"""Reading the kernel's memory from an eBPF program: tasks, paths, control groups.

None of it branches: where a pointer is null or a field is missing, bpf_probe_read_kernel() fills in zeroes
(kernel/trace/bpf_trace.c), and the verifier has one path to walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.watch.bpf import layout
from dropexec.watch.bpf.instructions import R0, R1, R2, R3, R4, R5, R8, R9, R10, Assembler

if TYPE_CHECKING:
    from dropexec.watch.bpf.btf import Btf
    from dropexec.watch.bpf.layout import Field

# The helpers of linux/bpf.h by their numbers there.
MAP_LOOKUP, MAP_UPDATE, MAP_DELETE = 1, 2, 3
KTIME_GET_NS, KTIME_GET_BOOT_NS = 5, 125
GET_CURRENT_PID_TGID, GET_CURRENT_COMM, GET_CURRENT_TASK = 14, 16, 35
PROBE_READ_USER, PROBE_READ_KERNEL, PROBE_READ_KERNEL_STR = 112, 113, 115
RINGBUF_RESERVE, RINGBUF_SUBMIT = 131, 132

# Places on the stack. R9 is the pointer that walks; what must outlive a call and is not R6 to R9 is here.
POINTER, MOUNT, SAME, LENGTH, KEY = -8, -16, -24, -32, -40

_SIGN = 63


class Reader:
    """Emits instructions that copy the kernel's data to the record in R8. R0 to R5 are lost."""

    def __init__(self, assembler: Assembler, btf: Btf) -> None:
        self.assembler = assembler
        self.btf = btf

    def read(self, base: int, offset: int, register: int, path: str, size: int) -> None:
        """Read `size` bytes of a field, `register` being its structure, to memory at `base`."""
        self._read(base, offset, register, self.btf.offset(path), size)

    def _read(self, base: int, offset: int, register: int, at: int, size: int) -> None:
        emit = self.assembler
        emit.move(R3, register)
        emit.add(R3, at)
        emit.move(R1, base)
        emit.add(R1, offset)
        emit.set(R2, size)
        emit.call(PROBE_READ_KERNEL)

    def record(self, field: Field, register: int, path: str) -> None:
        """Read a field into the record."""
        self.read(R8, field.offset, register, path, field.size)

    def record_optional(self, field: Field, register: int, path: str, default: int) -> None:
        """Read a field of 4 bytes into the record, or store `default` where the kernel was built without."""
        if self.btf.has(path):
            self.record(field, register, path)
        else:
            self.assembler.store_number(4, R8, field.offset, default)

    def follow(self, destination: int, register: int, path: str) -> None:
        """Set `destination` to the pointer in a field."""
        self.read(R10, POINTER, register, path, 8)
        self.assembler.load(8, destination, R10, POINTER)

    def current(self) -> None:
        """Set R9 to the current task: the sender."""
        self.assembler.call(GET_CURRENT_TASK)
        self.assembler.move(R9, R0)

    def clamp(self, register: int, limit: int, scratch: int) -> None:
        """Limit an unsigned number to `limit`, which is a power of two less one."""
        emit = self.assembler
        emit.set(scratch, limit)
        emit.subtract_register(scratch, register)
        emit.shift_right_signed(scratch, _SIGN)
        emit.or_register(register, scratch)
        emit.and_(register, limit)

    def append_name(
        self, length: Field, names: Field, register: int, path: str, *, unless: int | None = None
    ) -> None:
        """Append the string that a field points to, behind those that are there.

        With `unless`, a place on the stack that holds all bits or none: the string does not count where it
        holds all.
        """
        emit = self.assembler
        self.read(R10, POINTER, register, path, 8)
        emit.load(8, R3, R10, POINTER)
        emit.load(8, R1, R8, length.offset)
        emit.and_(R1, layout.NAMES_LIMIT)
        emit.add(R1, names.offset)
        emit.add_register(R1, R8)
        emit.set(R2, layout.NAME_BYTES)
        emit.call(PROBE_READ_KERNEL_STR)
        # The result is the length with its NUL, or a negative error: then nothing was appended.
        emit.move(R1, R0)
        emit.shift_right_signed(R1, _SIGN)
        emit.xor(R1, -1)
        emit.and_register(R0, R1)
        if unless is not None:
            emit.load(8, R1, R10, unless)
            emit.xor(R1, -1)
            emit.and_register(R0, R1)
        emit.load(8, R1, R8, length.offset)
        emit.add_register(R1, R0)
        self.clamp(R1, layout.NAMES_LIMIT, R2)
        emit.store(8, R8, length.offset, R1)

    def cgroup(self, length: Field, names: Field, task: int) -> None:
        """Record the names of a task's control group and those above it (the unified hierarchy). Uses R9."""
        self.assembler.store_number(8, R8, length.offset, 0)
        self.follow_cgroup(task)
        for _ in range(layout.CGROUP_NAMES):
            self.append_name(length, names, R9, "kernfs_node.name")
            self.follow(R9, R9, "kernfs_node.__parent|parent")

    def follow_cgroup(self, task: int) -> None:
        """Set R9 to the directory of a task's control group."""
        self.follow(R9, task, "task_struct.cgroups")
        self.follow(R9, R9, "css_set.dfl_cgrp")
        self.follow(R9, R9, "cgroup.kn")

    def path(self, length: Field, names: Field) -> None:
        """Record the names of a path, leaf first, across mount points; R9 is the struct file.

        As d_path() does (fs/d_path.c): at the root of a mounted file system go on at its mount point.
        """
        emit, btf = self.assembler, self.btf
        emit.store_number(8, R8, length.offset, 0)
        self.follow(R1, R9, "file.f_path.mnt")
        emit.add(R1, -btf.offset("mount.mnt"))
        emit.store(8, R10, MOUNT, R1)
        self.follow(R9, R9, "file.f_path.dentry")
        for _ in range(layout.PATH_NAMES):
            self._at_mount_root()
            self.append_name(length, names, R9, "dentry.d_name.name", unless=SAME)
            self._upward("dentry.d_parent", "mount.mnt_mountpoint", R9)
            emit.move(R9, R4)
            self._upward(None, "mount.mnt_parent", R9)
            emit.store(8, R10, MOUNT, R4)

    def _at_mount_root(self) -> None:
        """Store at SAME all bits where the dentry in R9 is the root of the mount, none where it is not."""
        emit = self.assembler
        emit.load(8, R5, R10, MOUNT)
        self._read(R10, POINTER, R5, self.btf.offset("mount.mnt") + self.btf.offset("vfsmount.mnt_root"), 8)
        emit.load(8, R1, R10, POINTER)
        emit.xor_register(R1, R9)
        # x | -x has its sign bit set unless x is 0.
        emit.move(R2, R1)
        emit.negate(R2)
        emit.or_register(R1, R2)
        emit.shift_right_signed(R1, _SIGN)
        emit.xor(R1, -1)
        emit.store(8, R10, SAME, R1)

    def _upward(self, below: str | None, across: str, dentry: int) -> None:
        """Set R4 to `across` of the mount where SAME says so, else to `below` of the dentry, or the mount."""
        emit = self.assembler
        emit.load(8, R5, R10, MOUNT)
        self._read(R10, POINTER, R5, self.btf.offset(across), 8)
        if below is None:
            emit.load(8, R2, R10, MOUNT)
        else:
            self._read(R10, LENGTH, dentry, self.btf.offset(below), 8)
            emit.load(8, R2, R10, LENGTH)
        emit.load(8, R1, R10, POINTER)
        emit.load(8, R3, R10, SAME)
        emit.and_register(R1, R3)
        emit.xor(R3, -1)
        emit.and_register(R2, R3)
        emit.or_register(R1, R2)
        emit.move(R4, R1)
