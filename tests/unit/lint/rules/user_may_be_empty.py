"""What user-may-be-empty must find, and what not."""

from __future__ import annotations

FOUND = [
    (
        "a.sh",
        (
            "#!/bin/sh",
            "exec su $APP_USER -c serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "exec su - ${U} -c serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "EnvironmentFile=/etc/x",
            "ExecStart=/bin/su $OWNER -c serve",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "exec su $OWNER -c serve",
        ),
    ),
]

PASSED_OVER = [
    (
        "a.sh",
        (
            "#!/bin/sh",
            'exec su "$APP_USER" -c serve',
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "U=orchid",
            "exec su $U -c serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "exec su ${U:?} -c serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "exec su ${U:-orchid} -c serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            '[ -n "$U" ] || exit 1',
            "exec su $U -c serve",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "env OWNER=orchid",
            "exec su $OWNER -c serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            'exec su orchid -c "serve $X"',
        ),
    ),
]
