"""The page for people: whole, narrow, and harmless to a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dropexec.explain.page import page, shown
from dropexec.explain.reach import Reach
from dropexec.explain.report import describe
from dropexec.explain.surroundings import Surroundings
from dropexec.launcher.capability import NAMES
from dropexec.launcher.plan import Plan
from tests.unit.explain.conftest import altered

AROUND = Surroundings(umask=0o022, directory="/", group_names={2001: "kafka", 2002: "data"})


def test_the_page_of_a_plan(planned: Callable[..., Plan]) -> None:
    plan = planned("-e", "PATH=/bin", "-e", "A=\udcff", "--unset-env=S*", "kafka", "run", "a b")
    reach = Reach(None, None, ["cannot run it"], own_rights=False)
    assert page(describe(plan, AROUND, reach, 0)) == (
        "Warnings\n"
        "  ! dropexec would fail: cannot run it.\n"
        "\n"
        "Who\n"
        "  user          kafka (1001)\n"
        "  group         kafka (2001)\n"
        "  groups        kafka (2001), data (2002)\n"
        "\n"
        "What\n"
        "  command       run 'a b'\n"
        "  executable    none that the target can run\n"
        "  directory     /\n"
        "\n"
        "Environment\n"
        "  set         A        \\xff\n"
        "  account     HOME     /srv/kafka\n"
        "  account     LOGNAME  kafka\n"
        "  set         PATH     /bin\n"
        "  account     USER     kafka\n"
        "\n"
        "Attributes\n"
        "  umask         0022\n"
        "  limits        the caller's\n"
        "\n"
        "Capabilities\n"
        "  ambient       none\n"
        "  bounding      all\n"
        "  inheritable   none\n"
        "  permitted     none\n"
        "  effective     none\n"
        "  no_new_privs  no\n"
        "\n"
        "The same with setpriv\n"
        "  setpriv --reuid=1001 --regid=2001 --groups=2001,2002 --inh-caps=-all -- env -i PATH=/bin \\\n"
        "    HOME=/srv/kafka USER=kafka LOGNAME=kafka 'A=\\xff' run 'a b'\n"
        "\n"
        "The same with systemd\n"
        "  User=kafka\n"
        "  Group=kafka\n"
        "  SupplementaryGroups=data\n"
        "  Environment=PATH=/bin\n"
        "  UnsetEnvironment=SHELL\n"
        '  ExecStart=run "a b"\n'
        "\n"
        "  ! What is written \\xNN cannot be shown; take the line from --json.\n"
        "\n"
        "Notes\n"
        "  - systemd: Environment= cannot hold A; the name or the value has bytes that it refuses.\n"
    )


def whole(plan: Plan) -> str:
    return page(describe(plan, AROUND, Reach("/", "/bin/run", [], own_rights=False), 0))


def test_a_page_without_notes_and_warnings_has_neither_heading(planned: Callable[..., Plan]) -> None:
    text = whole(planned("kafka", "run"))
    assert text.startswith("Who\n")
    assert "Notes" not in text


@pytest.mark.parametrize(
    ("kept", "shown_as"),
    [
        ("none", "none"),
        ("chown,net_raw", "chown net_raw"),
        (",".join(NAMES[2:]), f"all but {NAMES[0]} {NAMES[1]}"),
        (",".join(NAMES), "all"),
    ],
)
def test_a_capability_set_is_shown_by_the_shorter_list(
    planned: Callable[..., Plan], kept: str, shown_as: str
) -> None:
    assert f"\n  bounding      {shown_as}\n" in whole(planned(f"--bounding-caps={kept}", "kafka", "run"))


def test_every_attribute_that_is_asked_for_has_a_row(planned: Callable[..., Plan]) -> None:
    options = ("--nice=-5", "--oom-score-adj=7", "--pdeathsig=TERM", "--chown-stdio")
    plan = planned(*options, "--rlimit=nofile=1:unlimited", "--argv0=k", "kafka", "run")
    text = whole(altered(plan, no_tty=True))
    for row in (
        "argv[0]       k",
        "limit nofile  1 soft, unlimited hard",
        "nice          -5",
        "oom score adj 7",
        "pdeathsig     TERM",
        "terminal      given up",
        "stdio         given to the target",
    ):
        assert f"\n  {row}\n" in text
    assert "limits  " not in text


def test_a_confined_process_has_a_row_with_its_domain(planned: Callable[..., Plan]) -> None:
    around = replace(AROUND, security=("apparmor", "/usr/bin/a (enforce)"))
    text = page(describe(planned("kafka", "run"), around, Reach("/", "/r", [], own_rights=False), 0))
    assert "\n  apparmor      /usr/bin/a (enforce) before the exec\n" in text
    assert "apparmor" not in whole(planned("kafka", "run"))


def test_an_empty_environment_is_said_to_be_empty(planned: Callable[..., Plan]) -> None:
    assert "\nEnvironment\n  empty\n" in whole(planned("--unset-env=*", "kafka", "run"))


def test_a_relative_directory_that_cannot_be_entered_is_shown_whole(planned: Callable[..., Plan]) -> None:
    reach = Reach(None, None, ["cannot enter it"], own_rights=False)
    around = replace(AROUND, directory="/srv")
    for options, directory in (((), "/srv"), (("--chdir=a",), "/srv/a"), (("--chdir=/a",), "/a")):
        text = page(describe(planned(*options, "kafka", "run"), around, reach, 0))
        assert f"\n  directory     {directory}\n" in text


@pytest.mark.parametrize(
    ("kept", "listen", "shown_as"),
    [((), 0, "closed above 2"), ((3, 7), 2, "closed above 2, but 3, 7, 4")],
)
def test_descriptors_that_stay_are_listed_once(
    planned: Callable[..., Plan], kept: tuple[int, ...], listen: int, shown_as: str
) -> None:
    text = whole(altered(planned("--close-fds", "kafka", "run"), keep_fds=kept, listen=listen))
    assert f"\n  descriptors   {shown_as}\n" in text


def test_what_is_not_printable_is_shown_by_its_bytes() -> None:
    assert shown("é\x1b[1m\n\u202e\udcff\x7f") == "é\\x1b[1m\\x0a\\xe2\\x80\\xae\\xff\\x7f"
