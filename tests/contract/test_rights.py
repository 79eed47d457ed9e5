"""Who may call it: root, a process with the capabilities, the target itself; and never set-user-ID."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contract.launch import Launcher


def as_user(*words: str) -> tuple[str, ...]:
    return ("/usr/bin/setpriv", "--reuid=5001", "--regid=5001", *words)


ALREADY = [
    (("--init-groups",), "dxuser"),
    (("--init-groups",), "5001"),
    (("--groups=5002",), "--groups=5001,5002 5001"),
    (("--groups=5001",), "5001:5001"),
    (("--clear-groups",), "5001:5001"),
    (("--groups=5002,5004",), "--keep-groups dxuser"),
]


@pytest.mark.parametrize(("words", "arguments"), ALREADY)
def test_who_is_the_target_already_needs_no_right(
    open_launcher: Launcher, words: tuple[str, ...], arguments: str
) -> None:
    found = open_launcher.reported(*arguments.split(), before=as_user(*words))
    assert (found["uids"], found["gids"]) == ([5001] * 4, [5001] * 4)


def test_a_container_started_as_a_user_runs_with_no_capability_at_all(open_launcher: Launcher) -> None:
    before = as_user("--groups=5001", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
    assert open_launcher.reported("--umask=077", "5001:5001", before=before)["umask"] == "0077"


def test_root_without_capabilities_is_root_already(open_launcher: Launcher) -> None:
    before = ("/usr/bin/setpriv", "--groups=0", "--bounding-set=-all", "--inh-caps=-all")
    assert open_launcher.reported("root", before=before)["uids"] == [0] * 4


LACKING = [
    (("--reuid=5001", "--regid=5001", "--init-groups"), "dxlone", "CAP_SETGID and CAP_SETUID"),
    (("--reuid=5001", "--regid=5001", "--init-groups"), "dxuser:dxother", "CAP_SETGID"),
    (("--reuid=5001", "--regid=5010", "--groups=5010"), "dxlone", "CAP_SETUID"),
    (("--groups=5010", "--regid=5010", "--bounding-set=-setuid"), "dxlone", "CAP_SETUID"),
    (("--bounding-set=-setgid",), "dxlone", "CAP_SETGID"),
    (("--bounding-set=-setuid,-setgid",), "dxlone", "CAP_SETGID and CAP_SETUID"),
    (("--bounding-set=-all",), "root", None),
]


@pytest.mark.parametrize(("words", "spec", "missing"), LACKING)
def test_each_missing_capability_is_named_and_nothing_runs(
    open_launcher: Launcher, words: tuple[str, ...], spec: str, missing: str | None
) -> None:
    outcome = open_launcher.run(spec, "/bin/true", before=("/usr/bin/setpriv", *words))
    if missing is None:
        assert outcome.status == 0
        return
    who = {"dxlone": '"dxlone" (uid 5010, gid 5010)', "dxuser": '"dxuser" (uid 5001, gid 5001)'}
    who["dxuser:dxother"] = '"dxuser" (uid 5001, gid 5004)'
    assert (
        outcome.refused() == f"cannot become {who[spec]}: this process lacks {missing}; "
        "run dropexec as root, or grant it (cap_add, CapabilityBoundingSet=)"
    )


@pytest.mark.parametrize(
    ("words", "spec", "groups"),
    [
        ("--init-groups", "5001:5001", "[5001]: this process has [5001, 5002, 5003]"),
        ("--groups=5001", "dxuser", "[5001, 5002, 5003]: this process has [5001]"),
    ],
)
def test_where_only_the_groups_differ_both_lists_are_named(
    open_launcher: Launcher, words: str, spec: str, groups: str
) -> None:
    before = ("/usr/bin/setpriv", "--reuid=5001", "--regid=5001", words)
    assert open_launcher.run(spec, "/bin/true", before=before).refused() == (
        f'cannot set the supplementary groups of "dxuser" to {groups} and lacks CAP_SETGID; '
        "grant it, or see --keep-groups and --inherit-groups"
    )


def test_the_bounding_set_needs_setpcap(open_launcher: Launcher) -> None:
    message = open_launcher.run(
        "--bounding-caps=none", "dxuser", "/bin/true", before=as_user("--init-groups")
    ).refused()
    assert "lacks CAP_SETPCAP;" in message


def test_a_process_with_the_capabilities_may_call_it_and_keeps_none(open_launcher: Launcher) -> None:
    caps = "+setuid,+setgid"
    before = as_user("--clear-groups", f"--inh-caps={caps}", f"--ambient-caps={caps}")
    found = open_launcher.reported("dxlone", before=before)
    assert (found["uids"], found["groups"]) == ([5010] * 4, [5010])
    assert {found["capabilities"][name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {0}


def test_chown_stdio_names_its_capability(open_launcher: Launcher) -> None:
    message = open_launcher.run(
        "--chown-stdio", "5001:5001", "/bin/true", before=as_user("--groups=5001")
    ).refused()
    assert message == (
        "cannot give descriptor 1 to uid 5001: Operation not permitted; "
        "it needs CAP_CHOWN, or leave out --chown-stdio"
    )


def test_nice_names_its_capability(open_launcher: Launcher) -> None:
    message = open_launcher.run(
        "--nice=-1", "5001:5001", "/bin/true", before=as_user("--groups=5001")
    ).refused()
    assert message == (
        "cannot set the nice value to -1: Permission denied; lowering it needs CAP_SYS_NICE or the limit nice"
    )


SET_ID = [(0o4755, 5001, 5001), (0o2755, 0, 5004), (0o6755, 5001, 5004)]


@pytest.mark.parametrize(("mode", "uid", "gid"), SET_ID)
def test_a_set_id_program_is_refused(
    launcher: Launcher, world: Path, archive: Path, mode: int, uid: int, gid: int
) -> None:
    """The program is the launcher itself, or the interpreter that runs it."""
    copy = world / f"set-id-{mode:o}"
    shutil.copy("/usr/bin/python3" if launcher.interpreted else launcher.argv[0], copy)
    os.chown(copy, uid, gid)
    os.chmod(copy, mode)
    assert copy.stat().st_mode & (stat.S_ISUID | stat.S_ISGID)
    drop = ("/usr/bin/setpriv", "--reuid=5010", "--regid=5010", "--clear-groups", str(copy))
    set_id = replace(launcher, argv=(*drop, "-IS", str(archive)) if launcher.interpreted else drop)
    assert set_id.run("nobody", "/bin/true").refused() == (
        "cannot run set-user-ID or set-group-ID: dropexec drops privileges and never grants them; "
        "remove those bits from it and from its interpreter"
    )


def test_a_user_namespace_that_denies_setgroups_points_at_keep_groups(open_launcher: Launcher) -> None:
    before = (
        "/usr/bin/setpriv",
        "--reuid=5001",
        "--regid=5001",
        "--groups=5001",
        "/usr/bin/unshare",
        "--user",
        "--map-root-user",
    )
    assert open_launcher.run("0:0", "/bin/true", before=before).status in (0, 125)
    message = open_launcher.run("--groups=0,65534", "0:0", "/bin/true", before=before).refused()
    assert message == (
        'cannot set the supplementary groups of "root": Operation not permitted; '
        "this user namespace denies setgroups(2), use --keep-groups"
    )
    assert open_launcher.run("--keep-groups", "0:0", "/bin/true", before=before).status == 0


def test_an_id_that_is_not_mapped_is_not_taken_for_65534_as_which_it_reads(open_launcher: Launcher) -> None:
    """Every unmapped id reads as 65534: "already nobody" would keep the rights that root has outside."""
    outcome = open_launcher.run("nobody:nogroup", "/bin/true", before=("/usr/bin/unshare", "--user"))
    assert outcome.refused() == (
        'cannot set the gid of "nobody" to 65534: Invalid argument; '
        "is gid 65534 not mapped in this user namespace?"
    )


def test_a_uid_that_a_user_namespace_does_not_map_is_named(open_launcher: Launcher) -> None:
    before = ("/usr/bin/unshare", "--user", "--map-root-user")
    message = open_launcher.run("--keep-groups", "dxuser", "/bin/true", before=before).refused()
    assert message == (
        'cannot set the gid of "dxuser" to 5001: Invalid argument; '
        "is gid 5001 not mapped in this user namespace?"
    )


def test_the_interpreter_of_these_tests_is_known() -> None:
    assert sys.executable
