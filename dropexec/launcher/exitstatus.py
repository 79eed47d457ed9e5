"""The launcher's own exit statuses, as documented data.

They are those of env(1), nice(1), timeout(1) and chroot(1), so that a supervisor that knows one of them
knows these. systemd's own failure statuses (200 to 245, systemd.exec(5)) do not collide.
"""

FAILURE = 125
CANNOT_RUN = 126
NOT_FOUND = 127

MEANINGS = {
    FAILURE: "dropexec itself failed; the command was not started",
    CANNOT_RUN: "the command was found but could not be run",
    NOT_FOUND: "the command was not found",
}
"""Every status that is not the target's own, with its meaning."""
