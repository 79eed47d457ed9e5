"""The page for people: whole, narrow, and harmless to a terminal."""

from __future__ import annotations

from collections.abc import Callable

from dropexec.explain.page import page, shown
from dropexec.explain.reach import Reach
from dropexec.explain.report import describe
from dropexec.explain.surroundings import Surroundings
from dropexec.launcher.plan import Plan

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


def test_what_is_not_printable_is_shown_by_its_bytes() -> None:
    assert shown("é\x1b[1m\n\u202e\udcff\x7f") == "é\\x1b[1m\\x0a\\xe2\\x80\\xae\\xff\\x7f"
