"""The directory where observer and witness meet: the witness program, its socket, its marker, its output."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

_WITNESS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "witness.py")


class ScratchDirectory:
    """A directory of root's, enterable by all, with one corner that the target user may write to.

    The witness finds everything by path: sudo and others close the descriptors that they inherit. A context
    manager; the directory is gone when it ends.
    """

    def __init__(self, uid: int, gid: int) -> None:
        self.path = tempfile.mkdtemp(prefix="dropexec-probe-")
        # mkdtemp's 0700 would keep the target user out; the name cannot be listed by others, and is random.
        os.chmod(self.path, 0o711)  # noqa: S103
        self.witness = f"{self.path}/witness.py"
        self.socket = f"{self.path}/s"
        self.output = f"{self.path}/output"
        shutil.copyfile(_WITNESS, self.witness)
        os.chmod(self.witness, 0o644)
        corner = f"{self.path}/own"
        os.mkdir(corner, 0o700)
        os.chown(corner, uid, gid)
        self.marker = f"{corner}/marker"
        with open(self.output, "xb") as file:
            os.fchmod(file.fileno(), 0o600)
            os.fchown(file.fileno(), uid, gid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
