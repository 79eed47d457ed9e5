"""The machine that the files are for: its tools by the catalogue, its accounts, its launcher."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from dropexec.compat.identify import UnidentifiedError, identify
from dropexec.compat.load import catalogue
from dropexec.compat.lookup import find
from dropexec.compat.model import Distribution, Row
from dropexec.compat.versions import Version
from dropexec.explain import limitsconf
from dropexec.launcher.environment import default_path
from dropexec.lint.source import latin
from dropexec.lint.tool import KnownTool
from dropexec.machine.accounts import Accounts
from dropexec.machine.executable import inside, resolve
from dropexec.translate import Account, Program

if TYPE_CHECKING:
    from dropexec.compat.model import Implementation, ReleaseClaims
    from dropexec.machine.accounts import Entry

_LAUNCHERS = ("/usr/bin/dropexec", "/usr/local/bin/dropexec", "/bin/dropexec")
_DASH = frozenset(("debian", "ubuntu", "linuxmint", "raspbian", "devuan", "pop"))


class Host:
    """A machine, this one or that of a root, or a distribution that nobody has at hand.

    ``root`` is None where only the distribution is known, or nothing. ``distribution`` is what a person named,
    as ``debian:12``. Everything is looked up once, when it is first asked for.
    """

    def __init__(self, root: Path | None, distribution: str | None = None) -> None:
        self.root = root
        self._rows = _named(distribution) if distribution else None

    @property
    def live(self) -> bool:
        """Whether it is the machine that this runs on."""
        return self.root == Path("/")

    @functools.cached_property
    def rows(self) -> tuple[Row, ...]:
        """The releases that it may be, each with its su; none where nothing is known."""
        if self._rows is not None:
            return self._rows
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
            return ()
        return (here.row,)

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
            return KnownTool(name, claims, _title(rows[0], name) if len(self.rows) == 1 else None)
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
    def programs(self) -> dict[str, Program] | None:
        """What the tools' names mean here, for translate; None where nothing is known."""
        if len(self.rows) != 1:
            return None
        row = self.rows[0]
        claims = catalogue().claims_of(row)
        resets = claims["environment_policy"].value == "account-and-path-set"
        limits = claims["limits_conf"].value is True
        found = {"su": Program(row.implementation, row.version, path_reset=resets, limits=limits)}
        if row.implementation in ("util-linux-su", "coreutils-su"):
            name = "util-linux-runuser" if row.implementation == "util-linux-su" else "coreutils-su"
            found["runuser"] = Program(name, row.version, limits=limits)
        found["sudo"] = Program("sudo", "1.9")
        return found

    @functools.cached_property
    def accounts(self) -> HostAccounts | None:
        """The accounts, or None where they are another machine's."""
        return None if self.root is None else HostAccounts(self.root)

    @functools.cached_property
    def path(self) -> str | None:
        """login.defs' PATH for users."""
        if self.root is None:
            return None
        return default_path(_text(self.root, "/etc/login.defs"), 1)[0]

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


def _text(root: Path, path: str) -> str | None:
    real = resolve(root, path)
    if real is None:
        return None
    try:
        return inside(root, real).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


class HostAccounts:
    """The accounts of a root as translate asks for them; texts are as they would stand in a source."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._accounts = Accounts(root)
        self._known: dict[str, Account | None] = {}

    def account(self, user: str) -> Account | None:
        """Return the account of a name or decimal uid, or None."""
        if user not in self._known:
            entry = self._accounts.find(user)
            self._known[user] = None if entry is None else self._account(entry)
        return self._known[user]

    def _account(self, entry: Entry) -> Account:
        return Account(
            latin(entry.name),
            entry.uid,
            entry.gid,
            latin(entry.group),
            latin(entry.shell),
            latin(entry.home),
            entry.home_exists,
            tuple(self._limits(entry)),
        )

    def _limits(self, entry: Entry) -> list[tuple[str, str | None]]:
        login = limitsconf.Login(entry.name, entry.uid, entry.gid, dict(entry.groups))
        found: list[tuple[str, str | None]] = []
        for limit in limitsconf.applied(self._limit_entries, login):
            option = limitsconf.option(limit, {})
            words = ", ".join(f"{item} ({item.path})" for item in limit.entries)
            found.append((words, option.replace(" ", "=", 1) if option else None))
        return found

    @functools.cached_property
    def _limit_entries(self) -> list[limitsconf.Entry]:
        paths = ["/etc/security/limits.conf"]
        directory = resolve(self._root, "/etc/security/limits.d")
        if directory is not None:
            names = sorted(file.name for file in inside(self._root, directory).glob("*.conf"))
            paths += [f"/etc/security/limits.d/{name}" for name in names]
        return [entry for path in paths for entry in limitsconf.parse(path, _text(self._root, path) or "")]
