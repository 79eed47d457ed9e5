"""The account that the tool is asked to become."""

from __future__ import annotations

import pwd
from dataclasses import dataclass

from dropexec.probe.errors import ProbeError


@dataclass(frozen=True)
class User:
    """An account by name; tools differ in whether they want the name or the numbers."""

    name: str
    uid: int
    gid: int

    @classmethod
    def named(cls, name: str) -> User:
        """Return the account called ``name``; raise ProbeError, with a near name, where there is none."""
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            import difflib  # not worth its time where the name is right

            near = difflib.get_close_matches(name, [entry.pw_name for entry in pwd.getpwall()], n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ProbeError(f"cannot probe as {name}: no such user{hint}") from None
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)
