"""Write a file that is not there yet, as root, in a directory that others may have had their hands on."""

from __future__ import annotations

import os
import secrets


def write_new(directory: str, name: str, text: str) -> str:
    """Write ``text`` to a new file in ``directory`` and return its path; nothing is overwritten.

    Where ``name`` is taken, a number before its suffix tells the two apart. The file appears whole or not at
    all. ``directory`` is made where it is missing, and must not be a symbolic link, which somebody else could
    have put there. Raises OSError, with the path.
    """
    os.makedirs(directory, exist_ok=True)
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    place = os.open(directory.rstrip("/") or "/", flags)
    try:
        temporary = f".{secrets.token_hex(8)}"
        descriptor = os.open(
            temporary,
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC,
            0o644,
            dir_fd=place,
        )
        try:
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            return os.path.join(directory, _link(place, temporary, name))
        finally:
            os.unlink(temporary, dir_fd=place)
    finally:
        os.close(place)


def _link(place: int, temporary: str, name: str) -> str:
    """Give the file ``temporary`` the first free name; link(2) neither replaces nor follows what is there."""
    stem, suffix = os.path.splitext(name)
    number = 1
    while True:
        wanted = name if number == 1 else f"{stem}-{number}{suffix}"
        try:
            os.link(temporary, wanted, src_dir_fd=place, dst_dir_fd=place, follow_symlinks=False)
        except FileExistsError:
            number += 1
        else:
            return wanted
