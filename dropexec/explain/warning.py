"""A warning of explain: its id, and one sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass

WARNINGS = {
    "ambient-capabilities": "every program that the target starts has the capabilities as well",
    "callers-groups": "--keep-groups leaves the target in groups of the caller's",
    "code-from-environment": "a variable of the caller's can make the target load other code",
    "command-is-one-word": "the command has blanks or shell characters, and no shell splits it",
    "directory-denied": "the target may not enter the directory that it starts in",
    "fewer-groups": "su would also have given other groups",
    "no-new-privs-transition": "--no-new-privs bounds a security module's transition at the exec",
    "own-rights": "the file was looked up with the rights of whoever asks",
    "pam-environment": "su would have set a variable by pam_env",
    "pam-limits": "su would have set a limit by pam_limits",
    "pid-1-sigterm": "as PID 1 a target without a SIGTERM handler does not die of SIGTERM",
    "python-environment": "pip's launcher refuses to run while a variable is set",
    "session-of-another-user": "a variable of the caller's leads to the caller's session",
    "set-id": "the executable has a set-user-ID or set-group-ID bit",
    "would-fail": "dropexec would end with status 125, 126 or 127",
}
"""The ids of the warnings, with what each is about."""


@dataclass(frozen=True)
class Caution:
    """One sentence that says what to do; ``id`` is a key of WARNINGS."""

    id: str
    message: str
