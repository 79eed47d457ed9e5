"""--inherit-groups: what a runtime added to the caller, and nothing that the caller's own account has."""

from __future__ import annotations

import pytest

from tests.contract.etc import Etc
from tests.contract.launch import Launcher

ROOTS = b"disk:x:6:root\nwheel:x:10:root,dxuser\nadm:x:4:other,root"
ADDED = [2000, 4294967294]
"""What a runtime adds: docker run --group-add, a pod's fsGroup."""


@pytest.fixture
def alpine(etc: Etc) -> None:
    """A root account that its own /etc/group puts into disk and wheel."""
    etc.add("group", ROOTS)


CHOICES = [
    ((), "dxuser", [10, 5001, 5002, 5003]),
    ((), "dxuser:dxother", [5004]),
    ((), "70000:70000", [70000]),
    (("--init-groups",), "dxuser:dxother", [10, 5002, 5003, 5004]),
    (("--add-groups=5030",), "dxuser:dxother", [5004, 5030]),
    (("--groups=5030",), "dxuser", [5001, 5030]),
    (("--clear-groups",), "dxuser", [5001]),
]


@pytest.mark.usefixtures("alpine")
@pytest.mark.parametrize(("options", "spec", "given"), CHOICES)
def test_what_a_runtime_added_comes_besides_and_roots_own_groups_do_not(
    launcher: Launcher, options: tuple[str, ...], spec: str, given: list[int]
) -> None:
    found = launcher.reported("--inherit-groups", *options, spec, extra_groups=[0, 4, 6, 10, *ADDED])
    assert found["groups"] == sorted([*given, *ADDED])


@pytest.mark.usefixtures("alpine")
def test_gid_0_never_comes_along_even_where_no_file_gives_it(launcher: Launcher) -> None:
    assert launcher.reported("--inherit-groups", "dxlone", extra_groups=[0])["groups"] == [5010]


def test_keep_groups_excludes_it(launcher: Launcher) -> None:
    message = launcher.run("--inherit-groups", "--keep-groups", "dxuser", "/bin/true").refused()
    assert "--inherit-groups" in message
    assert "--keep-groups" in message


def test_a_caller_without_an_account_passes_all_but_gid_0(open_launcher: Launcher) -> None:
    """As OpenShift starts a container: an arbitrary uid, gid 0."""
    caps = "+setuid,+setgid"
    setpriv = ("/usr/bin/setpriv", "--reuid=70000", "--regid=0", "--groups=0,2000,6")
    before = (*setpriv, f"--inh-caps={caps}", f"--ambient-caps={caps}")
    assert open_launcher.reported("--inherit-groups", "5001:5001", before=before)["groups"] == [6, 2000, 5001]


def test_a_container_that_already_runs_as_the_target_needs_no_right(open_launcher: Launcher) -> None:
    setpriv = ("/usr/bin/setpriv", "--reuid=5001", "--regid=5001", "--groups=2000,5001,5002,5003")
    before = (*setpriv, "--bounding-set=-all", "--inh-caps=-all")
    found = open_launcher.reported("--inherit-groups", "dxuser", before=before)
    assert (found["uids"], found["groups"]) == ([5001] * 4, [2000, 5001, 5002, 5003])


def test_without_the_option_nothing_is_inherited(launcher: Launcher) -> None:
    assert launcher.reported("dxuser", extra_groups=[0, *ADDED])["groups"] == [5001, 5002, 5003]


def test_a_line_without_a_name_is_not_the_callers(launcher: Launcher, etc: Etc) -> None:
    etc.add("passwd", b"::::::")
    assert launcher.reported("--inherit-groups", "dxlone", extra_groups=[7])["groups"] == [7, 5010]
