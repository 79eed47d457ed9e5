"""Where the running kernel keeps a field: its type information, /sys/kernel/btf/vmlinux.

The format is that of the kernel's Documentation/bpf/btf.rst: a header, a table of types that refer to one
another by their number in it, and a table of strings.
"""

from __future__ import annotations

import struct

VMLINUX = "/sys/kernel/btf/vmlinux"

_MAGIC = 0xEB9F
_HEADER = struct.Struct("=HBBIIIII")
_TYPE = struct.Struct("=III")
_MEMBER = struct.Struct("=III")
_PARAMETER = struct.Struct("=II")

_PTR, _STRUCT, _UNION, _FUNC_PROTO = 2, 4, 5, 13
_TYPEDEF = 8
# typedef, volatile, const, restrict, type_tag: another name or property of the type they refer to
_TRANSPARENT = frozenset((8, 9, 10, 11, 18))
_FIXED = {1: 4, 3: 12, 14: 4, 17: 4}  # bytes that follow an int, array, var, decl_tag
# ... and bytes for each member of a struct, union, enum, func_proto, datasec, enum64
_REPEATED = {4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12}


class BtfError(Exception):
    """The type information is not what the format says, or lacks a type or field; the message names it."""


class Btf:
    """The types of one kernel. Raises BtfError where `raw` is not BTF of this machine's byte order."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) < _HEADER.size:
            raise BtfError("the kernel's type information is cut short")
        magic, version, _, header, types, types_size, strings, strings_size = _HEADER.unpack_from(raw)
        if (magic, version) != (_MAGIC, 1):
            raise BtfError("the kernel's type information has another format than BTF version 1")
        self._raw = raw
        self._strings = header + strings
        self._strings_end = self._strings + strings_size
        self._places = [0]
        self._named: dict[int, list[int]] = {}
        self._found: dict[str, int | None] = {}
        try:
            self._index(header + types, header + types + types_size)
        except struct.error:
            raise BtfError("the kernel's type information is cut short") from None

    def _index(self, place: int, end: int) -> None:
        raw, places, named = self._raw, self._places, self._named
        unpack, fixed, repeated = _TYPE.unpack_from, _FIXED.get, _REPEATED.get
        while place < end:
            name, info, _ = unpack(raw, place)
            kind = info >> 24 & 0x1F
            if name and kind in (_STRUCT, _UNION, _TYPEDEF):
                named.setdefault(name, []).append(len(places))
            places.append(place)
            place += 12 + fixed(kind, 0) + repeated(kind, 0) * (info & 0xFFFF)

    def offset(self, path: str) -> int:
        """Return the byte offset of a field: ``file.f_path.dentry`` starts at struct file.

        Where a path has alternatives, ``kernfs_node.__parent|parent``, the first that exists counts. Raises
        BtfError naming the path where there is none, or where it is a bit field.
        """
        if path not in self._found:
            self._found[path] = self._search(path)
        found = self._found[path]
        if found is None:
            raise BtfError(f"this kernel has no {path}")
        return found

    def _search(self, path: str) -> int | None:
        structure, *members = path.split(".")
        found = (self._descend(number, members) for number in self._numbered(structure))
        return next((one for one in found if one is not None), None)

    def has(self, path: str) -> bool:
        """Return whether there is such a field."""
        try:
            self.offset(path)
        except BtfError:
            return False
        return True

    def first_argument_is_pointer(self, tracepoint: str) -> bool:
        """Return whether a raw tracepoint's first argument is a pointer, from ``btf_trace_NAME``."""
        for number in self._numbered(f"btf_trace_{tracepoint}"):
            _, info, prototype = self._type(self._stripped(number))
            if self._kind(info) == _PTR:
                place = self._places[prototype]
                # The first parameter of every probe is what was registered with it.
                _, kind = _PARAMETER.unpack_from(self._raw, place + _TYPE.size + _PARAMETER.size)
                return self._kind(self._type(self._stripped(kind))[1]) == _PTR
        raise BtfError(f"this kernel has no tracepoint {tracepoint}")

    def _numbered(self, name: str) -> list[int]:
        """Return the numbers of the types with a name; a forward declaration is none of them."""
        found: list[int] = []
        wanted = name.encode() + b"\0"
        place = self._raw.find(wanted, self._strings, self._strings_end)
        while place >= 0:
            # Strings may be the tails of others, hence every place where it ends.
            found += self._named.get(place - self._strings, ())
            place = self._raw.find(wanted, place + 1, self._strings_end)
        return found

    def _descend(self, number: int, members: list[str]) -> int | None:
        total = 0
        for position, names in enumerate(members):
            for name in names.split("|"):
                found = self._member(number, name)
                if found is not None:
                    break
            else:
                return None
            offset, number = found
            total += offset
            if position == len(members) - 1:
                return total
        return None

    def _member(self, number: int, wanted: str) -> tuple[int, int] | None:
        """Return a member's offset and type, looking into members without a name."""
        place = self._places[self._stripped(number)]
        _, info, _ = _TYPE.unpack_from(self._raw, place)
        if self._kind(info) not in (_STRUCT, _UNION):
            return None
        text = wanted.encode() + b"\0"
        for index in range(info & 0xFFFF):
            name, kind, bits = _MEMBER.unpack_from(self._raw, place + _TYPE.size + index * _MEMBER.size)
            width = 0
            if info >> 31:
                width, bits = bits >> 24, bits & 0xFFFFFF
            if name == 0:
                inner = self._member(kind, wanted)
                if inner is not None:
                    return bits // 8 + inner[0], inner[1]
            elif self._raw.startswith(text, self._strings + name) and not width:
                return bits // 8, kind
        return None

    def _type(self, number: int) -> tuple[int, int, int]:
        name, info, size = _TYPE.unpack_from(self._raw, self._places[number])
        return name, info, size

    def _stripped(self, number: int) -> int:
        """Return the type behind typedefs and qualifiers."""
        while True:
            _, info, target = self._type(number)
            if self._kind(info) not in _TRANSPARENT:
                return number
            number = target

    @staticmethod
    def _kind(info: int) -> int:
        return info >> 24 & 0x1F


def running_kernel(path: str = VMLINUX) -> Btf:
    """Return the running kernel's types.

    Raises OSError, ENOENT without CONFIG_DEBUG_INFO_BTF, and BtfError.
    """
    with open(path, "rb") as file:
        return Btf(file.read())
