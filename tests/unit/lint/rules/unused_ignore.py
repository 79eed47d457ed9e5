"""What unused-ignore must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import script, unit

FOUND = [
    (
        "u.service",
        unit("# dropexec: ignore[su-login] not so", "ExecStart=/bin/su orchid -c 'exec /opt/serve'"),
    ),
    ("u.service", unit("# dropexec: ignore[no-such] x", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("a.sh", script("# dropexec: ignore[su-in-exec]", "", "exec su orchid -c serve")),
]
PASSED_OVER = [
    (
        "u.service",
        unit("# dropexec: ignore[su-in-exec] known", "ExecStart=/bin/su orchid -c 'exec /opt/serve'"),
    ),
    ("u.service", unit("# dropexec: ignore[exec-tool] off in this run", "ExecStart=/opt/su")),
    ("a.sh", script("# dropexec: ignore[su-in-exec, su-login] both", "exec su - orchid -c serve")),
    (
        "u.service",
        unit(
            "# dropexec: ignore[su-in-exec] a",
            "# dropexec: ignore[su-login] b",
            "ExecStart=/bin/su - orchid -c serve",
        ),
    ),
]
