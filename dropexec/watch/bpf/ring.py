"""The ring buffer that the programs write to, as its one reader; Documentation/bpf/ringbuf.rst."""

from __future__ import annotations

import mmap
import os
import struct
import threading

from dropexec.watch.bpf import syscall

_HEADER = struct.Struct("=II")
_HEADER_BYTES = 8
_BUSY, _DISCARDED = 1 << 31, 1 << 30
_LENGTH = (1 << 30) - 1


class RingBuffer:
    """A new ring buffer of `size` bytes, a power of two and a multiple of the page; raises OSError."""

    def __init__(self, size: int) -> None:
        self.descriptor = syscall.create_map(syscall.RINGBUF, 0, 0, size, "dropexec_ring")
        self._size = size
        page = mmap.PAGESIZE
        # The consumer's position may be written; the producer's, and the data, twice in a row so that no
        # record is cut in two, may only be read.
        self._own = mmap.mmap(self.descriptor, page, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
        self._data = mmap.mmap(self.descriptor, page + 2 * size, mmap.MAP_SHARED, mmap.PROT_READ, offset=page)
        # Through a memoryview an item of 8 bytes is one load or store. struct.pack_into() writes zeroes
        # first, and the kernel, which looks at any time, then takes the buffer to be full.
        self._consumer = memoryview(self._own).cast("Q")
        self._producer = memoryview(self._data).cast("Q")
        self._position = 0
        self._fence = threading.Lock()

    def read(self) -> list[bytes]:
        """Return what has been written since, in order; an empty list where there is nothing."""
        records: list[bytes] = []
        while self._position < self._producer[0]:
            places, end = self._finished(self._producer[0])
            if end == self._position:
                break  # the next one is reserved, and not yet written
            self._order()
            records += [self._data[start : start + length] for start, length in places]
            self._order()
            self._position = self._consumer[0] = end
        return records

    def _finished(self, limit: int) -> tuple[list[tuple[int, int]], int]:
        """Return place and length of each record that is there as a whole, and the position behind them."""
        self._order()
        places, position, page, mask = [], self._position, mmap.PAGESIZE, self._size - 1
        while position < limit:
            start = page + (position & mask)
            word, _ = _HEADER.unpack_from(self._data, start)
            if word & _BUSY:
                break
            length = word & _LENGTH
            if not word & _DISCARDED:
                places.append((start + _HEADER_BYTES, length))
            position += -(-(length + _HEADER_BYTES) // 8) * 8
        return places, position

    def _order(self) -> None:
        """Keep what follows from being done before what precedes, which arm64 may do otherwise.

        Taking a lock is an acquire, giving it back a release, and the two together a full barrier.
        """
        with self._fence:
            pass
        with self._fence:
            pass

    def close(self) -> None:
        """Unmap and close it."""
        self._consumer.release()
        self._producer.release()
        self._own.close()
        self._data.close()
        os.close(self.descriptor)
