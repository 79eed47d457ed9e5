"""crontabs: which lines run what as whom, and the percent sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.lint.command import Role
from dropexec.lint.documents import crontab, kinds
from dropexec.lint.source import Source
from tests.unit.lint.conftest import Lint, rules

SYSTEM = "SHELL=/bin/sh\n# m h dom mon dow user command\n17 * * * * root cd / && run-parts /etc/cron.hourly\n"


def entry(line: str, system: bool = True) -> crontab.Entry:
    [found] = crontab.entries(line, system)
    return found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/etc/crontab", SYSTEM),
        ("/etc/cron.d/php", "09,39 *     * * *     root   [ -x /usr/lib/php ] && /usr/lib/php\n"),
        ("/var/spool/cron/crontabs/orchid", "@daily /srv/orchid/rotate\n"),
        ("/var/spool/cron/orchid", 'MAILTO=""\n*/5 1-3 * jan mon-fri /srv/orchid/rotate\n'),
        ("deploy/app.crontab", "@reboot root su orchid -c serve\n"),
    ],
)
def test_a_crontab_is_recognised(path: str, text: str) -> None:
    assert kinds.kind_of(path, text) is kinds.Kind.CRONTAB


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/etc/cron.d/README", "Files in this directory are read by cron.\n"),
        ("/etc/cron.daily/apt", "#!/bin/sh\nsu orchid -c true\n"),
        ("notes", SYSTEM),
        ("/etc/default/cron", "EXTRA_OPTS=\nsu orchid\n"),
    ],
)
def test_another_file_is_none(path: str, text: str) -> None:
    assert kinds.kind_of(path, text) is not kinds.Kind.CRONTAB


@pytest.mark.parametrize(
    ("line", "system", "schedule", "command", "fed"),
    [
        ("@reboot root a b", True, "@reboot", "a b", None),
        ("@reboot root a b", False, "@reboot", "root a b", None),
        ("1 2 3 4 5 root  x", True, "1 2 3 4 5", "x", None),
        ("1 2 3 4 5 x\\%y%in", False, "1 2 3 4 5", "x%y", "in\n"),
        ("@daily x%", False, "@daily", "x", ""),
        ("@daily x%a%b\\%c", False, "@daily", "x", "a\nb%c\n"),
        ("@daily x \\\\ y", False, "@daily", "x \\ y", None),
        ("@daily x \\y \\", False, "@daily", "x \\y \\", None),
        ("@daily x\\\\%y", False, "@daily", "x\\", "y\n"),
    ],
)
def test_a_line_is_read_as_crontab_5_says(
    line: str, system: bool, schedule: str, command: str, fed: str | None
) -> None:
    found = entry(line, system)
    assert (found.schedule, found.command, found.input) == (schedule, command, fed)


@given(command=st.text(st.sampled_from("ab \\'\"$&;"), min_size=1, max_size=20).map(str.strip).filter(bool))
def test_what_is_written_is_what_cron_hands_on(command: str) -> None:
    written = crontab.Passage(entry("@daily x", False)).encode(f"{command}%%", 0)
    assert written is not None
    assert entry(f"@daily x{written}", False).command == f"x{command}%%"


def test_a_job_is_waited_for_and_never_signalled(lint: Lint) -> None:
    document = crontab.read(Source("crontab", b"@reboot root su orchid -c 'exec serve'\n"))
    assert [command.role for command in document.commands] == [Role.STEP]
    assert rules(lint("crontab", "@reboot root su orchid -c 'exec serve'\n")) == []


def test_the_field_for_the_user_takes_its_place(lint: Lint) -> None:
    text = "1 2 * * * root su orchid -c 'date +\\%F' >/dev/null\n"
    result = lint("crontab", text, only=("user-directive",), mends=True, unsafe=True)
    assert result.after.data == b"1 2 * * * orchid date +\\%F >/dev/null\n"


def test_a_users_own_crontab_has_no_such_field(lint: Lint) -> None:
    path = "/var/spool/cron/crontabs/root"
    assert rules(lint(path, "@daily su orchid -c x\n", only=("user-directive",))) == []
