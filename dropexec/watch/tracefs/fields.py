"""What an event's record holds, from the ``format`` file of the event (Documentation/trace/events.rst)."""

from __future__ import annotations

import re
import sys
from typing import NamedTuple, Union

_ID = re.compile(r"^ID: (\d+)$", re.MULTILINE)
_FIELD = re.compile(
    r"field:(?P<type>[^;]*?)(?P<name>\w+)(?:\[[^]]*\])?;\s*offset:(?P<offset>\d+);\s*size:(?P<size>\d+);"
    r"(?:\s*signed:(?P<signed>\d);)?"
)
Value = Union[int, str]


class Field(NamedTuple):
    """A field's place; ``pointed`` where there are offset and length of a string instead of it."""

    offset: int
    size: int
    signed: bool
    text: bool
    pointed: bool


class Format:
    """An event's number and fields. Raises ValueError where `text` is not such a file."""

    def __init__(self, event: str, text: str) -> None:
        found = _ID.search(text)
        if found is None:
            raise ValueError(f"the format of {event} has no number")
        self.event = event
        self.number = int(found.group(1))
        self.fields = {
            one["name"]: Field(
                offset=int(one["offset"]),
                size=int(one["size"]),
                signed=one["signed"] == "1",
                text="char" in one["type"] and int(one["size"]) > 1,
                pointed="__data_loc" in one["type"],
            )
            for one in _FIELD.finditer(text)
        }

    def values(self, record: bytes) -> dict[str, Value]:
        """Return the fields of a record by name."""
        return {name: self._value(field, record) for name, field in self.fields.items()}

    @staticmethod
    def _value(field: Field, record: bytes) -> Value:
        raw = record[field.offset : field.offset + field.size]
        if field.pointed:
            place = int.from_bytes(raw, sys.byteorder)
            raw = record[place & 0xFFFF : (place & 0xFFFF) + (place >> 16)]
        elif not field.text:
            return int.from_bytes(raw, sys.byteorder, signed=field.signed)
        return raw.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def number_of(record: bytes) -> int:
    """Return the number of the event that a record is of: its first two bytes, ``common_type``."""
    return int.from_bytes(record[:2], sys.byteorder)
