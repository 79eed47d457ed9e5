"""The pinned ring of records: arming it, reading it, taking over what an earlier one holds."""

from __future__ import annotations

import contextlib
import os
import struct
import time
from typing import TYPE_CHECKING, NamedTuple

from dropexec.watch.bpf import btf, programs, syscall
from dropexec.watch.bpf.engine import lift_memory_limit, load, reason
from dropexec.watch.bpf.layout import SIGNAL_LAYOUT
from dropexec.watch.bpf.selection import Selector, new_settings, new_watched, settings_value
from dropexec.watch.bpf.sink import Ring
from dropexec.watch.errors import EngineError
from dropexec.watch.recorder import about, pins
from dropexec.watch.recorder.about import About

if TYPE_CHECKING:
    from collections.abc import Iterator

_ZERO = struct.pack("=I", 0)
_COUNTER = struct.Struct("=Q")
_FIRST, _LAST = (SIGNAL_LAYOUT.offset(name) for name in ("sequence", "sequence_again"))
_ONE_EVENT = 20_000
"""Nanoseconds by which two rings that are attached at once may differ over when a signal was."""

RECORD_BYTES = SIGNAL_LAYOUT.size


class Contents(NamedTuple):
    """What the recorder holds: whole records, oldest first, and how many there was no more room for."""

    about: About
    records: list[bytes]
    overwritten: int


def read() -> Contents:
    """Return what is recorded; raises WatchError where it is not to be had."""
    with pins.opened("about", "records", "counter") as (properties, records, counter):
        known = about.decode(syscall.lookup(properties, _ZERO, about.BYTES) or b"")
        (begun,) = _COUNTER.unpack(syscall.lookup(counter, _ZERO, _COUNTER.size) or bytes(8))
        found = (_record(records, index) for index in range(known.entries))
        whole = sorted((one for one in found if one is not None), key=number)
    return Contents(known, whole, known.overwritten(begun))


def _record(records: int, index: int) -> bytes | None:
    """Return a record, None where there is none; one that is being written just then is read again."""
    for _ in range(100):
        raw = syscall.lookup(records, struct.pack("=I", index), RECORD_BYTES) or bytes(RECORD_BYTES)
        if number(raw) == 0:
            return None
        if is_whole(raw):
            return raw
    return None


def number(raw: bytes) -> int:
    """Return a record's number, which rises by one from each to the next; 0 where there is none."""
    return int(_COUNTER.unpack_from(raw, _FIRST)[0])


def is_whole(raw: bytes) -> bool:
    """Return whether a record was not being written while it was read: its number is at both ends."""
    return raw[_FIRST : _FIRST + 8] == raw[_LAST : _LAST + 8]


def arm(signals: int, entries: int) -> About:
    """Pin the recorder, or change the settings of one that is; records are kept. Raises EngineError."""
    try:
        lift_memory_limit()
        with pins.locked():
            if pins.armed():
                before = read()
                if before.about.entries == entries:
                    return _change(before.about, signals)
                return _replace(before, signals, entries)
            pins.clear()
            return _install(About(entries, signals, time.time_ns()))
    except (btf.BtfError, OSError) as error:
        raise EngineError(reason(error)) from error


def _since(known: About, signals: int) -> int:
    """Return since when all of the signals are recorded: from now on where one is new."""
    return time.time_ns() if signals & ~known.signals else known.armed


def _change(known: About, signals: int) -> About:
    changed = known._replace(signals=signals, armed=_since(known, signals))
    with pins.opened("about", "settings") as (properties, settings):
        syscall.update(settings, _ZERO, settings_value(signals))
        syscall.update(properties, _ZERO, about.encode(changed))
    return changed


class _Maps(NamedTuple):
    about: int
    records: int
    counter: int
    settings: int
    copied: int


def _new_maps(known: About) -> _Maps:
    return _Maps(
        about=syscall.create_map(syscall.ARRAY, 4, about.BYTES, 1, "dropexec_about"),
        records=syscall.create_map(syscall.ARRAY, 4, RECORD_BYTES, known.entries, "dropexec_last"),
        counter=syscall.create_map(syscall.ARRAY, 4, _COUNTER.size, 1, "dropexec_count"),
        settings=new_settings(),
        copied=syscall.create_map(syscall.ARRAY, 4, _COUNTER.size, 1, "dropexec_copy"),
    )


