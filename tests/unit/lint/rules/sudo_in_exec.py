"""What sudo-in-exec must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import image, job, script, unit

FOUND = [
    ("u.service", unit("ExecStart=/usr/bin/sudo -u orchid /opt/serve")),
    ("u.service", unit("ExecStart=/usr/bin/sudo -E -H -u orchid /opt/serve --x")),
    ("j.conf", job("exec sudo -u orchid serve")),
    ("entrypoint.sh", script("exec sudo -u orchid serve")),
    ("u.service", unit("ExecStart=/usr/bin/sudo -u orchid -r role /opt/serve")),
    ("u.service", unit("Type=forking", "ExecStart=/usr/bin/sudo -b -u orchid /opt/serve")),
]
PASSED_OVER = [
    ("u.service", unit("User=orchid", "ExecStart=/usr/bin/sudo /opt/serve")),
    ("u.service", unit("User=orchid", "ExecStart=/usr/bin/sudo -u orchid /opt/serve")),
    ("Dockerfile", image('CMD ["sudo","-u","orchid","serve"]')),
    ("u.service", unit("Type=oneshot", "ExecStart=/usr/bin/sudo -u orchid /opt/serve")),
    ("u.service", unit("ExecStart=/usr/bin/sudo -V")),
]
