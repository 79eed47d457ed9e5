"""What pid-of-subshell must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "a.sh",
        (
            "#!/bin/sh",
            "cd /x && su orchid -c serve &",
            "echo $! > /run/x.pid",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "( cd /x; sudo -u orchid ./serve ) &",
            "echo $!",
            "}",
        ),
    ),
]

PASSED_OVER = [
    ("a.sh", ("#!/bin/sh", "# su", "(sleep 10; echo hung) &", "timer=$!", "probe", "kill $timer")),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "( cd /x; exec sudo -u orchid ./serve ) &",
            "echo $!",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "cd /x && su orchid -c serve &",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "su orchid -c serve &",
            "echo $!",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "su orchid -c 'cd /x && serve & echo $!'",
            "}",
        ),
    ),
]
