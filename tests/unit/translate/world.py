"""The accounts and tools that the tests of translate assume."""

from __future__ import annotations

from dropexec.translate import Account, Circumstances, Program

ORCHID = Account("orchid", 5001, 5001, "orchid", "/bin/bash", "/srv/orchid", home_exists=True)
FERN = Account("fern", 5002, 5002, "fern", "/usr/sbin/nologin", "/var/lib/fern", home_exists=True)
HEATH = Account("heath", 5003, 5003, "heath", "/bin/sh", "/nonexistent", home_exists=False)
REED = Account("reed", 5004, 5004, "reed", "/usr/bin/fish", "/srv/reed", home_exists=True)
TOOR = Account("toor", 0, 0, "root", "/bin/sh", "/root", home_exists=True)
BOUND = Account(
    "bound", 5005, 5005, "bound", "/bin/bash", "/srv/bound", home_exists=True,
    limits=(("bound - nofile 65536 (/etc/security/limits.conf)", "--rlimit=nofile=65536"),),
)  # fmt: skip


class Accounts:
    """Answers for the six, by name and by uid."""

    def __init__(self, *accounts: Account) -> None:
        self._accounts = {key: account for account in accounts for key in (account.name, str(account.uid))}

    def account(self, user: str) -> Account | None:
        return self._accounts.get(user)


DEBIAN = Circumstances(
    programs={
        "su": Program("util-linux-su", "2.38.1-5+deb12u3"),
        "runuser": Program("util-linux-runuser", "2.38.1-5+deb12u3"),
        "sudo": Program("sudo", "1.9.13p3"),
    },
    accounts=Accounts(ORCHID, FERN, HEATH, REED, TOOR, BOUND),
    launcher="dropexec",
)
"""A Debian 12 with the accounts."""

ELSEWHERE = Circumstances(programs=DEBIAN.programs, launcher="dropexec")
"""A Debian 12 whose accounts nobody knows."""
