"""The systems that doctor is tried on: Debian 11 to 13 with an SSH server, and 12 with real services."""

from __future__ import annotations

from tests.lab.roots.release import Release

#: What dropexecctl needs there: click and distro; before Debian 12 a reader of TOML as well.
_APPLICATION = ("python3", "python3-click", "python3-distro")

#: Debian 12 boots, so that its services are units; Redis, PostgreSQL and nginx are as Debian packages them.
_SERVICES = (
    "systemd-sysv",
    "dbus",
    "libpam-systemd",
    "procps",
    "redis-server",
    "postgresql",
    "nginx-light",
    "libnss-extrausers",
)

HOSTS = {
    suite: Release(suite, number, ("mount", "openssh-server", "sudo", *_APPLICATION, *more), variant="doctor")
    for suite, number, *more in (
        ("bullseye", "11", "usrmerge", "python3-tomlkit"),
        ("bookworm", "12", *_SERVICES),
        ("trixie", "13", "python3-apt"),
    )
}
