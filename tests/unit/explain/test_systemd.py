"""The directives of systemd: quoting, escapes, and what they cannot say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dropexec.explain.surroundings import Surroundings
from dropexec.explain.systemd import directives, gaps, quoted
from dropexec.launcher.database import Entry
from dropexec.launcher.plan import Plan
from tests.unit.explain import conftest

Planner = Callable[..., Plan]
AROUND = Surroundings(
    umask=0o022,
    directory="/",
    group_names={2001: "kafka", 2002: "data"},
    initialised={2001: "kafka", 2002: "data"},
    login_shell="/bin/bash",
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("plain/path-1.0", "plain/path-1.0"),
        ("", '""'),
        (";", '";"'),
        ("a b", '"a b"'),
        ("50%", "50%%"),
        ("$HOME", '"$$HOME"'),
        ("a\"b\\c'", '"a\\"b\\\\c\'"'),
        ("a\nb\tc\x01", '"a\\nb\\tc\\x01"'),
        ("\udcff", '"\\xff"'),
        ("é", '"é"'),
    ],
)
def test_a_word_is_quoted_against_specifiers_variables_and_splitting(word: str, expected: str) -> None:
    assert quoted(word) == expected


def test_all_directives_of_a_full_plan(planned: Planner) -> None:
    words = (
        "--umask=027", "--rlimit=nofile=1:2", "--rlimit=core=unlimited", "--nice=-5", "--oom-score-adj=-9",
        "--ambient-caps=chown", "--bounding-caps=chown,net_raw", "--no-new-privs", "-e", "A=1 %",
        "--preserve-env=X", "--argv0=k", "--chdir=/srv/50%", "kafka", "run", "$x",
    )  # fmt: skip
    plan = planned(*words, X="1", LANG="C", NOTIFY_SOCKET="/n")
    assert directives(plan, AROUND, "/srv/50%", "/opt/run") == [
        "User=kafka",
        "Group=kafka",
        "SupplementaryGroups=data",
        "WorkingDirectory=/srv/50%%",
        "UMask=0027",
        "LimitNOFILE=1:2",
        "LimitCORE=infinity",
        "Nice=-5",
        "OOMScoreAdjust=-9",
        "CapabilityBoundingSet=CAP_CHOWN CAP_NET_RAW",
        "AmbientCapabilities=CAP_CHOWN",
        "NoNewPrivileges=yes",
        "PassEnvironment=X",
        f"Environment=PATH={plan.environment['PATH'][0]}",
        'Environment="A=1 %%"',
        'ExecStart=@/opt/run k "$$x"',
    ]
    assert gaps(plan, AROUND, "/srv/50%") == []


def test_no_line_for_what_is_not_asked_for(planned: Planner) -> None:
    assert directives(planned("-e", "PATH=/bin", "kafka:kafka", "k"), AROUND, "/", "/opt/k") == [
        "User=kafka",
        "Group=kafka",
        "Environment=PATH=/bin",
        "ExecStart=/opt/k",
    ]


@pytest.mark.parametrize(
    ("directory", "fits"),
    [
        ("/srv/a b", True),
        ("/", False),
        ("relative", False),
        ("/srv/../etc", False),
        ("/srv/a..b", True),
        ("/srv/a ", False),
        ("/srv/a\\", False),
        ("/srv/a\x01", False),
    ],
)
def test_a_directory_that_the_directive_cannot_hold_has_no_line(
    planned: Planner, directory: str, fits: bool
) -> None:
    found = directives(planned(f"--chdir={directory}", "kafka", "k"), AROUND, directory, "/opt/k")
    assert [line for line in found if line.startswith("Working")] == (
        [f"WorkingDirectory={directory}"] if fits else []
    )


def test_a_dollar_is_doubled_in_commands_and_nowhere_else(planned: Planner) -> None:
    found = directives(planned("-e", "A=$b", "-e", "PATH=/bin", "kafka", "k", "$c"), AROUND, "/", "/opt/k")
    assert 'Environment="A=$b"' in found
    assert found[-1] == 'ExecStart=/opt/k "$$c"'


def test_groups_that_the_manager_adds_are_named(planned: Planner) -> None:
    assert gaps(planned("kafka:kafka", "k"), AROUND, "/") == [
        (
            "systemd: User= always adds the groups of the group database, here also data; "
            "no directive takes them away."
        )
    ]


def test_a_uid_without_account_is_said_to_be_refused(planned: Planner) -> None:
    (gap,) = gaps(planned("7:8", "k"), replace(AROUND, initialised={}), "/")
    assert gap.startswith("systemd: User=7 is refused (status 217/USER)")


@pytest.mark.parametrize(
    ("home", "shell", "lines"),
    [
        ("/srv/k", "/bin/sh", []),
        ("/", "/bin/bash", ["Environment=HOME=/"]),
        ("/srv/k", "/usr/sbin/nologin", ["Environment=SHELL=/bin/sh"]),
        ("/srv/k", "/dev/null", ["Environment=SHELL=/bin/sh"]),
        ("/srv/k", "", ["Environment=SHELL=/bin/sh"]),
    ],
)
def test_what_the_manager_leaves_out_of_the_account_is_set(
    planned: Planner, monkeypatch: pytest.MonkeyPatch, home: str, shell: str, lines: list[str]
) -> None:
    account = Entry(name="kafka", uid=1001, gid=2001, home=home, shell=shell)
    monkeypatch.setattr(conftest, "KAFKA", account)
    plan = planned("-e", "PATH=/bin", "kafka", "k")
    found = directives(plan, replace(AROUND, login_shell=shell), "/", "/opt/k")
    assert [line for line in found if line.startswith("Environment=") and "PATH" not in line] == lines
