"""The layers of an image, applied to a directory (layer.md of the OCI image specification).

Nothing in a layer is trusted: only directories, links and regular files that lint could read are made, below
a directory that nobody else may enter, and no link is followed on the way.
"""

from __future__ import annotations

import io
import os
import posixpath
import shutil
import tarfile
from typing import IO, TYPE_CHECKING

from dropexec.machine.executable import inside, resolve

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 8 << 20
"""Bytes of the largest file that is unpacked: lint reads none that is larger."""

LARGEST_IMAGE = 4 << 30
"""Bytes that are unpacked in all."""

LARGEST_LAYERS = 64 << 30
"""Bytes that the layers may hold: what is packed may be anything."""

MOST_FILES = 1_000_000


class ImageError(ValueError):
    """The file is no image that can be read; the message says why."""


class Tree:
    """A root directory that layers are applied to."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._left = LARGEST_IMAGE
        self._passed = 0
        self._files = 0

    def apply(self, file: IO[bytes]) -> None:
        """Apply one layer, packed or not. Raises ImageError."""
        head = file.read(4)
        file.seek(0)
        if head == b"\x28\xb5\x2f\xfd":
            raise ImageError("has a layer that is packed with zstd, which is not read; save it with gzip")
        try:
            # As a stream: an archive of layers is read once, from its beginning to its end.
            with tarfile.open(fileobj=file, mode="r|*") as layer:
                for member in layer:
                    self._files += 1
                    self._passed += member.size
                    if self._files > MOST_FILES or self._passed > LARGEST_LAYERS:
                        raise ImageError(f"has more than {MOST_FILES} files or {LARGEST_LAYERS >> 30} GiB")
                    self._take(layer, member)
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            if isinstance(error, ImageError):
                raise
            raise ImageError(f"has a layer that cannot be read: {error}") from None

    def _take(self, layer: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        name = posixpath.normpath(posixpath.join("/", member.name))
        directory, base = posixpath.split(name)
        parent = self._directory(directory)
        hidden = base.removeprefix(".wh.")
        if parent is None or hidden in ("", ".", ".."):
            return
        place = parent / base
        if base == ".wh..wh..opq":
            for entry in list(os.scandir(parent)):
                _remove(parent / entry.name)
        elif base.startswith(".wh."):
            _remove(parent / hidden)
        elif member.isdir():
            if not place.is_dir() or place.is_symlink():
                _remove(place)
                place.mkdir(mode=0o700)
        elif member.issym():
            _remove(place)
            os.symlink(member.linkname, place)
        elif member.islnk():
            self._link(place, member.linkname)
        elif member.isreg() and member.size <= LARGEST_FILE:
            self._left -= member.size
            if self._left < 0:
                raise ImageError(f"has more than {LARGEST_IMAGE >> 30} GiB in files to look at")
            content = layer.extractfile(member)
            _remove(place)
            _write(place, content.read(LARGEST_FILE) if content is not None else b"")

    def _directory(self, path: str) -> Path | None:
        """Return where a directory of the image lies, its links resolved inside; made where it is missing."""
        found = resolve(self._root, path)
        if found is not None:
            real = inside(self._root, found)
            return real if real.is_dir() else None
        above = self._directory(posixpath.dirname(path))
        place = above / posixpath.basename(path) if above is not None else None
        if place is None or place.is_symlink() or place.exists():
            return None
        place.mkdir(mode=0o700)
        return place

    def _link(self, place: Path, target: str) -> None:
        real = resolve(self._root, posixpath.join("/", target))
        source = inside(self._root, real) if real is not None else None
        if source is not None and source.is_file():
            data = source.read_bytes()
            _remove(place)
            _write(place, data)


def _write(place: Path, data: bytes) -> None:
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with io.FileIO(descriptor, "w") as file:
        file.write(data)


def _remove(place: Path) -> None:
    """Remove what is there, a link and no more than that where it is one."""
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.is_dir():
        shutil.rmtree(place)
