"""What no-exec must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "entrypoint.sh",
        (
            "#!/bin/sh",
            "chown x /y",
            'gosu orchid serve "$@"',
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "su orchid -c serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            'su-exec orchid serve "$@"',
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "script",
            "  su orchid -c serve",
            "end script",
        ),
    ),
]

PASSED_OVER = [
    (
        "entrypoint.sh",
        (
            "#!/bin/sh",
            'exec gosu orchid serve "$@"',
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "gosu orchid serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            'su-exec orchid serve "$@"',
            "echo done",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "exec /bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "su orchid -c serve",
            "}",
        ),
    ),
]
