"""What su-stdin must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "su orchid <<EOF",
            "serve",
            "EOF",
            "}",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "echo serve | su - orchid",
            "}",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "exec su orchid <<EOF",
            "serve",
            "EOF",
        ),
    ),
]

PASSED_OVER = [
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "su orchid -c serve <<EOF",
            "x",
            "EOF",
            "}",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "su orchid <<EOF",
            "x",
            "EOF",
            "echo done",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "exec su - orchid",
        ),
    ),
]
