"""What exec-tool must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "entrypoint.sh",
        (
            "#!/bin/sh",
            "exec gosu orchid serve",
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "exec chpst -u orchid serve",
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "exec s6-setuidgid orchid serve",
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "exec setuidgid orchid serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            'ENTRYPOINT ["gosu","orchid","serve"]',
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/setpriv --reuid=orchid --regid=orchid --init-groups /opt/serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            'set -- su-exec orchid "$@"',
            'exec "$@"',
        ),
    ),
]

PASSED_OVER = [
    (
        "entrypoint.sh",
        (
            "#!/bin/sh",
            "gosu --version",
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "exec chpst -e ./env serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "x=$(gosu orchid id)",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "command -v gosu",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "RUN gosu nobody true",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "exec su orchid -c serve",
        ),
    ),
]
