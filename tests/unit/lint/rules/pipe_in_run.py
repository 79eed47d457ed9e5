"""What pipe-in-run must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "run",
        (
            "#!/bin/sh",
            "su orchid -c serve 2>&1 | logger",
        ),
    ),
    (
        "entrypoint.sh",
        (
            "#!/bin/sh",
            "sudo -u orchid serve | tee /log",
        ),
    ),
]

PASSED_OVER = [
    (
        "run",
        (
            "#!/bin/sh",
            "exec su orchid -c serve",
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "echo x | logger",
            "exec su orchid -c serve",
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "exec serve | logger",
        ),
    ),
]
