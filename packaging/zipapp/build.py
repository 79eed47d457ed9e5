"""Build dropexec.pyz: the Python launcher alone, isolated, compiled, reproducible.

    python3 packaging/zipapp/build.py OUTPUT [--python /usr/bin/python3]

The archive holds the sources of the launcher below lib/, and one member ``bundle`` with the bytecode of all
of them, made by the Python that builds it.  Any other Python ≥ 3.9 finds a foreign magic number there and
takes the sources.

Two measured facts shape it (``python3 tests/bench/launcher.py`` shows both):

- Reading a module out of an archive costs more than running it, so the modules are read as one.
- ``python3 archive.pyz`` goes through the module runpy, whose imports (importlib.util, contextlib, functools,
  collections) cost more than the launcher's whole job.  The shebang therefore starts the archive's boot
  module itself: the kernel hands everything after the interpreter over as one argument (execve(2)), and
  python's ``-c`` takes the rest of that argument as the program.
"""

import argparse
import marshal
import os
import stat
import sys
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parents[2]
BOOT = Path(__file__).resolve().parent / "boot"

# I isolates from the caller's environment and working directory, S leaves site-packages and their .pth files
# out.
SHEBANG = "#!{python} -IScimport sys;sys.path[:0]=[sys.argv.pop(1)];import boot;boot.run()\n"
# Linux before 5.1 cuts the line there (BINPRM_BUF_SIZE), without a word.
SHEBANG_MAX = 127

# The parts of a code object that hold names and constants; co_qualname came with Python 3.11.
HELD = (
    "co_cellvars",
    "co_consts",
    "co_filename",
    "co_freevars",
    "co_name",
    "co_names",
    "co_qualname",
    "co_varnames",
)

# The earliest time that a zip member can have.
EPOCH = (1980, 1, 1, 0, 0, 0)


def sources() -> "dict[str, bytes]":
    """Return the launcher's modules by their path below the repository's root."""
    paths = [
        ROOT / "dropexec/__init__.py",
        ROOT / "dropexec/version.py",
        *(ROOT / "dropexec/launcher").glob("*.py"),
    ]
    return {str(path.relative_to(ROOT)): path.read_bytes() for path in sorted(paths)}


def bundle(modules: "dict[str, bytes]") -> bytes:
    """Return the magic number, the length of the index, the index, and the bytecode of the modules.

    The index is {name: (is a package, start, end)} marshalled, and so is each module by itself: a run makes
    objects of what it imports, and copies nothing else.
    """
    index: dict[str, tuple[bool, int, int]] = {}
    codes = bytearray()
    for path, source in modules.items():
        name = path[: -len(".py")].replace("/", ".")
        package = name.endswith(".__init__")
        start = len(codes)
        codes += marshalled(compiled(path, source))
        index[name[: -len(".__init__")] if package else name] = (package, start, len(codes))
    head = marshalled(index)
    return MAGIC_NUMBER + len(head).to_bytes(4, "little") + head + codes


def marshalled(value: "CodeType | dict[str, tuple[bool, int, int]]") -> bytes:
    """Return the same bytes for the same code, whatever else this process has loaded.

    marshal marks an object for reuse where somebody else holds it too (w_ref in Python/marshal.c): a
    name that the environment or an import of this process happens to use would be written in another way.
    """
    held: list[object] = []
    hold(value, held)
    return marshal.dumps(value)


def hold(value: object, held: "list[object]") -> None:
    """Add to ``held`` a second reference to every name and constant of a value."""
    held.append(value)
    if isinstance(value, dict):
        hold((*value, *value.values()), held)
    elif isinstance(value, (tuple, frozenset)):
        for part in value:
            hold(part, held)
    elif isinstance(value, CodeType):
        for name in HELD:
            hold(getattr(value, name, None), held)


def compiled(path: str, source: bytes) -> CodeType:
    """Return a module's code object, without docstrings and assertions."""
    return compile(source, path, "exec", dont_inherit=True, optimize=2)


def boot_bytecode(source: bytes) -> bytes:
    """Return boot.pyc, of the kind that is never checked against its source (PEP 552): no time matters."""
    return MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshalled(compiled("boot.py", source))


def build(output: Path, python: str) -> None:
    """Write the archive, executable.  Raises ValueError for an interpreter that does not fit a shebang."""
    shebang = SHEBANG.format(python=python).encode()
    if len(shebang) > SHEBANG_MAX or " " in python:
        raise ValueError(f"the path of the interpreter does not fit a shebang: {python}")
    modules = sources()
    boot = (BOOT / "boot.py").read_bytes()
    members = {
        "boot.pyc": boot_bytecode(boot),
        "bundle": bundle(modules),
        "boot.py": boot,
        "__main__.py": (BOOT / "__main__.py").read_bytes(),
        **{f"lib/{path}": source for path, source in modules.items()},
    }
    with output.open("wb") as file:
        file.write(shebang)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, data in members.items():
                entry = zipfile.ZipInfo(name, EPOCH)
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                archive.writestr(entry, data)
    os.chmod(output, 0o755)


def main() -> int:
    """Build as the command line says."""
    parser = argparse.ArgumentParser(description="Build dropexec.pyz.")
    parser.add_argument("output", type=Path)
    parser.add_argument(
        "--python", default="/usr/bin/python3", help="interpreter of the shebang (default %(default)s)"
    )
    options = parser.parse_args()
    build(options.output, options.python)
    return 0


if __name__ == "__main__":
    sys.exit(main())
