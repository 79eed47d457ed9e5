"""What pid-of-su must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "a.sh",
        (
            "#!/bin/sh",
            "su orchid -c serve &",
            "echo $! > /run/x.pid",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "PIDFILE=/run/x",
            "su orchid -c serve &",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "start-stop-daemon --start -b -m -p /run/x -x /bin/su -- orchid -c 'exec serve'",
            "}",
        ),
    ),
]

PASSED_OVER = [
    (
        "a.sh",
        (
            "#!/bin/sh",
            "su orchid -c serve &",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "serve &",
            "echo $!",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "gosu orchid serve &",
            "echo $!",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "su orchid -c 'serve & echo $!'",
        ),
    ),
]
