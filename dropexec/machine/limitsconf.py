"""limits.conf(5): what pam_limits(8) would have set for an account, and the option that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

UNITS = {
    "as": 1024,
    "core": 1024,
    "cpu": 60,
    "data": 1024,
    "fsize": 1024,
    "memlock": 1024,
    "rss": 1024,
    "stack": 1024,
}
"""limits.conf's units in the kernel's: KiB in bytes, minutes in seconds; 1 for every other limit."""

RLIMITS = (*UNITS, "locks", "msgqueue", "nice", "nofile", "nproc", "rtprio", "sigpending")

UNLIMITED = -1

_USER, _GROUP, _EVERYBODY = 0, 1, 2


@dataclass(frozen=True)
class Entry:
    """One line of limits.conf: ``kinds`` are "soft" and "hard", ``value`` is as written."""

    path: str
    domain: str
    type: str
    item: str
    value: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return what the entry limits: the soft value, the hard one, or both (``-``)."""
        return ("soft", "hard") if self.type == "-" else (self.type,)

    def __str__(self) -> str:
        """Return the line with single blanks."""
        return f"{self.domain} {self.type} {self.item} {self.value}"


@dataclass(frozen=True)
class Login:
    """Whom the entries are matched with: ``gid`` is the login group, ``groups`` are all groups by gid."""

    name: str
    uid: int
    gid: int
    groups: dict[int, str]


@dataclass(frozen=True)
class Limit:
    """What pam_limits would have set for one item: the entry behind each value, or None."""

    item: str
    soft: Entry | None
    hard: Entry | None

    @property
    def entries(self) -> list[Entry]:
        """Return the entries, each once."""
        found = [entry for entry in (self.soft, self.hard) if entry is not None]
        return found[:1] if len(found) == 2 and found[0] == found[1] else found


def parse(path: str, text: str) -> list[Entry]:
    """Return the entries of a file; comments, malformed lines and unknown types are left out, as PAM does."""
    entries = []
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if len(words) == 2 and words[1] == "-":
            entries.append(Entry(path, words[0], "-", "", ""))
        elif len(words) == 4 and words[1].lower() in ("soft", "hard", "-"):
            entries.append(Entry(path, words[0], words[1].lower(), words[2].lower(), words[3]))
    return entries


def applied(entries: Iterable[Entry], login: Login) -> list[Limit]:
    """Return what would be set for the account, by item.

    An entry for the user beats one for a group, and that one the wildcard; of equals the later one counts.
    Groups and the wildcard do not hold for uid 0.  A line ``USER -`` exempts the user from all of it.
    """
    best: dict[tuple[str, str], tuple[int, Entry]] = {}
    for entry in entries:
        rank = _rank(entry.domain, login)
        if rank is None:
            continue
        if not entry.item:
            if rank in (_USER, _GROUP):
                return []
            continue
        for kind in entry.kinds:
            present = best.get((entry.item, kind))
            if present is None or rank <= present[0]:
                best[entry.item, kind] = (rank, entry)
    chosen = {key: entry for key, (_, entry) in best.items()}
    return [
        Limit(item, chosen.get((item, "soft")), chosen.get((item, "hard")))
        for item in sorted({item for item, _ in best})
    ]


def _rank(domain: str, login: Login) -> int | None:
    if domain == login.name:
        return _USER
    if domain.startswith("@"):
        return _GROUP if login.uid != 0 and _group_matches(domain[1:], login) else None
    if ":" in domain:
        return _USER if _in_range(domain, [login.uid], login.uid) else None
    if domain == "*":
        return _EVERYBODY if login.uid != 0 else None
    return None  # %group and % bound logins, not a process


def _group_matches(group: str, login: Login) -> bool:
    if ":" in group:
        return _in_range(group, [login.gid, *login.groups], login.gid)
    return group in login.groups.values()


def _in_range(text: str, exact: list[int], ranged: int) -> bool:
    lowest, _, highest = text.partition(":")
    if (
        not all(part.isascii() and part.isdigit() for part in (lowest, highest) if part)
        or not lowest + highest
    ):
        return False
    if not lowest:
        return int(highest) in exact
    return int(lowest) <= ranged and (not highest or ranged <= int(highest))


def kernel_value(item: str, value: str) -> int | None:
    """Return a value in the kernel's unit (getrlimit(2)), UNLIMITED for none, None when it is malformed."""
    if value in ("-1", "unlimited", "infinity"):
        return UNLIMITED
    try:
        number = int(value)
    except ValueError:
        return None
    # The limit nice counts 20 minus the nice value (getrlimit(2), RLIMIT_NICE).
    number = 20 - number if item == "nice" else number * UNITS.get(item, 1)
    return number if number >= 0 else None


def option(limit: Limit, present: dict[str, tuple[int, int]]) -> str | None:
    """Return the launcher's option that sets the same, or None when there is none.

    ``present`` holds the (soft, hard) of this process: what an entry leaves open stays as it is, and the
    soft value never goes above the hard one.
    """
    if limit.item == "priority":
        return f"--nice {limit.entries[0].value}"
    if limit.item == "nonewprivs":
        return "--no-new-privs" if limit.entries[0].value == "1" else None
    if limit.item not in RLIMITS:
        return None
    soft, hard = present.get(limit.item, (UNLIMITED, UNLIMITED))
    wanted = [
        old if entry is None else kernel_value(limit.item, entry.value)
        for entry, old in ((limit.soft, soft), (limit.hard, hard))
    ]
    if wanted[0] is None or wanted[1] is None:
        return None
    soft, hard = wanted[0], wanted[1]
    if hard != UNLIMITED and (soft == UNLIMITED or soft > hard):
        soft = hard
    values = [_shown(soft)] if soft == hard else [_shown(soft), _shown(hard)]
    return f"--rlimit {limit.item}={':'.join(values)}"


def _shown(value: int) -> str:
    return "unlimited" if value == UNLIMITED else str(value)
