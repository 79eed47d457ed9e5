"""The passwd and group databases, asked so that a failure is never taken for a missing account."""

import grp
import posix
import pwd

from dropexec.launcher import accountfiles, textfile
from dropexec.launcher.record import Record


class Entry(Record):
    """What the database has of an account (passwd(5)); ``home`` and ``shell`` may be empty."""

    __slots__ = ("gid", "home", "name", "shell", "uid")
    name: str
    uid: int
    gid: int
    home: str
    shell: str


class Database:
    """The passwd and group databases as the C library presents them (nsswitch.conf(5)).

    Every method raises DropexecError where the database cannot be read or asked: a source that refuses,
    fails or times out is never "no such account".
    """

    def check_users(self, name: "str | None", uid: "int | None") -> None:
        """Raise DropexecError where /etc/passwd cannot be read or its line of the account is malformed."""
        accountfiles.check_users(textfile.read(accountfiles.USERS) or b"", name, uid)

    def check_groups(self, names: "list[str]", member: "str | None") -> None:
        """Raise DropexecError where /etc/group cannot be read or a line of interest is malformed."""
        accountfiles.check_groups(textfile.read(accountfiles.GROUPS) or b"", names, member)

    def user_named(self, name: str) -> "Entry | None":
        """Return the entry of that name, or None (getpwnam(3))."""
        if "\0" in name:
            return None
        if name.isascii():
            try:
                entry = _entry(pwd.getpwnam(name))
            except (KeyError, MemoryError):
                # A number is looked up by ``user_with`` next: an earlier source may know it.
                if name.isdigit():
                    return None
            else:
                if entry is not None:
                    return entry
        from dropexec.launcher import nameservice

        return _named(nameservice.user_named(name))

    def user_with(self, uid: int) -> "Entry | None":
        """Return the first entry of that uid, or None (getpwuid(3))."""
        try:
            entry = _entry(pwd.getpwuid(uid))
        except (KeyError, MemoryError):
            if not _asks_others(b"passwd"):
                return None
            entry = None
        if entry is not None:
            return entry
        from dropexec.launcher import nameservice

        return _named(nameservice.user_with(uid))

    def group_named(self, name: str) -> "int | None":
        """Return the gid of the group of that name, or None (getgrnam(3))."""
        if "\0" in name:
            return None
        if name.isascii():
            try:
                return grp.getgrnam(name).gr_gid
            except (KeyError, MemoryError):
                if name.isdigit():
                    self._check_group(int(name))
                    return None
        from dropexec.launcher import nameservice

        return nameservice.group_named(name)

    def _check_group(self, gid: int) -> None:
        """Raise DropexecError where no source knows a gid and one failed (getgrgid(3))."""
        if not _asks_others(b"group"):
            return
        try:
            grp.getgrgid(gid)
        except (KeyError, MemoryError):
            from dropexec.launcher import nameservice

            nameservice.check_group(gid)

    def groups_of(self, name: str, gid: int) -> "list[int]":
        """Return ``gid`` and every group that lists the user as a member (getgrouplist(3)).

        Raises OSError where the C library says that it failed; glibc does not say so of every source.
        """
        if name.isascii():
            return posix.getgrouplist(name, gid)
        from dropexec.launcher import nameservice

        return nameservice.memberships(name, gid)


def _asks_others(database: bytes) -> bool:
    """Return whether a source that could have failed was asked: why nothing was found costs ctypes."""
    return accountfiles.asks_others(textfile.read(accountfiles.SOURCES), database)


def _entry(found: "pwd.struct_passwd") -> "Entry | None":
    """Return what ``pwd`` found, or None where it decoded by the locale, which may not be reversible."""
    # A source may leave a field out, which ``pwd`` then has as None.
    texts = (found.pw_name, found.pw_dir or "", found.pw_shell or "")
    if not all(text.isascii() for text in texts):
        return None
    return Entry(name=texts[0], uid=found.pw_uid, gid=found.pw_gid, home=texts[1], shell=texts[2])


def _named(found: "tuple[str, int, int, str, str] | None") -> "Entry | None":
    if found is None:
        return None
    name, uid, gid, home, shell = found
    return Entry(name=name, uid=uid, gid=gid, home=home, shell=shell)


SYSTEM = Database()
