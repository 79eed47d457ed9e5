"""What execve(2) would say of a file, without running it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dropexec.explain import reach
from dropexec.launcher.database import Entry
from dropexec.launcher.plan import Plan
from tests.unit.explain import conftest


def script(path: Path, interpreter: str, mode: int = 0o755) -> str:
    path.write_text(f"#!{interpreter}\n")
    path.chmod(mode)
    return str(path)


def refusal(file: str, **options: int) -> int | None:
    """Return the errno that is foreseen, or None."""
    try:
        reach.probe(file, **options)
    except OSError as error:
        return error.errno
    return None


@pytest.fixture
def no_more_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "_more_formats", lambda: False)


def test_a_program_runs() -> None:
    assert refusal("/bin/sh") is None


def test_a_directory_a_fifo_and_a_file_without_the_right_are_denied(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo", 0o755)
    script(tmp_path / "plain", "/bin/sh", 0o644)
    for name in (".", "fifo", "plain"):
        assert refusal(str(tmp_path / name)) == errno.EACCES
    assert refusal(script(tmp_path / "of-plain", str(tmp_path / "plain"))) == errno.EACCES
    assert refusal(str(tmp_path / "none")) == errno.ENOENT


def test_five_lines_may_lead_to_one_another_and_six_not(tmp_path: Path) -> None:
    interpreter = "/bin/sh"
    for number in range(1, 7):
        file = script(tmp_path / str(number), interpreter)
        assert refusal(file) == (None if number <= 5 else errno.ELOOP)
        interpreter = file


@pytest.mark.usefixtures("no_more_formats")
@pytest.mark.parametrize(
    ("content", "number"),
    [
        (b"", errno.ENOEXEC),
        (b"echo\n", errno.ENOEXEC),
        (b"#!\n", errno.ENOEXEC),
        (b"#!" + b"x" * 300, errno.ENOEXEC),
        (b"#!/no/such/interpreter\n", errno.ENOENT),
    ],
)
def test_what_is_in_no_executable_format_is_foreseen(tmp_path: Path, content: bytes, number: int) -> None:
    (tmp_path / "file").write_bytes(content)
    (tmp_path / "file").chmod(0o755)
    assert refusal(str(tmp_path / "file")) == number


def foreign(tmp_path: Path) -> str:
    """Make an ELF file of 64 bits for a machine that nobody has."""
    head = bytearray(64)
    head[:6] = b"\x7fELF\2\1"
    head[18:20] = b"\xfe\xfe"
    (tmp_path / "foreign").write_bytes(head)
    (tmp_path / "foreign").chmod(0o755)
    return str(tmp_path / "foreign")


@pytest.mark.usefixtures("no_more_formats")
def test_another_machine_s_file_is_foreseen(tmp_path: Path) -> None:
    assert refusal(foreign(tmp_path)) == errno.ENOEXEC


def test_where_formats_are_registered_they_have_the_benefit_of_the_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_more_formats", lambda: True)
    (tmp_path / "text").write_text("echo\n")
    (tmp_path / "text").chmod(0o755)
    assert refusal(str(tmp_path / "text")) is None
    assert refusal(foreign(tmp_path)) is None


@pytest.mark.parametrize(
    ("listed", "more"), [(["register", "status"], False), (["register", "status", "qemu-arm"], True)]
)
def test_formats_are_registered_where_binfmt_misc_lists_one(
    monkeypatch: pytest.MonkeyPatch, listed: list[str], more: bool
) -> None:
    monkeypatch.setattr(os, "listdir", {"/proc/sys/fs/binfmt_misc": listed}.__getitem__)
    assert reach._more_formats() is more


@pytest.mark.parametrize(("length", "fits"), [((128 << 10) - 6, True), ((128 << 10) - 5, False)])
def test_a_string_that_is_longer_than_the_kernel_takes_is_too_large(
    planned: Callable[..., Plan], monkeypatch: pytest.MonkeyPatch, length: int, fits: bool
) -> None:
    home = "/" * length
    account = Entry(name="kafka", uid=1001, gid=2001, home=home, shell="/bin/sh")
    monkeypatch.setattr(conftest, "KAFKA", account)
    assert reach._is_too_large(planned("kafka", "k"), "/bin/k") is not fits
