"""The releases that the lab builds, and what each has to have in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from tests.lab.roots.inside import PROJECT


@dataclass(frozen=True)
class Source:
    """A package that Debian has as source only, as far as the lab is concerned.

    `steps` are shell commands in the unpacked source; `product` is the file, relative to it, that is kept as
    `target`, an absolute path in the root. `build` are the packages that the steps need.
    """

    package: str
    build: tuple[str, ...]
    steps: tuple[str, ...]
    product: str
    target: str
    mode: int


@dataclass(frozen=True)
class Release:
    """One root: Debian's `suite`, the number that recordings are named by, and its contents.

    `variant` tells roots of one suite apart.
    """

    suite: str
    number: str
    packages: tuple[str, ...]
    sources: tuple[Source, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    variant: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """What the root is called in the cache."""
        return f"{self.suite}-{self.variant}" if self.variant else self.suite

    @property
    def key(self) -> str:
        """The whole recipe in one word; another recipe is another root."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


# Debian's su has been util-linux's since Debian 10, but its source package of shadow still has one, and it is
# the same program that Debian 9, Ubuntu 18.04, NixOS and others ship.
def _shadow(*without: str) -> Source:
    options = " ".join(["--with-su", "--with-libpam", *(f"--without-{name}" for name in without)])
    return Source(
        "shadow",
        ("gcc", "libc6-dev", "make", "libpam0g-dev", "libcrypt-dev", "dpkg-dev", "pkg-config"),
        (
            f"./configure --quiet --disable-nls --disable-man --disable-shared {options}",
            "make -s -C lib",
            "test ! -d libmisc || make -s -C libmisc",
            "make -s -C src su",
        ),
        "src/su",
        "/opt/shadow/su",
        0o4755,
    )


# Python and mount are what it takes to probe in there.
_EVERYWHERE = ("python3", "mount", "sudo", "gosu", "runit", "daemontools", "s6")
# sudo lets root become anybody out of the box, doas has no configuration until it is given one.
# The launcher is the checkout's, started as its packages start it: isolated.
_FILES = {
    "/etc/doas.conf": "permit nopass keepenv root\n",
    "/usr/local/bin/dropexec": f"""\
#!/usr/bin/python3 -I
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, {PROJECT!r})
from dropexec.launcher.entry import main

sys.exit(main())
""",
}

_ALL = (
    Release("bullseye", "11", (*_EVERYWHERE, "usrmerge", "doas"),
            (_shadow("selinux", "audit", "tcb", "nscd", "sssd"),), _FILES),
    Release("bookworm", "12", (*_EVERYWHERE, "opendoas", "toybox"),
            (_shadow("selinux", "audit", "tcb", "nscd", "sssd", "libbsd"),), _FILES),
    Release("trixie", "13", (*_EVERYWHERE, "opendoas", "toybox", "busybox", "sudo-rs"),
            (_shadow("selinux", "audit", "tcb", "nscd", "sssd", "libbsd"),), _FILES),
    Release("sid", "sid", (*_EVERYWHERE, "opendoas", "toybox", "busybox", "sudo-rs"), (), _FILES),
)  # fmt: skip

RELEASES = {release.suite: release for release in _ALL}

#: Debian 12 with what people put before a command, or use in place of a su.
PREFIXED = Release(
    "bookworm",
    "12",
    (
        *("python3", "mount", "runit", "supervisor", "daemon", "tini", "dumb-init", "catatonit"),
        *("bubblewrap", "libcap2-bin", "bsdutils", "polkitd", "pkexec", "dbus-daemon", "dbus-bin"),
    ),
    variant="prefixes",
)

#: What the lab probes, by the name of the root.
PROBED = {**RELEASES, PREFIXED.name: PREFIXED}

#: Debian 12 with the supervisors that it packages; /lib/lsb is sysvinit-utils'.
SUPERVISORS = Release(
    "bookworm",
    "12",
    ("python3", "mount", "runit", "s6", "openrc", "supervisor", "sysvinit-utils"),
    variant="supervisors",
)

_CONTRACT = ("python3", "python3-venv", "gcc", "libc6-dev", "strace", "libcap2-bin", "locales")

#: Debian as packages meet it, by suite, which means without a dropexec. What else is in it the contract's
#: tests need; and man-db finds manual pages.
CLEAN = {
    suite: Release(
        suite,
        number,
        (*_CONTRACT, "mount", "man-db", *more),
        variant="clean",
    )
    for suite, number, *more in (("bullseye", "11", "usrmerge"), ("bookworm", "12"), ("trixie", "13"))
}

#: Systems that systemd boots, by suite: 252 and 257. Unless told otherwise Debian installs libpam-systemd
#: with it, which needs dbus; the kill(1) of the units is from procps.
SYSTEMD = {
    suite: Release(suite, number, ("systemd-sysv", "dbus", "libpam-systemd", "procps"), variant="systemd")
    for suite, number in (("bookworm", "12"), ("trixie", "13"))
}
