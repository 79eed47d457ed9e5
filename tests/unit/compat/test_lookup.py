from __future__ import annotations

import pytest

from dropexec.compat import names
from dropexec.compat.load import catalogue
from dropexec.compat.lookup import Command, UnknownNameError, find
from dropexec.compat.model import Distribution, Implementation, Row

KNOWN = catalogue()


@pytest.mark.parametrize("name", ["util-linux-su", "UTIL-LINUX-SU", " util-linux-su "])
def test_an_implementation_is_found_by_its_name(name: str) -> None:
    assert find(KNOWN, name) is KNOWN.implementations["util-linux-su"]


@pytest.mark.parametrize(
    "name", ["debian:12", "Debian:12", "debian:bookworm", "debian:BOOKWORM", "debian:12.7"]
)
def test_a_release_is_found_by_number_part_number_and_codename(name: str) -> None:
    found = find(KNOWN, name)
    assert isinstance(found, Row)
    assert (found.distribution, found.release) == ("debian", "12")


def test_a_distribution_is_itself_unless_it_has_but_one_release() -> None:
    assert isinstance(find(KNOWN, "debian"), Distribution)
    assert isinstance(find(KNOWN, "arch"), Row)


def test_a_name_of_both_would_be_an_implementation() -> None:
    assert set(KNOWN.implementations).isdisjoint(KNOWN.distributions)
    assert isinstance(find(KNOWN, "sudo"), Implementation)


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("bookworm", "debian:12"),
        ("jammy", "ubuntu:22.04"),
        ("debian:12.5", "debian:12"),
        ("debian:stable", "debian:13"),
        ("debian:oldstable", "debian:12"),
        ("debian:testing", "debian:14"),
        ("debian:unstable", "debian:sid"),
        ("rhel:8.9", "rhel:8"),
        ("redhat:9", "rhel:9"),
        ("el8", "rhel:8"),
        ("fc38", "fedora:38"),
        ("sles:15-sp6", "sles:15.6"),
        ("SLES:15-SP6", "sles:15.6"),
        ("sles:15sp4", "sles:15.4"),
        ("centos:stream9", "centos:9"),
        ("centos:stream-9", "centos:9"),
        ("oracle:8", "ol:8"),
        ("oraclelinux:9", "ol:9"),
        ("amazonlinux:2", "amzn:2"),
        ("archlinux", "arch:rolling"),
        ("arch:2026.11.01", "arch:rolling"),
        ("leap:15.6", "opensuse-leap:15.6"),
        ("tumbleweed", "opensuse-tumbleweed:rolling"),
        ("alpine:v3.20", "alpine:3.20"),
        ("linuxmint:21", "ubuntu:22.04"),
        ("linuxmint:21.3", "ubuntu:22.04"),
        ("pop:22.04", "ubuntu:22.04"),
        ("kali", "debian:sid"),
        ("kali:rolling", "debian:sid"),
        ("raspbian:11", "debian:11"),
        ("raspbian:bullseye", "debian:11"),
        ("proxmox:8", "debian:12"),
        ("devuan:5", "debian:12"),
        ("devuan:daedalus", "debian:12"),
        ("manjaro", "arch:rolling"),
    ],
)
def test_a_release_is_found_by_the_name_that_people_use(name: str, release: str) -> None:
    found = find(KNOWN, name)
    assert isinstance(found, Row)
    assert f"{found.distribution}:{found.release}" == release


def test_rawhide_is_the_newest_fedora() -> None:
    assert find(KNOWN, "fedora:rawhide") is KNOWN.distributions["fedora"].rows[-1]


@pytest.mark.parametrize(("name", "parent"), [("linuxmint", "ubuntu"), ("proxmox", "debian")])
def test_a_derivative_without_a_release_is_its_parent(name: str, parent: str) -> None:
    assert find(KNOWN, name) is KNOWN.distributions[parent]


@pytest.mark.parametrize(
    ("name", "implementation"),
    [("setpriv", "setpriv"), ("busybox", "busybox-su"), ("gosu", "gosu"), ("toybox", "toybox-su")],
)
def test_the_name_of_a_program_is_that_program(name: str, implementation: str) -> None:
    found = find(KNOWN, name)
    assert isinstance(found, Implementation)
    assert found.name == implementation


def test_a_command_that_several_programs_have_is_all_of_them() -> None:
    found = find(KNOWN, "su")
    assert isinstance(found, Command)
    assert {"busybox-su", "shadow-su", "util-linux-su"} <= {item.name for item in found.implementations}
    found = find(KNOWN, "runuser")
    assert isinstance(found, Command)
    assert [item.name for item in found.implementations] == ["coreutils-su", "util-linux-runuser"]


@pytest.mark.parametrize("name", names.DERIVATIVES)
def test_a_derivative_has_a_parent_that_is_known_and_its_releases(name: str) -> None:
    parent, releases = names.DERIVATIVES[name]
    assert all(KNOWN.distributions[parent].row(release) for release in releases.values())


def test_another_name_is_of_a_distribution_that_is_known() -> None:
    assert set(names.ALIASES.values()) <= set(KNOWN.distributions)
    for distribution, channels in names.CHANNELS.items():
        assert all(KNOWN.distributions[distribution].row(release) for release in channels.values())


NO_NAME = "no implementation or distribution is called"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("util-linux-", f"{NO_NAME} 'util-linux-'; near: util-linux-"),
        ("debiann", f"{NO_NAME} 'debiann'; near: debian"),
        ("ubunut", f"{NO_NAME} 'ubunut'; near: ubuntu"),
        ("debiann:12", "no distribution is called 'debiann'; near: debian"),
        ("debian:42", "no release of debian is called '42'; compat list names all"),
        ("debian:bokworm", "no release of debian is called 'bokworm'; near: bookworm"),
        ("", f"{NO_NAME} ''; compat list names all"),
        ("qubes", f"{NO_NAME} 'qubes'; compat list names all"),
        ("tails", f"{NO_NAME} 'tails'; compat list names all"),
        ("clearlinux", f"{NO_NAME} 'clearlinux'; near: clear-linux-os"),
    ],
)
def test_an_unknown_name_is_one_line_with_names_that_were_plausibly_meant(name: str, message: str) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        find(KNOWN, name)
    text = str(unknown.value)
    assert text.startswith(message)
    assert "\n" not in text