def _install(known: About, start: int = 0) -> About:
    """Make maps and programs, attach and pin them; numbers begin behind `start`."""
    maps = _new_maps(known)
    descriptors = list(maps)
    try:
        syscall.update(maps.settings, _ZERO, settings_value(known.signals))
        syscall.update(maps.about, _ZERO, about.encode(known))
        syscall.update(maps.counter, _ZERO, _COUNTER.pack(start))
        links = _attached(known, maps, descriptors)
        for name, descriptor in zip(pins.MAPS, maps):
            pins.pin(name, descriptor)
        for name, descriptor in links.items():
            pins.pin(name, descriptor)
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return known


def _attached(known: About, maps: _Maps, descriptors: list[int]) -> dict[str, int]:
    watched = new_watched()
    descriptors.append(watched)
    selector = Selector(maps.settings, watched, everything=True)
    types = btf.running_kernel()
    links = {}
    for name in pins.LINKS:
        program = _loaded(name, types, known, maps, selector)
        descriptors.append(program)
        links[name] = syscall.attach_raw_tracepoint(program, name)
        descriptors.append(links[name])
    return links


@contextlib.contextmanager
def attached(signals: int, entries: int) -> Iterator[None]:
    """Have a recorder for a while without pinning it, to measure it; raises OSError and BtfError."""
    lift_memory_limit()
    known = About(entries, signals, time.time_ns())
    maps = _new_maps(known)
    descriptors = list(maps)
    try:
        syscall.update(maps.settings, _ZERO, settings_value(signals))
        _attached(known, maps, descriptors)
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _loaded(name: str, types: btf.Btf, known: About, maps: _Maps, selector: Selector) -> int:
    build = getattr(programs, name)
    try:
        ring = Ring(maps.records, known.entries, maps.counter, fetch=True)
        return load(name, build(types, ring, selector))
    except syscall.VerifierError:  # Linux before 5.12
        ring = Ring(maps.records, known.entries, maps.counter, fetch=False)
        return load(name, build(types, ring, selector))


def _replace(before: Contents, signals: int, entries: int) -> About:
    """Put a ring of another size in place of one that runs, without a gap.

    Both record for a moment. Then the old one is read a last time, and what only it has goes to the places
    that the new one has left free for it: the numbers up to `reserved`.
    """
    reserved = min(before.about.entries, entries)
    known = About(entries, signals, _since(before.about, signals))
    with pins.opened("records", "counter") as (old_records, old_counter):
        _install(known, reserved)
        (begun,) = _COUNTER.unpack(syscall.lookup(old_counter, _ZERO, _COUNTER.size) or bytes(8))
        found = (_record(old_records, index) for index in range(before.about.entries))
        old = sorted((one for one in found if one is not None), key=number)
    with pins.opened("about", "records", "copied") as (properties, records, copied):
        twice = {_event(one) for one in read().records}
        kept = [one for one in old if not _seen(_event(one), twice)][-reserved:]
        unused = reserved - len(kept)
        for place, one in enumerate(kept, unused + 1):
            index = struct.pack("=I", (place - 1) % entries)
            if number(syscall.lookup(records, index, RECORD_BYTES) or bytes(RECORD_BYTES)) == 0:
                syscall.update(records, index, _renumbered(one, place))
        syscall.update(copied, _ZERO, _COUNTER.pack(unused))
        gone = (
            before.about.overwritten(begun) + len(old) - len(kept) - len(twice & {_event(one) for one in old})
        )
        known = known._replace(unused=unused, before=max(0, gone))
        syscall.update(properties, _ZERO, about.encode(known))
    return known


def _event(raw: bytes) -> tuple[int, ...]:
    """Return what tells a signal from another: its numbers, sender, target, and time."""
    values = SIGNAL_LAYOUT.unpack(raw)
    names = ("kind", "signal", "code", "sender_tid", "target_tid", "monotonic")
    return tuple(int(values[name]) for name in names)


def _seen(event: tuple[int, ...], others: set[tuple[int, ...]]) -> bool:
    return any(event[:-1] == one[:-1] and abs(event[-1] - one[-1]) < _ONE_EVENT for one in others)


def _renumbered(raw: bytes, place: int) -> bytes:
    changed = bytearray(raw)
    changed[_FIRST : _FIRST + 8] = changed[_LAST : _LAST + 8] = _COUNTER.pack(place)
    return bytes(changed)
