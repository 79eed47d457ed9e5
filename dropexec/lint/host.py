"""The machine that the files are for: its tools by the catalogue, its accounts, its launcher."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.compat.identify import UnidentifiedError, identify
from dropexec.compat.load import catalogue
from dropexec.compat.lookup import find, find_row
from dropexec.compat.model import Distribution, Row
from dropexec.compat.versions import Version
from dropexec.lint.source import latin, shown
from dropexec.lint.tool import KnownTool
from dropexec.machine.executable import find_command, inside, resolve
from dropexec.machine.os_release import read_system
from dropexec.translate import Account, Circumstances
from dropexec.translate.accounts import AccountsOf
from dropexec.translate.surroundings import of_distribution, of_root

if TYPE_CHECKING:
    from dropexec.compat.model import Implementation, ReleaseClaims

_LAUNCHERS = ("/usr/bin/dropexec", "/usr/local/bin/dropexec", "/bin/dropexec")
_DASH = frozenset(("debian", "ubuntu", "linuxmint", "raspbian", "devuan", "pop"))


class Host:
    """A machine, this one or that of a root, or a distribution that nobody has at hand.

    ``root`` is None where only the distribution is known, or nothing. ``distribution`` is what a person
    named, as ``debian:12``. Everything is looked up once, when it is first asked for.
    """

    def __init__(self, root: Path | None, distribution: str | None = None) -> None:
        self.root = root
        self.distribution = distribution

    @property
    def live(self) -> bool:
        """Whether it is the machine that this runs on."""
        return self.root == Path("/")

    @functools.cached_property
    def rows(self) -> tuple[Row, ...]:
        """The releases that it may be, each with its su; none where nothing is known."""
        if self.distribution is not None:
            return _named(self.distribution)
        if self.root is None:
            return ()
        try:
            # A root's own su is never run: it may be anybody's file.
            here = (
                identify(catalogue(), self.root)
                if self.live
                else identify(catalogue(), self.root, lambda _: "")
            )
        except UnidentifiedError:
            return self._by_release()
        return (here.row,)

    def _by_release(self) -> tuple[Row, ...]:
        """Return what os-release(5) says of a root without a su; a su that nobody knows stays unknown."""
        if self.root is None or find_command(self.root, "su") is not None:
            return ()
        row = find_row(catalogue(), read_system(self.root))
        return () if row is None else (row,)

    @functools.cached_property
    def _tools(self) -> dict[str, KnownTool]:
        return {}

    def tool(self, name: str) -> KnownTool:
        """Return what the catalogue says of a tool here: su, runuser or sudo."""
        if name not in self._tools:
            self._tools[name] = self._find_tool(name)
        return self._tools[name]

    def _find_tool(self, name: str) -> KnownTool:
        known = catalogue()
        if name == "su":
            rows = self.rows or tuple(known.rows())
            claims = tuple(known.claims_of(row) for row in rows)
            title = _title(rows[0], name) if len(self.rows) == 1 else None
            most = f"in most releases of {self.distribution}" if self.rows else "on most distributions"
            return KnownTool(name, claims, title, most)
        implementation = self._implementation(name)
        if implementation is None:
            return KnownTool(name, (), None)
        if name == "runuser" and len(self.rows) == 1:
            row = self.rows[0]
            at = implementation.at(Version(row.version), row.variant)
            if at is not None:
                return KnownTool(name, (at,), _title(row, name))
        return KnownTool(name, _all(implementation), None)

    def _implementation(self, name: str) -> Implementation | None:
        known = catalogue().implementations
        if name == "sudo":
            return known.get("sudo")
        if name != "runuser":
            return None
        su = self.rows[0].implementation if len(self.rows) == 1 else "util-linux-su"
        # Red Hat's runuser of those days is built from the same source as its su.
        return known.get("coreutils-su" if su == "coreutils-su" else "util-linux-runuser")

    @functools.cached_property
    def circumstances(self) -> Circumstances:
        """What translate may rely on here, but for the launcher and an assumed shell."""
        base = Circumstances() if self.root is None else of_root(self.root)
        name = self.distribution
        if name is None and base.programs is None and self.rows:
            name = f"{self.rows[0].distribution}:{self.rows[0].release}"
        if name is not None:
            base = of_distribution(name, base)
        return replace(base, accounts=self.accounts, path=latin(base.path) if base.path else None)

    @functools.cached_property
    def accounts(self) -> HostAccounts | None:
        """The accounts, or None where they are another machine's."""
        return None if self.root is None else HostAccounts(self.root)

    @functools.cached_property
    def launcher(self) -> str | None:
        """The path of the launcher that is installed there."""
        if self.root is None:
            return None
        for path in _LAUNCHERS:
            real = resolve(self.root, path)
            if real is not None and inside(self.root, real).is_file():
                return path
        return None

    @functools.cached_property
    def sh_is_dash(self) -> bool:
        """Whether /bin/sh is known to be dash, which forks for a command string that is one command."""
        if self.root is not None:
            real = resolve(self.root, "/bin/sh")
            if real is not None:
                return real.rpartition("/")[2] == "dash"
        return bool(self.rows) and all(row.distribution in _DASH for row in self.rows)


def _named(name: str) -> tuple[Row, ...]:
    """Return the releases that a name means; raises UnknownNameError."""
    found = find(catalogue(), name)
    if isinstance(found, Row):
        return (found,)
    if isinstance(found, Distribution):
        return found.rows
    return tuple(row for row in catalogue().rows() if row.implementation == found.name)


def _all(implementation: Implementation) -> tuple[ReleaseClaims, ...]:
    return implementation.ranges


def _title(row: Row, tool: str) -> str:
    distribution = catalogue().distributions.get(row.distribution)
    name = distribution.name if distribution is not None else row.distribution
    name = name.partition(" (")[0].partition(" and ")[0]
    version = row.version.partition(":")[2] or row.version
    version = version.partition("-")[0].partition("+")[0]
    release = "" if row.release in ("rolling", "") else f" {row.release}"
    family = row.implementation.rpartition("-su")[0] or row.implementation
    return f"{name}{release}'s {tool} ({family} {version})"


class HostAccounts:
    """The accounts of a root as translate asks for them, their texts as they would stand in a source."""

    def __init__(self, root: Path) -> None:
        self._accounts = AccountsOf(root)
        self._known: dict[str, Account | None] = {}

    def account(self, user: str) -> Account | None:
        """Return the account of a name or decimal uid, or None."""
        if user not in self._known:
            found = self._accounts.account(shown(user))
            if found is not None:
                found = replace(
                    found,
                    name=latin(found.name),
                    group=latin(found.group),
                    shell=latin(found.shell),
                    home=latin(found.home),
                )
            self._known[user] = found
        return self._known[user]
