"""What a person names: a program, an implementation, a distribution, or one release of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

from dropexec.compat import names
from dropexec.compat.model import Catalogue, Distribution, Implementation, Row

if TYPE_CHECKING:
    from dropexec.machine.os_release import System


@dataclass(frozen=True)
class Command:
    """A command name that several implementations have."""

    name: str
    implementations: tuple[Implementation, ...]


Found = Union[Implementation, Distribution, Row, Command]


class UnknownNameError(LookupError):
    """Nothing has that name; the message is one line and ends with near names, if there are any."""


def find(catalogue: Catalogue, name: str) -> Found:
    """Return what ``name`` means.

    That is an implementation (``util-linux-su``), a command (``su``), a distribution (``debian``), a release
    (``debian:12``, ``debian:12.5``, ``debian:stable``, ``bookworm``, ``el8``), or a derivative of one
    (``linuxmint:21``). Upper and lower case are one. A distribution that has only one release is that.
    Raises UnknownNameError.
    """
    plain = name.strip().lower()
    if plain in catalogue.implementations:
        return catalogue.implementations[plain]
    head, release = names.split(plain)
    parent, releases = names.DERIVATIVES.get(head, (head, {}))
    release = release or ("rolling" if "rolling" in releases else "")
    distribution = catalogue.distributions.get(parent)
    if distribution is not None:
        return _release(distribution, head, releases, release)
    if ":" not in plain:
        found = _by_codename(catalogue, plain) or _by_command(catalogue, plain)
        if found is not None:
            return found
    raise UnknownNameError(_unknown(catalogue, plain, head))


def _release(distribution: Distribution, name: str, releases: dict[str, str], release: str) -> Found:
    if not release:
        return distribution.rows[0] if len(distribution.rows) == 1 else distribution
    wanted = names.CHANNELS.get(distribution.id, {}).get(release, release)
    for number in (wanted, wanted.partition(".")[0]):
        wanted = releases.get(number, wanted)
    row = distribution.row(wanted) or _newest(distribution, wanted)
    if row is None:
        known = [text for item in distribution.rows for text in (item.release, item.codename) if text]
        raise UnknownNameError(f"no release of {name} is called {release!r}{_hint(release, known)}")
    return row


def _newest(distribution: Distribution, release: str) -> Row | None:
    """Return the row of what is always the newest: a rolling release by whatever number, or rawhide."""
    if distribution.rows[0].release == "rolling":
        return distribution.rows[0]
    return distribution.rows[-1] if release in ("rawhide", "rolling", "edge", "current") else None


def _by_codename(catalogue: Catalogue, name: str) -> Row | None:
    return next((row for row in catalogue.rows() if name == row.codename), None)


def _by_command(catalogue: Catalogue, name: str) -> Found | None:
    items = catalogue.implementations.values()
    named = [item for item in items if name in item.commands]
    # Of what a package holds, its su is meant.
    named = named or [item for item in items if name in item.packages and item.kind == "su"]
    named = named or [item for item in items if name in item.packages]
    if not named:
        return None
    return named[0] if len(named) == 1 else Command(name, tuple(named))


def _unknown(catalogue: Catalogue, name: str, head: str) -> str:
    if ":" in name:
        known = [*catalogue.distributions, *names.ALIASES, *names.DERIVATIVES]
        return f"no distribution is called {head!r}{_hint(head, known)}"
    known = [*catalogue.implementations, *catalogue.distributions, *names.ALIASES, *names.DERIVATIVES]
    known += [row.codename for row in catalogue.rows() if row.codename]
    return f"no implementation or distribution is called {name!r}{_hint(name, known)}"


def _hint(wanted: str, known: list[str]) -> str:
    """Return names that were plausibly meant; none is better than another thing's.

    A name is meant by its beginning, or by one that is a slip of the fingers away: of kali, alpine is not.
    """
    import difflib  # not worth its time where the name is right

    near = [item for item in known if len(wanted) > 2 and item.startswith(wanted)]
    near += difflib.get_close_matches(wanted, known, n=3, cutoff=0.8)
    found = list(dict.fromkeys(near))[:5]
    return f"; near: {', '.join(found)}" if found else "; compat list names all"


def find_row(catalogue: Catalogue, system: System) -> Row | None:
    """Return the row for ``system``: its own, or that of the distribution which it derives from."""
    own = catalogue.distributions.get(system.id)
    if own is not None:
        return own.row(system.version) or (own.rows[0] if own.rows[0].release == "rolling" else None)
    for parent in system.like:
        distribution = catalogue.distributions.get(parent)
        if distribution is None:
            continue
        for name in system.codenames:
            if row := distribution.row(name):
                return row
        # Rebuilds of Red Hat's share its numbers; derivatives of Debian and Ubuntu do not.
        if parent in ("rhel", "centos", "fedora", "opensuse-leap") and (
            row := distribution.row(system.version)
        ):
            return row
        if distribution.rows[0].release == "rolling":
            return distribution.rows[0]
    return None
