from __future__ import annotations

from dropexec.compat.identify import Here
from dropexec.compat.load import catalogue
from dropexec.compat.lookup import find
from dropexec.compat.model import Row
from dropexec.compat.report import text

KNOWN = catalogue()


def test_the_list_has_every_name_and_no_line_is_wide() -> None:
    shown = text.listing(KNOWN)
    for name in [*KNOWN.implementations, *KNOWN.distributions]:
        assert f"  {name} " in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_a_distribution_is_one_line_a_release_with_its_verdict() -> None:
    shown = text.found(KNOWN, find(KNOWN, "debian"))
    assert "  12       util-linux-su    2.38.1-5+deb12u3             kills-slow-shutdown (source)\n" in shown
    assert shown.endswith("One release in full: compat show debian:sid\n")


def test_a_release_has_the_verdict_the_consequence_and_every_question() -> None:
    shown = text.found(KNOWN, find(KNOWN, "centos:6.10"))
    assert shown.startswith(
        "centos 6: coreutils-su 8.4-47.el6\n  source: eurolinux-enterprise-linux-sources/coreutils@c117e43"
    )
    assert (
        "\nkills-slow-shutdown. TimeoutStopSec is not honoured: the service is killed 2 s after SIGTERM.\n"
        in shown
    )
    for behaviour in KNOWN.behaviours.values():
        assert f"\n  {behaviour.question}\n    {behaviour.id}: " in shown
    assert "To settle: nixpkgs 24.05" in text.found(KNOWN, find(KNOWN, "nixos:24.05"))


def test_an_implementation_has_every_release_stretch() -> None:
    shown = text.found(KNOWN, KNOWN.implementations["shadow-su"])
    for part in KNOWN.implementations["shadow-su"].ranges:
        assert f"\nshadow-su {part.release.versions}: " in shown
    assert "tool_end: ?" in shown


def test_this_machine_begins_with_the_file_and_its_package() -> None:
    row = find(KNOWN, "debian:12")
    assert isinstance(row, Row)
    claims = KNOWN.claims_of(row)
    assert text.here(KNOWN, Here(row, claims, "/usr/bin/su", "util-linux")).startswith(
        "su is /usr/bin/su, of package util-linux\ndebian 12: util-linux-su "
    )
    assert text.here(KNOWN, Here(row, claims, "/bin/su", None)).startswith("su is /bin/su, of no package\n")
