from __future__ import annotations

import pytest

from dropexec.compat.identify import Here
from dropexec.compat.load import catalogue
from dropexec.compat.lookup import find
from dropexec.compat.model import Row
from dropexec.compat.report import text

KNOWN = catalogue()
RELEASES = [f"{row.distribution}:{row.release}" for row in KNOWN.rows()]
NAMES = [*KNOWN.implementations, *KNOWN.distributions, "su", *RELEASES]


def _here(package: str | None, *, full: bool = False) -> str:
    row = find(KNOWN, "debian:12")
    assert isinstance(row, Row)
    return text.here(KNOWN, Here(row, KNOWN.claims_of(row), "/usr/bin/su", package), full=full)


@pytest.mark.parametrize("name", NAMES)
def test_a_summary_has_at_most_twelve_lines_of_eighty_columns_and_says_where_to_read_on(name: str) -> None:
    lines = text.found(KNOWN, find(KNOWN, name), full=False).splitlines()
    assert len(lines) <= 12
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line.startswith("more      dropexecctl compat ")]


@pytest.mark.parametrize("name", [*KNOWN.implementations, *KNOWN.distributions, "debian:12", "centos:6"])
def test_in_full_no_line_is_wide_but_a_source_that_has_no_blank(name: str) -> None:
    lines = text.found(KNOWN, find(KNOWN, name), full=True).splitlines()
    assert [line for line in lines if len(line) > 80 and " " in line.strip()] == []


def test_the_list_has_every_name_and_no_line_is_wide() -> None:
    shown = text.listing(KNOWN)
    for name in [*KNOWN.implementations, *KNOWN.distributions]:
        assert f"  {name} " in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_release_is_who_outcome_seconds_status_reload_shell_evidence_and_what_to_do() -> None:
    row = find(KNOWN, "debian:12")
    assert isinstance(row, Row)
    assert (
        text.found(KNOWN, row, full=False)
        == f"""\
Debian 12: util-linux-su {row.version}
outcome   kills-slow-shutdown. TimeoutStopSec is not honoured: the service is
          killed 2 s after SIGTERM.
seconds   2 s from SIGTERM to SIGKILL, in any case
status    SIGTERM, whether the service ends at once or needs 5 s
reload    SIGHUP is lost: a reload does nothing
-c CMD    dash forks: the service gets no signal and lives on; write 'exec CMD'
evidence  probed on Debian 12, 2.38.1
do        dropexec USER COMMAND [ARGUMENT]...
more      dropexecctl compat show debian:12 --full; man 7 dropexec-compat
"""
    )


def test_in_full_a_release_has_every_question_and_its_answer() -> None:
    shown = text.found(KNOWN, find(KNOWN, "centos:6.10"), full=True)
    assert "eurolinux-enterprise-linux-sources/coreutils@c117e43" in shown
    for behaviour in KNOWN.behaviours.values():
        assert f"\n    {behaviour.id}: " in shown


def test_a_distribution_is_one_line_a_release_the_newest_last() -> None:
    lines = text.found(KNOWN, find(KNOWN, "debian"), full=False).splitlines()
    assert lines[0] == "Debian"
    assert lines[-2].split()[:2] == ["sid", "util-linux-su"]
    assert lines[1].endswith(" more before these: --full)")
    full = text.found(KNOWN, find(KNOWN, "debian"), full=True)
    assert all(
        f"\n  {row.release:<8} {row.implementation}" in full for row in KNOWN.distributions["debian"].rows
    )


def test_an_implementation_has_every_release_stretch_in_full() -> None:
    shown = text.found(KNOWN, KNOWN.implementations["shadow-su"], full=True)
    for part in KNOWN.implementations["shadow-su"].ranges:
        assert f"\nshadow-su {part.release.versions}: " in shown


def test_a_command_of_several_programs_names_them_all() -> None:
    shown = text.found(KNOWN, find(KNOWN, "su"), full=False)
    assert all(f"\n  {name} " in shown for name in ("busybox-su", "shadow-su", "util-linux-su"))


def test_this_machine_has_the_file_and_its_package() -> None:
    lines = _here("util-linux").splitlines()
    assert lines[1] == "file      /usr/bin/su (package util-linux)"
    assert lines[-1] == "more      dropexecctl compat here --full; man 7 dropexec-compat"
    assert len(lines) <= 12
    assert "file      /usr/bin/su (no package)\n" in _here(None, full=True)
