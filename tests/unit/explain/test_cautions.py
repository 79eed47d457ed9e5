"""The warnings: each where it belongs, and none where nothing is to be said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dropexec.explain import cautions, su
from dropexec.explain.cautions import collect
from dropexec.explain.reach import Reach
from dropexec.explain.su import notes
from dropexec.explain.surroundings import Surroundings
from dropexec.explain.warning import WARNINGS as IDS
from dropexec.explain.warning import Caution
from dropexec.launcher.caller import Caller
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
        Caution(
            "pam-limits",
            'su would have applied "* soft core 0" in /m and "@data hard core 1" in /l (pam_limits); '
            "add --rlimit core=0:1024 to keep it.",
        ),
        Caution(
            "pam-limits",
            'su would have applied "kafka - nofile 9" in /l (pam_limits); add --rlimit nofile=9 to keep it.',
        ),
    ]
    said = collect(planned("--rlimit=nofile=5", "--rlimit=core=0", "kafka", "k"), around, FOUND, 0)
    assert said == []


def test_limits_of_the_login_group_are_named_where_another_group_is_asked_for(planned: Planner) -> None:
    around = replace(AROUND, limits_files=[("/l", "@:2001 - nofile 3\n")], member_of={})
    assert [one.id for one in collect(planned("kafka:data", "k"), around, FOUND, 0)] == ["pam-limits"]
    around = replace(around, login_gid=None)
    assert collect(planned("kafka:data", "k"), around, FOUND, 0) == []
    around = replace(around, limits_files=[("/l", "@:2002 - nofile 3\n")])
    assert [one.id for one in collect(planned("kafka:data", "k"), around, FOUND, 0)] == ["pam-limits"]


def test_what_pam_env_would_have_set_and_the_plan_has_not(planned: Planner) -> None:
    around = replace(
        AROUND, system_environment=("/e", "A=1 2\nHOME=/srv/kafka\nB=3\n"), user_environment=("/u", "C=1\n")
    )
    assert collect(planned("-e", "B=4", "kafka", "k"), around, FOUND, 0) == [
        Caution(
            "pam-environment",
            "su would have set A from /e (pam_env); add --env 'A=1 2' if the command needs it.",
        ),
        Caution(
            "pam-environment",
            "su may have set C from /u (pam_env with user_readenv=1); set with --env what the command needs.",
        ),
    ]


WARNINGS = [
    ("fewer-groups", ("kafka:kafka", "k"), {}, 0o755, "su would also have given the groups data; add"),
    (
        "callers-groups",
        ("--keep-groups", "kafka", "k"),
        {},
        0o755,
        "--keep-groups leaves the target in the caller's groups root (0), sudo (27);",
    ),
    (
        "code-from-environment",
        ("-E", "kafka", "k"),
        {"LD_PRELOAD": "x"},
        0o755,
        "The target gets LD_PRELOAD from the caller",
    ),
    (
        "session-of-another-user",
        ("-E", "kafka", "k"),
        {"XDG_RUNTIME_DIR": "/run/user/0", "XAUTHORITY": "/root/.Xauthority"},
        0o755,
        "The target gets XAUTHORITY, XDG_RUNTIME_DIR from the caller, which lead to the session of uid 0;",
    ),
    (
        "session-of-another-user",
        ("--preserve-env=KRB5CCNAME", "kafka", "k"),
        {"KRB5CCNAME": "FILE:/tmp/krb5cc_0"},
        0o755,
        "The target gets KRB5CCNAME from the caller, which leads to the session of uid 0;",
    ),
    (
        "python-environment",
        ("kafka", "k"),
        {"PYTHONPATH": "x"},
        0o755,
        "The Python launcher of pip refuses to run as root while PYTHONPATH is set",
    ),
    (
        "ambient-capabilities",
        ("--ambient-caps=chown", "kafka", "k"),
        {},
        0o755,
        "Every program that the target starts also has CAP_CHOWN",
    ),
    ("set-id", ("kafka", "k"), {}, 0o4755, '"/bin/k" is set-user-ID, so it runs with other credentials'),
    (
        "set-id",
        ("--no-new-privs", "kafka", "k"),
        {},
        0o6755,
        '"/bin/k" is set-user-ID and set-group-ID, which --no-new-privs',
    ),
]


@pytest.mark.parametrize(("name", "words", "environment", "mode", "beginning"), WARNINGS)
def test_one_warning_each(
    planned: Planner,
    name: str,
    words: tuple[str, ...],
    environment: dict[str, str],
    mode: int,
    beginning: str,
) -> None:
    (warning,) = collect(planned(*words, **environment), AROUND, FOUND, mode)
    assert (warning.id, warning.message[: len(beginning)]) == (name, beginning)


def test_what_the_command_line_sets_is_nothing_of_the_callers(planned: Planner) -> None:
    words = ("-E", "--env=LD_PRELOAD=/opt/a.so", "kafka", "k")
    assert collect(planned(*words, LD_PRELOAD="x"), AROUND, FOUND, 0) == []


def test_variables_of_the_callers_own_session_are_none_of_another_users(planned: Planner) -> None:
    plan = planned("-E", "kafka", "k", uid=1001, XDG_RUNTIME_DIR="/run/user/1001")
    found = collect(plan, AROUND, FOUND, 0o755)
    assert "session-of-another-user" not in [warning.id for warning in found]


def test_a_directory_that_the_target_may_not_enter_is_named(planned: Planner) -> None:
    reach = replace(FOUND, denied="/root")
    assert collect(planned("kafka", "k"), AROUND, reach, 0o755) == [
        Caution(
            "directory-denied",
            '"kafka" may not enter "/root", the directory that it starts in; '
            "add --chdir=/ or another directory.",
        )
    ]


@pytest.mark.parametrize(
    ("security", "words"),
    [
        (("selinux", "system_u:system_r:init_t:s0"), 'SELinux domain "system_u:system_r:init_t:s0"'),
        (("apparmor", "docker-default (enforce)"), 'AppArmor as "docker-default (enforce)"'),
    ],
)
def test_a_security_modules_transition_under_no_new_privs_is_explained(
    planned: Planner, security: tuple[str, str], words: str
) -> None:
    around = replace(AROUND, security=security)
    (warning,) = collect(planned("--no-new-privs", "kafka", "k"), around, FOUND, 0o755)
    assert warning.id == "no-new-privs-transition"
    assert words in warning.message
    assert collect(planned("kafka", "k"), around, FOUND, 0o755) == []


def test_as_pid_1_the_target_is_told_of_sigterm(planned: Planner) -> None:
    plan = planned("kafka", "k")
    first = plan.carried_out_by(type(plan.caller)(**{**_fields(plan.caller), "pid": 1}))
    (warning,) = collect(first, AROUND, FOUND, 0o755)
    assert warning.id == "pid-1-sigterm"
    assert "SIGTERM" in warning.message


def test_missing_rights_come_first_and_own_rights_are_admitted(planned: Planner) -> None:
    reach = Reach("/", None, ["cannot run"], own_rights=True, status=126)
    said = collect(planned("kafka", "k x", uid=7), AROUND, reach, 0)
    assert [warning.id for warning in said] == [
        "would-fail",
        "would-fail",
        "own-rights",
        "command-is-one-word",
    ]
    assert said[0].message.startswith("dropexec would end with status 125: cannot become ")
    assert said[1].message == "dropexec would fail: cannot run."


def test_nologin_and_profiles_are_notes_and_no_warnings(planned: Planner) -> None:
    around = replace(AROUND, login_shell="/opt/x/nologin", profiles=["/etc/profile", "/srv/kafka/.profile"])
    plan = planned("kafka", "k")
    assert collect(plan, around, FOUND, 0o755) == []
    first, second = notes(plan, around)
    assert first.startswith("su would have run /opt/x/nologin, which lets nobody in")
    assert second.startswith("A login shell (su -) would have read /etc/profile and /srv/kafka/.profile;")
    assert notes(plan, AROUND) == []


def test_every_id_is_in_the_table_and_the_manual_page() -> None:
    page = Path(__file__).parents[3].joinpath("man/dropexecctl.1").read_text(encoding="utf-8")
    source = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in (cautions, su))
    said = set(re.findall(r'Caution\(\s*"([a-z0-9-]+)"', source))
    assert said == set(IDS)
    for name in IDS:
        assert f".It Cm {name}\n" in page


def _fields(caller: Caller) -> dict[str, object]:
    return {name: getattr(caller, name) for name in caller.__slots__}
