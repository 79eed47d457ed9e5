"""The launcher that somebody has installed: what it is, by what it says of itself and by its first line."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from dropexec.version import VERSION
from tests.contract import image
from tests.contract.launch import Launcher
from tests.native import toolchain

EMULATORS = {
    # e_machine, EI_CLASS and EI_DATA of elf(5)
    (3, 1, 1): "/usr/bin/qemu-i386",
    (21, 2, 1): "/usr/bin/qemu-ppc64le",
    (22, 2, 2): "/usr/bin/qemu-s390x",
    (40, 1, 1): "/usr/bin/qemu-arm",
    (183, 2, 1): "/usr/bin/qemu-aarch64",
    (243, 2, 1): "/usr/bin/qemu-riscv64",
    (258, 2, 1): "/usr/bin/qemu-loongarch64",
}
"""What qemu-user(1) calls itself for the machine of an executable."""

EMULATED = {
    "the emulator is what has the set-user-ID bit or a file's capabilities, and it starts a thread": (
        "test_a_launcher_with_file_capabilities_is_refused",
        "test_a_set_id_program_is_refused",
        "test_at_secure_alone_is_no_reason",
        "test_no_process_is_created_on_any_path",
    ),
    "the emulator changes signals and the environment on the way in or out": (
        "test_an_environment_that_is_too_large_is_126",
        "test_entries_that_are_no_variables_are_dropped_and_the_first_of_two_counts",
        "test_sigpipe_and_sigxfsz_are_default_whatever_the_caller_had",
        "test_the_parent_death_signal_is_set_after_the_change",
        "test_what_the_caller_ignores_and_blocks_passes",
    ),
    "a filter or a trace shows the emulator's calls, not the launcher's": (
        "test_a_file_that_cannot_be_opened_is_named_or_was_not_needed",
        "test_a_file_that_cannot_be_read_to_its_end_is_named",
        "test_a_refused_call_ends_it_or_changes_nothing",
        "test_a_score_that_cannot_be_written_is_an_error",
        "test_a_write_that_says_nothing_was_written_is_an_error_and_no_endless_loop",
        "test_an_exec_refused_for_each_file_of_path_is_126",
        "test_an_exec_that_is_refused_is_126",
        "test_the_steps_are_made_in_this_order",
        "test_the_table_has_every_call_that_is_made",
    ),
    "the emulator runs what is for its machine, and knows no keyctl(2)": (
        "test_a_file_that_cannot_be_run_is_explained[installed-foreign]",
        "test_a_file_that_cannot_be_run_is_explained[installed-foreign-far]",
        "test_a_file_that_cannot_be_run_is_explained[installed-to-foreign]",
        "test_the_target_has_what_was_asked_for[installed-new-keyring]",
    ),
}
"""The tests of the contract that cannot tell the launcher from qemu-user(1), by why not."""

UNPOKED = {
    "strace before 5.11 cannot change what a call returns in memory": (
        "test_each_of_the_six_ids_is_compared",
    )
}
"""The tests that need a newer strace(1) than Debian 11 has; every build runs them on the others."""


def left_out(given: Launcher) -> set[str]:
    """Return the tests that cannot be run over a launcher where it is."""
    emulated = given.argv[0] in EMULATORS.values()
    reasons = {
        **(image.LEFT_OUT if given.root else {}),
        **(EMULATED if emulated else {}),
        **({} if _pokes() else UNPOKED),
    }
    return {name for names in reasons.values() for name in names}


def _pokes() -> bool:
    """Return whether strace(1) has poke_exit."""
    done = subprocess.run([toolchain.need("strace"), "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"version (\d+)\.(\d+)", done.stdout)
    assert found is not None, done.stdout
    return (int(found[1]), int(found[2])) >= (5, 11)


def launcher(path: Path, root: Path | None = None) -> Launcher:
    """Return the launcher at ``path``, seen from ``root`` where there is one; in no world yet.

    Raises pytest.UsageError where there is none, or one that is not of this version and a known build.
    """
    argv = (str(path),) if root is None else (image.ENTER, str(root), str(path))
    foreign = emulator(path) if root is None else None
    if foreign is not None:
        argv = (foreign, *argv)
    try:
        done = subprocess.run([*argv, "--version"], capture_output=True, text=True, cwd="/", check=False)
    except OSError as error:
        raise pytest.UsageError(f"--launcher={path}: {error.strerror}") from None
    words = _shebang(path if root is None else root / path.relative_to("/"))
    builds = _native() if words is None else {f"dropexec {VERSION} ({_python(words)})\n": _isolated(words)}
    if done.stdout not in builds:
        raise pytest.UsageError(f"--launcher={path}: it says {done.stdout!r}, not one of {list(builds)}")
    return Launcher("installed", argv, Path("/"), done.stdout, builds[done.stdout], root)


def emulator(path: Path) -> str | None:
    """Return the qemu-user(1) that runs an executable for another machine; None for one of this machine's."""
    try:
        with open(path, "rb") as file:
            head = file.read(20)
    except OSError:
        return None
    if not head.startswith(b"\x7fELF"):
        return None
    machine = int.from_bytes(head[18:20], "little" if head[5] == 1 else "big")
    found = EMULATORS.get((machine, head[4], head[5]))
    return None if found is not None and found.endswith("-" + os.uname().machine) else found


def _native() -> dict[str, str]:
    """Return the kind of each native build, by what it says: the C library is this machine's, or musl."""
    libc = os.confstr("CS_GNU_LIBC_VERSION")
    return {
        f"dropexec {VERSION} (native, {libc})\n": "native",
        f"dropexec {VERSION} (native, musl)\n": "musl",
        f"dropexec {VERSION} (native, musl static)\n": "musl",
    }


def _shebang(path: Path) -> list[str] | None:
    """Return the words of a script's first line, None for what is no script."""
    first = path.read_bytes().split(b"\n", 1)[0]
    return first[2:].decode().split(None, 1) if first.startswith(b"#!") else None


def _python(words: list[str]) -> str:
    """Return the interpreter and its version, as it says it."""
    done = subprocess.run([words[0], "-I", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\n")


def _isolated(words: list[str]) -> str:
    """Return the kind of a Python launcher: only one that is isolated may start from any environment."""
    isolated = len(words) > 1 and words[1].startswith("-") and "I" in words[1].partition("c")[0]
    return "python" if isolated else "console"
