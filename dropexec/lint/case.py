"""A call in its place in the service: what a rule judges."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from dropexec.lint import replacement
from dropexec.lint.call import Call
from dropexec.lint.command import Role

if TYPE_CHECKING:
    from dropexec.lint.finding import Fix

SWITCHING = ("su", "runuser", "sudo")
"""The tools that stay as a process between the supervisor and the service."""


class Case(Call):
    """A call, with what its place in the service makes of it."""

    @property
    def stays(self) -> bool:
        """Whether a su, runuser or sudo stays between the supervisor and a service that it runs."""
        if self.tool not in SWITCHING or self.interactive or not self.known.stays:
            return False
        if self.command.role is Role.START:
            return self.goes_to_background
        return self.command.role in (Role.MAIN, Role.BACKGROUND)

    @property
    def goes_to_background(self) -> bool:
        """Whether sudo puts itself into the background, where it stays (-b)."""
        read = self.translation.invocation
        return self.tool == "sudo" and read is not None and read.has("background")

    @property
    def drops(self) -> bool:
        """Whether the service becomes another user than the one that the command runs as, and not root."""
        return self.stays and not self.to_root and not self.redundant

    @property
    def redundant(self) -> bool:
        """Whether the user is the one that the command runs as already."""
        if self.tool not in SWITCHING or self.interactive or (self.command.as_root and not self.to_root):
            return False
        service_user = self.command.service.user
        if self.to_root:
            return self.command.as_root
        return not self.command.as_root and self.user == service_user

    @property
    def same_user(self) -> bool:
        """Whether the service's own user, no root, is asked for."""
        return self.redundant and not self.to_root

    @property
    def place(self) -> str:
        """The place for a message: "ExecStart=", "CMD", "this command"."""
        return self.command.directive or "this command"

    @functools.cached_property
    def fix(self) -> Fix:
        """The edits that put dropexec in the tool's place, or why there are none."""
        return replacement.fix(self)
