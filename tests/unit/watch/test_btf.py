"""Offsets of fields, from type information made here and from the running kernel's."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from dropexec.watch.bpf.btf import VMLINUX, Btf, BtfError, running_kernel

INT, PTR, STRUCT, UNION, FWD, TYPEDEF, CONST, FUNC_PROTO = 1, 2, 4, 5, 7, 8, 10, 13


class Types:
    """BTF as it is built up: types by number from 1, strings by offset."""

    def __init__(self) -> None:
        self.types = b""
        self.strings = b"\0"
        self.count = 0

    def string(self, text: str) -> int:
        if not text:
            return 0
        place = self.strings.find(b"\0" + text.encode() + b"\0")
        if place >= 0:
            return place + 1
        self.strings += text.encode() + b"\0"
        return len(self.strings) - len(text) - 1

    def add(
        self, kind: int, name: str = "", size: int = 0, rest: bytes = b"", length: int = 0, flag: int = 0
    ) -> int:
        self.types += struct.pack("=III", self.string(name), flag << 31 | kind << 24 | length, size) + rest
        self.count += 1
        return self.count

    def structure(
        self, name: str, members: list[tuple[str, int, int]], kind: int = STRUCT, flag: int = 0
    ) -> int:
        rest = b"".join(struct.pack("=III", self.string(one), number, bits) for one, number, bits in members)
        return self.add(kind, name, 64, rest, len(members), flag)

    def raw(self) -> bytes:
        lengths = (0, len(self.types), len(self.types), len(self.strings))
        return struct.pack("=HBBIIIII", 0xEB9F, 1, 0, 24, *lengths) + self.types + self.strings


def integer(types: Types) -> int:
    return types.add(INT, "int", 4, struct.pack("=I", 32))


def test_a_field_is_found_by_its_path_through_embedded_structures() -> None:
    types = Types()
    number = integer(types)
    inner = types.structure("path", [("mnt", number, 0), ("dentry", number, 64)])
    types.structure("file", [("f_mode", number, 0), ("f_path", inner, 128)])
    found = Btf(types.raw())
    assert [found.offset(path) for path in ("file.f_mode", "file.f_path", "file.f_path.dentry")] == [
        0,
        16,
        24,
    ]


def test_members_of_nameless_unions_and_structures_belong_to_what_is_around_them() -> None:
    types = Types()
    number = integer(types)
    deep = types.structure("", [("deep", number, 32)])
    union = types.structure("", [("wide", number, 0), ("", deep, 0)], UNION)
    types.structure("outer", [("first", number, 0), ("", union, 64)])
    found = Btf(types.raw())
    assert [found.offset(f"outer.{name}") for name in ("first", "wide", "deep")] == [0, 8, 12]


def test_typedefs_and_qualifiers_are_looked_through() -> None:
    types = Types()
    number = integer(types)
    inner = types.structure("qstr", [("hash", number, 0), ("name", number, 64)])
    constant = types.add(CONST, "", inner)
    named = types.add(TYPEDEF, "qstr_t", constant)
    types.structure("dentry", [("d_name", named, 256)])
    assert Btf(types.raw()).offset("dentry.d_name.name") == 40


def test_the_first_name_that_exists_counts() -> None:
    older, newer = Types(), Types()
    older.structure("kernfs_node", [("parent", integer(older), 64)])
    newer.structure("kernfs_node", [("__parent", integer(newer), 128)])
    assert [Btf(one.raw()).offset("kernfs_node.__parent|parent") for one in (older, newer)] == [8, 16]


def test_a_bit_field_has_no_offset_and_its_neighbour_does() -> None:
    types = Types()
    number = integer(types)
    types.structure("flags", [("bit", number, 3 << 24 | 5), ("whole", number, 64)], flag=1)
    found = Btf(types.raw())
    assert found.offset("flags.whole") == 8
    assert not found.has("flags.bit")


def test_a_forward_declaration_and_a_structure_whose_name_ends_alike_are_not_taken_for_it() -> None:
    types = Types()
    number = integer(types)
    types.add(FWD, "task")
    types.structure("sub_task", [("pid", number, 64)])
    types.structure("task", [("pid", number, 128)])
    assert Btf(types.raw()).offset("task.pid") == 16


def test_a_name_that_is_the_tail_of_another_string_is_found() -> None:
    types = Types()
    number = integer(types)
    types.structure("my_cred", [("uid", number, 64)])
    raw = types.raw()
    tail = types.string("my_cred") + 3
    types.types += struct.pack("=III", tail, STRUCT << 24 | 1, 8) + struct.pack(
        "=III", types.string("uid"), 1, 32
    )
    assert Btf(types.raw()).offset("cred.uid") == 4
    with pytest.raises(BtfError, match=r"^this kernel has no cred.uid$"):
        Btf(raw).offset("cred.uid")


@pytest.mark.parametrize("path", ["file.nothing", "nothing.at_all", "file.f_mode.deeper"])
def test_a_field_that_is_not_there_is_named(path: str) -> None:
    types = Types()
    types.structure("file", [("f_mode", integer(types), 0)])
    with pytest.raises(BtfError, match=rf"^this kernel has no {path}$"):
        Btf(types.raw()).offset(path)


@pytest.mark.parametrize("pointer", [True, False])
def test_a_tracepoints_first_argument_is_a_pointer_or_not(pointer: bool) -> None:
    types = Types()
    number = integer(types)
    data, first = types.add(PTR), number
    if pointer:
        first = types.add(PTR, "", types.structure("task_struct", []))
    prototype = types.add(
        FUNC_PROTO, "", 0, struct.pack("=IIII", 0, data, types.string("one"), first), length=2
    )
    types.add(TYPEDEF, "btf_trace_mark_victim", types.add(PTR, "", prototype))
    assert Btf(types.raw()).first_argument_is_pointer("mark_victim") is pointer


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "the kernel's type information is cut short"),
        (b"\0" * 64, "the kernel's type information has another format than BTF version 1"),
        (
            struct.pack("=HBBIIIII", 0xEB9F, 1, 0, 24, 0, 64, 64, 1),
            "the kernel's type information is cut short",
        ),
    ],
)
def test_what_is_not_type_information_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(BtfError, match=rf"^{message}$"):
        Btf(raw)


@pytest.mark.skipif(not os.path.exists(VMLINUX), reason="this kernel has no type information")
def test_the_running_kernel_has_every_field_that_the_programs_read() -> None:
    types = running_kernel()
    places = {
        path: types.offset(path)
        for path in (
            "task_struct.tgid",
            "task_struct.pid",
            "task_struct.comm",
            "kernel_siginfo.si_code",
            "kernfs_node.__parent|parent",
            "mount.mnt",
            "signal_struct.group_exit_code",
        )
    }
    assert places["task_struct.tgid"] - places["task_struct.pid"] == 4  # neighbours, include/linux/sched.h
    assert places["kernel_siginfo.si_code"] == 8  # the C library's siginfo_t has it there too
    assert types.first_argument_is_pointer("signal_generate") is False
    assert types.first_argument_is_pointer("sched_process_exit") is True


def test_a_file_that_is_not_there_is_the_systems_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        running_kernel(str(tmp_path / "vmlinux"))
