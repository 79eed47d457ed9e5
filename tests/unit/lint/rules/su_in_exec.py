"""What su-in-exec must find, and what not."""

from __future__ import annotations

FOUND = [
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
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "Type=notify",
            "ExecStart=-/usr/bin/env A=b su - orchid -c serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/bin/sh -c 'exec su orchid -c \"exec /opt/serve\"'",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/nice -n 5 /bin/su orchid -c 'exec /opt/serve'",
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
        "j.conf",
        (
            "start on runlevel [2345]",
            "script",
            "  exec /bin/su orchid -c 'exec /opt/serve'",
            "end script",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            'CMD ["su","orchid","-c","exec serve"]',
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            'ENTRYPOINT ["/usr/bin/tini","--","su","orchid","-c","exec serve"]',
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "CMD exec su orchid -c 'exec serve'",
        ),
    ),
    (
        "entrypoint.sh",
        (
            "#!/bin/sh",
            "exec su orchid -c 'exec serve'",
        ),
    ),
    (
        "run",
        (
            "#!/bin/sh",
            "exec 2>&1",
            "exec su orchid -c serve",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "start() {",
            "  su orchid -c serve &",
            "}",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "( cd /srv && exec su orchid -c 'exec serve' ) &",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "User=fern",
            "ExecStart=+/bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
]

PASSED_OVER = [
    ("etc/ppp/ip-up.d/leafnode", ("#!/bin/sh", "exec su orchid -c fetchnews")),
    ("etc/cron.daily/x", ("#!/bin/sh", "exec su orchid -c rotate")),
    ("x/DEBIAN/postinst", ("#!/bin/sh", "exec su orchid -c migrate")),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "Type=oneshot",
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStartPre=/bin/su orchid -c 'exec /opt/serve'",
            "ExecStart=/opt/serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStop=/bin/su orchid -c 'exec /opt/serve'",
            "ExecStart=/opt/serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "Type=forking",
            "PIDFile=/run/x",
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/usr/bin/su-exec orchid serve",
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
            "ExecStart=",
            "ExecStart=/opt/serve",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "#ExecStart=/bin/su orchid -c 'exec /opt/serve'",
            "ExecStart=/opt/suserve -c su",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "ExecStart=/opt/serve su",
        ),
    ),
    (
        "u.service",
        (
            "[Unit]",
            "Description=x",
            "",
            "[Service]",
            "User=orchid",
            "ExecStart=/bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "task",
            "exec /bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "j.conf",
        (
            "start on runlevel [2345]",
            "pre-start exec /bin/su orchid -c 'exec /opt/serve'",
            "exec /opt/serve",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "RUN /bin/su orchid -c 'exec /opt/serve'",
            'CMD ["serve"]',
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "HEALTHCHECK CMD /bin/su orchid -c 'exec /opt/serve'",
        ),
    ),
    (
        "Dockerfile",
        (
            "FROM debian:12",
            "CMD /bin/su orchid -c 'exec /opt/serve'",
            'CMD ["serve"]',
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "su orchid -c 'pg_dump x'",
            "echo done",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "x=$(su orchid -c id)",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "if su orchid -c true; then :; fi",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "su() { :; }",
            "su orchid -c serve &",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "exec ssh host su orchid -c serve",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "exec su - orchid",
        ),
    ),
    (
        "a.sh",
        (
            "#!/bin/sh",
            "cat <<X",
            "exec su orchid -c serve",
            "X",
        ),
    ),
    (
        "x.init",
        (
            "#!/bin/sh",
            "### BEGIN INIT INFO",
            "### END INIT INFO",
            "stop() { su orchid -c 'ctl stop' & }",
        ),
    ),
]
