"""The warnings: each where it belongs, and none where nothing is to be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dropexec.explain.cautions import collect
from dropexec.explain.reach import Reach
from dropexec.explain.surroundings import Surroundings
from dropexec.launcher.plan import Plan

Planner = Callable[..., Plan]

AROUND = Surroundings(
    umask=0o022,
    directory="/",
    group_names={0: "root", 27: "sudo", 2001: "kafka"},
    member_of={2001: "kafka", 2002: "data"},
    login_gid=2001,
    initialised={2001: "kafka", 2002: "data"},
    limits={"nofile": (1024, 4096)},
)
FOUND = Reach("/", "/bin/k", [], own_rights=False)


def test_a_plain_plan_has_none(planned: Planner) -> None:
    assert collect(planned("kafka", "k"), AROUND, FOUND, 0o100755) == []


def test_limits_that_pam_would_have_set_name_file_entry_and_option(planned: Planner) -> None:
    around = replace(
        AROUND, limits_files=[("/l", "kafka - nofile 9\n@data hard core 1\n"), ("/m", "* soft core 0\n")]
    )
    assert collect(planned("kafka", "k"), around, FOUND, 0) == [
        (
            'su would have applied "* soft core 0" in /m and "@data hard core 1" in /l (pam_limits); '
            "add --rlimit core=0:1024 to keep it."
        ),
        'su would have applied "kafka - nofile 9" in /l (pam_limits); add --rlimit nofile=9 to keep it.',
    ]
    said = collect(planned("--rlimit=nofile=5", "--rlimit=core=0", "kafka", "k"), around, FOUND, 0)
    assert said == []


def test_what_pam_env_would_have_set_and_the_plan_has_not(planned: Planner) -> None:
    around = replace(
        AROUND, system_environment=("/e", "A=1 2\nHOME=/srv/kafka\nB=3\n"), user_environment=("/u", "C=1\n")
    )
    assert collect(planned("-e", "B=4", "kafka", "k"), around, FOUND, 0) == [
        "su would have set A from /e (pam_env); add --env 'A=1 2' if the command needs it.",
        "su may have set C from /u (pam_env with user_readenv=1); set with --env what the command needs.",
    ]


WARNINGS = [
    (("kafka:kafka", "k"), {}, 0o755, "su would also have given the groups data; add --init-groups"),
    (
        ("--keep-groups", "kafka", "k"),
        {},
        0o755,
        "--keep-groups leaves the target in the caller's groups root (0), sudo (27);",
    ),
    (("-E", "kafka", "k"), {"LD_PRELOAD": "x"}, 0o755, "The target gets LD_PRELOAD from the caller"),
    (
        ("kafka", "k"),
        {"PYTHONPATH": "x"},
        0o755,
        "The Python launcher of pip refuses to run as root while PYTHONPATH is set",
    ),
    (
        ("--ambient-caps=chown", "kafka", "k"),
        {},
        0o755,
        "Every program that the target starts also has CAP_CHOWN",
    ),
    (("kafka", "k"), {}, 0o4755, '"/bin/k" is set-user-ID, so it runs with other credentials'),
    (
        ("--no-new-privs", "kafka", "k"),
        {},
        0o6755,
        '"/bin/k" is set-user-ID and set-group-ID, which --no-new-privs',
    ),
]


@pytest.mark.parametrize(("words", "environment", "mode", "beginning"), WARNINGS)
def test_one_warning_each(
    planned: Planner, words: tuple[str, ...], environment: dict[str, str], mode: int, beginning: str
) -> None:
    (warning,) = collect(planned(*words, **environment), AROUND, FOUND, mode)
    assert warning.startswith(beginning)


def test_missing_rights_come_first_and_own_rights_are_admitted(planned: Planner) -> None:
    reach = Reach("/", None, ["cannot run"], own_rights=True)
    said = collect(planned("kafka", "k x", uid=7), AROUND, reach, 0)
    assert [warning.split(":")[0] for warning in said[:2]] == [
        "dropexec would end with status 125",
        "dropexec would fail",
    ]
    assert said[2].startswith(
        "The directory and the executable were looked up with this process's own rights"
    )
    assert said[3].startswith("The command is one word with blanks")
    assert len(said) == 4
