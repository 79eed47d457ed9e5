"""Names as people write them: other names of distributions, their derivatives, and their releases."""

from __future__ import annotations

import re

ALIASES = {
    "alma": "almalinux",
    "alpinelinux": "alpine",
    "amazon": "amzn",
    "amazonlinux": "amzn",
    "archlinux": "arch",
    "el": "rhel",
    "gentoolinux": "gentoo",
    "leap": "opensuse-leap",
    "oracle": "ol",
    "oraclelinux": "ol",
    "redhat": "rhel",
    "rockylinux": "rocky",
    "sle": "sles",
    "suse": "sles",
    "tumbleweed": "opensuse-tumbleweed",
    "voidlinux": "void",
}
"""Distributions by another name: the id of os-release(5) is the catalogue's."""

DERIVATIVES: dict[str, tuple[str, dict[str, str]]] = {
    "devuan": ("debian", {"3": "10", "4": "11", "5": "12", "6": "13", "beowulf": "10", "chimaera": "11",
                          "daedalus": "12", "excalibur": "13", "ceres": "sid"}),
    "elementary": ("ubuntu", {"6": "20.04", "7": "22.04", "8": "24.04"}),
    "endeavouros": ("arch", {}),
    "kali": ("debian", {"rolling": "sid"}),
    "linuxmint": ("ubuntu", {"19": "18.04", "20": "20.04", "21": "22.04", "22": "24.04"}),
    "lmde": ("debian", {"4": "10", "5": "11", "6": "12", "7": "13"}),
    "manjaro": ("arch", {}),
    "mint": ("ubuntu", {"19": "18.04", "20": "20.04", "21": "22.04", "22": "24.04"}),
    "pop": ("ubuntu", {}),
    "proxmox": ("debian", {"6": "10", "7": "11", "8": "12", "9": "13"}),
    "raspbian": ("debian", {}),
    "zorin": ("ubuntu", {"16": "20.04", "17": "22.04", "18": "24.04"}),
}  # fmt: skip
"""Distributions that ship another one's packages: whose, and its release for each of theirs.

A release that is not listed is the parent's own number.
"""

CHANNELS = {
    "debian": {
        "oldoldstable": "11",
        "oldstable": "12",
        "stable": "13",
        "testing": "14",
        "unstable": "sid",
    },
    "ubuntu": {"lts": "24.04"},
}
"""Releases by what they are to their distribution at present."""

_TAG = re.compile(r"(el|fc|amzn)([0-9]+)")
_TAGGED = {"el": "rhel", "fc": "fedora", "amzn": "amzn"}


def split(name: str) -> tuple[str, str]:
    """Return the distribution and the release that ``name`` gives, in lower case; "" for no release.

    ``el8`` and ``fc38``, the distribution tags of an RPM package, are a release too.
    """
    head, _, release = name.strip().lower().partition(":")
    if not release and (match := _TAG.fullmatch(head)):
        return _TAGGED[match[1]], match[2]
    return ALIASES.get(head, head), _plain(release)


def _plain(release: str) -> str:
    """Return a release without the words that go with its number: ``stream9``, ``15-sp6``, ``v3.20``."""
    release = re.sub(r"^(?:stream-?|v(?=[0-9]))", "", release)
    return re.sub(r"-?sp([0-9]+)$", r".\1", release)
