"""A working directory outside the root: inherited or entered, it is refused (CVE-2024-21626)."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.accounts import CLONE_NEWNS
from tests.contract.launch import Launcher


def mount_privately(*words: str) -> None:
    """Mount something in a mount namespace of this process's own."""
    if ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        raise OSError("unshare")
    for each in (("--make-rprivate", "/"), words):
        subprocess.run(["/usr/bin/mount", *each], check=True)


def detached(place: Path) -> Callable[[], None]:
    """Return what leaves a child in a directory of a file system that is mounted nowhere any more."""

    def prepare() -> None:
        mount_privately("-t", "tmpfs", "lost", str(place))
        os.chdir(place)
        subprocess.run(["/usr/bin/umount", "--lazy", str(place)], check=True)

    return prepare


def test_an_inherited_directory_outside_the_root_is_refused_with_both_causes(
    launcher: Launcher, world: Path
) -> None:
    place = world / "lost"
    place.mkdir(exist_ok=True)
    message = launcher.run("dxuser", "/bin/true", preexec_fn=detached(place)).refused()
    assert "working directory" in message
    assert "--chdir=/" in message
    assert "unmount" in message
    assert "container" in message


def test_chdir_leads_out_of_it(launcher: Launcher, world: Path) -> None:
    place = world / "lost"
    place.mkdir(exist_ok=True)
    found = launcher.reported("--chdir=/", "dxuser", preexec_fn=detached(place))
    assert found["directory"] == "/"


@pytest.mark.parametrize("option", [(), ("--chdir=.",), ("--chdir=bin",)], ids=["inherited", "same", "below"])
def test_the_root_itself_bound_elsewhere_is_outside(
    launcher: Launcher, world: Path, option: tuple[str, ...]
) -> None:
    """Its directory is the root's, by device and inode; only the mount is another one."""
    place = world / "bound"
    place.mkdir(exist_ok=True)

    def prepare() -> None:
        mount_privately("--bind", "/", str(place))
        os.chdir(place / "usr")
        subprocess.run(["/usr/bin/umount", "--lazy", str(place)], check=True)

    message = launcher.run(*option, "dxuser", "/bin/true", preexec_fn=prepare).refused()
    assert "it is outside this root, or getcwd(2) cannot tell" in message


def test_a_directory_that_another_mount_hides_is_inside(launcher: Launcher, world: Path) -> None:
    place = world / "hidden"
    place.mkdir(exist_ok=True)

    def prepare() -> None:
        os.chdir(place)
        mount_privately("-t", "tmpfs", "above", str(place))

    assert launcher.run("dxuser", "/bin/true", preexec_fn=prepare).status == 0


def test_an_inherited_directory_that_was_removed_is_refused(launcher: Launcher, world: Path) -> None:
    place = world / "removed"
    place.mkdir(exist_ok=True)

    def prepare() -> None:
        os.chdir(place)
        place.rmdir()

    message = launcher.run("dxuser", "/bin/true", preexec_fn=prepare).refused()
    assert "working directory" in message
    assert "--chdir=/" in message


@pytest.mark.parametrize("option", [(), ("--chdir=.",)])
def test_a_path_of_more_than_4096_bytes_cannot_be_told_and_is_refused(
    launcher: Launcher, world: Path, option: tuple[str, ...]
) -> None:
    """The kernel cannot say where it is (getcwd(2)), so it could be outside the root as well."""
    deep = os.open(world, os.O_RDONLY)
    try:
        for _ in range(25):
            name = "d" * 200
            try:
                os.mkdir(name, 0o755, dir_fd=deep)
            except FileExistsError:
                pass
            deeper = os.open(name, os.O_RDONLY, dir_fd=deep)
            os.close(deep)
            deep = deeper
        outcome = launcher.run(*option, "dxuser", "/bin/true", cwd=None, preexec_fn=lambda: os.fchdir(deep))
    finally:
        os.close(deep)
    assert "or getcwd(2) cannot tell" in outcome.refused()


@pytest.mark.parametrize("option", ["--chdir=.", "--chdir=/proc/self/fd/{}"])
def test_a_directory_outside_the_root_is_refused_however_deep_it_is(
    launcher: Launcher, world: Path, option: str
) -> None:
    place = world / "lost"
    place.mkdir(exist_ok=True)

    def prepare() -> None:
        detached(place)()
        for _ in range(25):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
        os.dup2(os.open(".", os.O_RDONLY), 40)

    outcome = launcher.run(option.format(40), "dxuser", "/bin/true", preexec_fn=prepare)
    assert outcome.status == 125


def test_an_inherited_directory_that_the_target_cannot_enter_passes(launcher: Launcher, world: Path) -> None:
    closed = world / "closed"
    closed.mkdir(exist_ok=True)
    closed.chmod(0o700)
    assert launcher.run("dxuser", "/bin/true", cwd=str(closed)).status == 0
