"""What upstart-expect must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "expect fork",
            "exec /bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "expect daemon",
            "exec /bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "expect fork",
            "script",
            "  exec sudo -u orchid serve",
            "end script",
        ),
    ),
]

PASSED_OVER = [
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "exec /bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "expect stop",
            "exec /bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "expect fork",
            "exec /opt/serve",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "expect fork",
            "pre-start exec /bin/su orchid -c 'exec /opt/serve'",
            "exec /opt/serve",
        ),
    ),
]
