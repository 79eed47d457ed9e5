"""The data themselves: whole, cited, and free of what must not be in them."""

from __future__ import annotations

import re

import pytest

from dropexec.compat.load import CATALOGUE, catalogue, written_claims
from dropexec.compat.model import Evidence, Implementation, ReleaseClaims, Row
from dropexec.compat.values import Value
from dropexec.recording.ending import Ending

KNOWN = catalogue()

NAMES = {
    "busybox-su", "bwrap", "capsh", "catatonit", "chpst", "chroot", "coreutils-su", "daemon", "doas",
    "dropexec", "dumb-init", "flock", "gosu", "pkexec", "rhel-daemon", "runsv", "s6-setuidgid",
    "script", "setpriv", "setsid", "setuidgid", "sg", "shadow-su", "start-stop-daemon", "su-exec",
    "sudo", "sudo-rs", "sudo-rs-su", "supervisord", "systemd-run-scope", "systemd-run-wait",
    "systemd-user", "timeout", "timeout-kill", "tini", "toybox-su", "unshare", "unshare-pid",
    "unshare-pid-kill", "upstart-setuid", "util-linux-runuser", "util-linux-su", "util-linux-su-pty",
}  # fmt: skip

FACTS = {
    "forks", "processes_between", "term_reaches_target", "term_sent_to", "term_deliveries", "grace_seconds",
    "escalates_to", "escalation", "target_finished", "orphaned", "tool_end", "target_end", "waits_for_target",
}  # fmt: skip

SLOW_SECONDS = 5.0
"""What the target of the scenario `slow` takes to end."""

RELEASES = {
    "debian": "7 8 9 10 11 12 13 sid",
    "ubuntu": "12.04 14.04 16.04 18.04 20.04 22.04 24.04 25.10",
    "rhel": "5 6 7 8 9 10",
    "centos": "5 6 7 8 9 10",
    "almalinux": "8 9 10",
    "rocky": "8 9 10",
    "ol": "5 6 7 8 9 10",
    "amzn": "2018.03 2 2023",
    "fedora": "14 17 18 42 43",
    "opensuse": "12.3 13.2",
    "opensuse-leap": "15.0 15.6 16.0",
    "opensuse-tumbleweed": "rolling",
    "sles": "11 12 15 16.0",
    "arch": "rolling",
    "gentoo": "rolling",
    "void": "rolling",
    "slackware": "14.2 15.0 current",
    "alpine": "3.12 3.22 edge",
    "nixos": "18.09 25.05",
    "openwrt": "24.10",
    "photon": "3.0 5.0",
}


def _of(release: str) -> ReleaseClaims:
    distribution, _, number = release.partition(":")
    row = KNOWN.distributions[distribution].row(number)
    assert row is not None
    return KNOWN.claims_of(row)


def test_every_implementation_of_the_list_is_there_and_no_other() -> None:
    assert set(KNOWN.implementations) == NAMES


def test_every_fact_of_a_probe_is_a_behaviour_of_its_own_name() -> None:
    assert set(KNOWN.behaviours) >= FACTS
    assert all(KNOWN.behaviours[fact].fact == fact for fact in FACTS)
    assert {item.fact for item in KNOWN.behaviours.values() if item.fact} == FACTS


@pytest.mark.parametrize("distribution", RELEASES)
def test_every_release_of_the_list_has_a_row_and_claims(distribution: str) -> None:
    for release in RELEASES[distribution].split():
        assert len(_of(f"{distribution}:{release}").claims) == len(KNOWN.behaviours)


@pytest.mark.parametrize("row", list(KNOWN.rows()), ids=lambda row: f"{row.distribution}:{row.release}")
def test_a_row_is_found_by_its_own_release_and_codename(row: Row) -> None:
    assert KNOWN.distributions[row.distribution].row(row.release) is row
    assert row.codename is None or KNOWN.distributions[row.distribution].row(row.codename.upper()) is row


@pytest.mark.parametrize("item", list(KNOWN.implementations.values()), ids=lambda item: item.name)
def test_a_tool_that_executes_in_place_leaves_nothing_between_and_one_that_forks_does(
    item: Implementation,
) -> None:
    for part in item.ranges:
        if part["forks"].value is False:
            assert part["processes_between"].value == 0
            assert (part["grace_seconds"].value, part["escalates_to"].value, part["message"].value) == (
                None,
            ) * 3
            assert {part[f"signal_{name}"].value for name in ("hup", "int", "alrm", "chld")} == {"own"}
        else:
            assert part["processes_between"].value != 0
            assert part["kill_orphans_target"].value is True


@pytest.mark.parametrize("item", list(KNOWN.implementations.values()), ids=lambda item: item.name)
def test_the_claims_on_a_forced_kill_agree_with_one_another(item: Implementation) -> None:
    for part in item.ranges:
        kills = {part[name].value is not None for name in ("grace_seconds", "escalates_to", "escalation")}
        assert len(kills) == 1
        if part["term_reaches_target"].value is True:
            grace = part["grace_seconds"].value
            assert part["target_finished"].value is not (isinstance(grace, float) and grace < SLOW_SECONDS)


@pytest.mark.parametrize(
    ("release", "end"),
    [
        ("centos:5.11", Ending(status=255)),
        ("centos:6.0", Ending(status=255)),
        ("centos:6.10", Ending(signal="SIGTERM")),
        ("centos:7", Ending(status=1)),
        ("rocky:8.9", Ending(signal="SIGTERM")),
        ("debian:9", Ending(status=255)),
        ("debian:12", Ending(signal="SIGTERM")),
        ("alpine:3.20.3", Ending(status=0)),
        ("amzn:2018.03", Ending(status=1)),
        ("slackware:14.2", Ending(status=0)),
    ],
)
def test_one_sigterm_has_many_endings(release: str, end: Value) -> None:
    assert _of(release)["tool_end"].value == end


def test_that_a_claim_was_probed_is_said_by_the_recordings_alone() -> None:
    assert [
        (item.name, part.release.id, claim.behaviour)
        for item in written_claims().implementations.values()
        for part in item.ranges
        for claim in part.claims
        if claim.evidence is Evidence.PROBED
    ] == []


def test_each_level_of_evidence_is_in_use() -> None:
    levels = {
        claim.evidence
        for item in KNOWN.implementations.values()
        for part in item.ranges
        for claim in part.claims
    }
    assert levels == set(Evidence)


@pytest.mark.parametrize("file", sorted(CATALOGUE.rglob("*.toml")), ids=lambda file: file.name)
def test_the_files_hold_no_path_of_a_machine_and_no_address(file: object) -> None:
    text = str(getattr(file, "read_text")(encoding="utf-8"))  # noqa: B009
    assert re.findall(r"/tmp\b|/root\b|localhost|127\.0\.0\.1", text) == []
    assert all(ord(character) < 128 for character in text)
