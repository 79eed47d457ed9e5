"""What user-directive must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import image, job, script, unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("Type=oneshot", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("Dockerfile", image('CMD ["su","orchid","-c","/opt/serve"]')),
    ("j.conf", job("exec /bin/su orchid -c 'exec /opt/serve'")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'cd /opt && ./serve'")),
    ("u.service", unit("ExecStartPre=/bin/chown x /y", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("User=fern", "ExecStart=+/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su orchid -c 'umask 027; exec /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su root -c serve")),
    ("u.service", unit("ExecStart=/opt/serve")),
    ("entrypoint.sh", script("exec su orchid -c /opt/serve")),
]
