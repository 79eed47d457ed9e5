"""Container images as files: an archive of docker or podman save, or an OCI layout, unpacked to be read.

The formats are those of the OCI image specification (image-layout.md) and of docker save.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import posixpath
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from dropexec.lint.layers import ImageError, Tree
from dropexec.lint.places import PLACES
from dropexec.machine.executable import inside, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LARGEST_JSON = 16 << 20
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Image:
    """An image that has been unpacked: its root, and what its configuration starts."""

    root: Path
    entrypoint: tuple[str, ...]
    command: tuple[str, ...]
    user: str
    variables: tuple[str, ...]

    def dockerfile(self) -> str:
        """Return the configuration as the lines of a Dockerfile."""
        lines = [f"ENV {_quoted(variable)}" for variable in self.variables]
        lines += [f"USER {self.user}"] if self.user else []
        lines += [f"ENTRYPOINT {json.dumps(self.entrypoint, ensure_ascii=False)}"] if self.entrypoint else []
        lines += [f"CMD {json.dumps(self.command, ensure_ascii=False)}"] if self.command else []
        return "".join(f"{line}\n" for line in lines)

    def program(self) -> str | None:
        """Return the path, in the image, of what it starts; None where that is not there."""
        words = self.entrypoint or self.command
        if not words:
            return None
        if "/" in words[0]:
            return resolve(self.root, posixpath.join("/", words[0]))
        paths = [value.partition("=")[2] for value in self.variables if value.startswith("PATH=")]
        found = (
            resolve(self.root, f"{directory}/{words[0]}")
            for directory in (paths or [_DEFAULT_PATH])[0].split(":")
        )
        return next((path for path in found if path is not None and inside(self.root, path).is_file()), None)


def files(image: Image, name: str, paths: Sequence[str]) -> list[tuple[str, str]]:
    """Return the files to lint, each with the name for reports: those at ``paths`` in the image, or all.

    What the configuration starts is one of them. Raises ImageError for a path that is not there.
    """
    places = list(paths) or list(PLACES)
    program = None if paths else image.program()
    found: dict[str, str] = {}
    for place in [*places, *([program] if program is not None else [])]:
        real = resolve(image.root, posixpath.join("/", place))
        if real is not None and inside(image.root, real).exists():
            found.setdefault(str(inside(image.root, real)), f"{name}:{posixpath.join('/', place)}")
        elif paths:
            raise ImageError(f"has no {place}")
    return list(found.items())


def is_image(path: str) -> bool:
    """Return whether a path is an archive, or the directory of an OCI layout."""
    return os.path.isfile(path) or os.path.isfile(os.path.join(path, "oci-layout"))


@contextlib.contextmanager
def unpacked(path: str) -> Iterator[Image]:
    """Unpack an image for as long as it is looked at. Raises ImageError and OSError."""
    with contextlib.ExitStack() as stack:
        scratch = Path(tempfile.mkdtemp(prefix="dropexec-image-"))
        stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        parts = _Directory(path) if os.path.isdir(path) else stack.enter_context(_Archive(path))
        configuration, layers = _manifest(parts)
        made = Tree(scratch)
        for layer in layers:
            with parts.open(layer) as file:
                made.apply(file)
        yield _image(scratch, configuration)


class _Directory:
    """The files of an OCI layout."""

    def __init__(self, path: str) -> None:
        self._path = path

    def open(self, name: str) -> IO[bytes]:
        return open(os.path.join(self._path, name), "rb")

    def has(self, name: str) -> bool:
        return os.path.isfile(os.path.join(self._path, name))


class _Archive:
    """The members of a tar archive, each by its name."""

    def __init__(self, path: str) -> None:
        try:
            self._tar = tarfile.open(path)  # noqa: SIM115 - closed by __exit__
            self._members = {posixpath.normpath(item.name): item for item in self._tar}
        except (tarfile.TarError, EOFError, OSError) as error:
            raise ImageError(f"is no image: {error}") from None

    def __enter__(self) -> _Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._tar.close()

    def open(self, name: str) -> IO[bytes]:
        member = self._members.get(posixpath.normpath(name))
        for _ in range(2):  # docker save writes a layer that two images share as a link
            if member is not None and member.issym():
                beside = posixpath.join(posixpath.dirname(member.name), member.linkname)
                member = self._members.get(posixpath.normpath(beside))
        file = self._tar.extractfile(member) if member is not None and member.isreg() else None
        if file is None:
            raise ImageError(f"is no image: {name} is not in it")
        return file

    def has(self, name: str) -> bool:
        return name in self._members


def _json(parts: _Directory | _Archive, name: str) -> Any:
    with parts.open(name) as file:
        data = file.read(_LARGEST_JSON + 1)
    if len(data) > _LARGEST_JSON:
        raise ImageError(f"is no image: {name} is larger than {_LARGEST_JSON >> 20} MiB")
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise ImageError(f"is no image: {name} is no JSON") from None


def _manifest(parts: _Directory | _Archive) -> tuple[dict[str, Any], list[str]]:
    """Return the configuration and the names of the layers, the lowest first."""
    try:
        if parts.has("manifest.json"):
            [*_, last] = _json(parts, "manifest.json")
            return _json(parts, last["Config"]), list(last["Layers"])
        if not parts.has("index.json"):
            raise ImageError("is no image: it has neither a manifest.json nor an index.json")
        chosen = _json(parts, "index.json")
        for _ in range(3):
            if "manifests" not in chosen:
                break
            chosen = _json(parts, _blob(_for_this_machine(chosen["manifests"])))
        return _json(parts, _blob(chosen["config"])), [_blob(layer) for layer in chosen["layers"]]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        if isinstance(error, ImageError):
            raise
        raise ImageError("is no image: its manifest is not understood") from None


def _for_this_machine(manifests: list[dict[str, Any]]) -> dict[str, Any]:
    own = _MACHINES.get(platform.machine(), platform.machine())
    real = [item for item in manifests if item.get("platform", {}).get("architecture") != "unknown"]
    return next((item for item in real if item.get("platform", {}).get("architecture") == own), real[0])


def _blob(descriptor: dict[str, Any]) -> str:
    algorithm, _, digest = str(descriptor["digest"]).partition(":")
    if not (algorithm.isalnum() and digest.isalnum()):
        raise ImageError("is no image: a digest is malformed")
    return f"blobs/{algorithm}/{digest}"


def _image(root: Path, configuration: dict[str, Any]) -> Image:
    own = configuration.get("config") or {}

    def words(key: str) -> tuple[str, ...]:
        found = own.get(key) or []
        return tuple(map(str, found if isinstance(found, list) else [found]))

    return Image(root, words("Entrypoint"), words("Cmd"), str(own.get("User") or ""), words("Env"))


def _quoted(variable: str) -> str:
    name, _, value = variable.partition("=")
    text = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", " ")
    return f'{name}="{text}"'
