"""What is read back is compared whole: each of the six ids, every group, the parent, the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.launch import Launcher
from tests.native import toolchain


def faked(world: Path, fault: str, *, groups: str = "4") -> tuple[str, ...]:
    """Return the words that start a launcher whose kernel lies, with these supplementary groups."""
    strace = (toolchain.need("strace"), "--quiet=all", "-o", str(world / "read-back-trace"))
    return ("/usr/bin/setpriv", f"--groups={groups}", *strace, "-e", f"inject={fault}")


IDS = [(call, position) for call in ("getresuid", "getresgid") for position in (1, 2, 3)]


@pytest.mark.parametrize(("call", "position"), IDS)
def test_each_of_the_six_ids_is_compared(launcher: Launcher, world: Path, call: str, position: int) -> None:
    kind = "uids" if call == "getresuid" else "gids"
    shown = ", ".join("0" if at == position else "5001" for at in (1, 2, 3))
    before = faked(world, f"{call}:poke_exit=@arg{position}=00000000:when=2")
    assert launcher.run("dxuser", "/bin/true", before=before).refused() == (
        f"cannot trust the kernel: {kind} (real, effective, saved) set to (5001, 5001, 5001), "
        f"but read back as ({shown})"
    )


SETS = {
    "a superset": ("4,20,5001,5002,5003", "[4, 20, 5001, 5002, 5003]"),
    "a subset": ("5001,5002", "[5001, 5002]"),
    "as many": ("4,20,27", "[4, 20, 27]"),
    "all but one": ("5001,5002,5004", "[5001, 5002, 5004]"),
}


@pytest.mark.parametrize("name", SETS)
def test_groups_that_read_back_otherwise_end_it(launcher: Launcher, world: Path, name: str) -> None:
    groups, shown = SETS[name]
    before = faked(world, "setgroups:retval=0", groups=groups)
    assert launcher.run("dxuser", "/bin/true", before=before).refused() == (
        f"cannot trust the kernel: supplementary groups set to [5001, 5002, 5003], but read back as {shown}"
    )


def test_a_refusal_is_one_although_the_groups_read_as_wanted(launcher: Launcher, world: Path) -> None:
    """Only a user namespace that denies setgroups(2) is another matter."""
    before = faked(world, "setgroups:error=EPERM", groups="5001,5002,5003")
    message = launcher.run("dxuser", "/bin/true", before=before).refused()
    assert message.startswith('cannot set the supplementary groups of "dxuser": Operation not permitted')


def test_a_parent_that_has_died_meanwhile_is_noticed(launcher: Launcher, world: Path) -> None:
    before = faked(world, "getppid:retval=1:when=2")
    message = launcher.run("--pdeathsig=TERM", "dxuser", "/bin/true", before=before).refused()
    assert message == "cannot wait for the parent's death: it has died already"


def test_the_way_back_is_tried_with_ambient_capabilities_too(launcher: Launcher, world: Path) -> None:
    before = faked(world, "setresuid:retval=0:when=2")
    message = launcher.run("--ambient-caps=chown", "dxuser", "/bin/true", before=before).refused()
    assert message == "cannot give up uid 0 for good: uid 5001 is able to regain it"


@pytest.mark.parametrize("capability", range(32, 41))
def test_inheritable_capabilities_from_32_on_are_emptied(launcher: Launcher, capability: int) -> None:
    before = ("/usr/bin/setpriv", f"--inh-caps=+cap_{capability}")
    assert launcher.reported("dxuser", before=before)["capabilities"]["CapInh"] == 0


def test_a_capability_outside_the_bounding_set_does_not_count(open_launcher: Launcher) -> None:
    before = ("/usr/bin/setpriv", "--bounding-set=-setgid,-setuid")
    message = open_launcher.run("dxuser", "/bin/true", before=before).refused()
    assert "lacks CAP_SETGID and CAP_SETUID" in message
