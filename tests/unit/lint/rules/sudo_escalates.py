"""What sudo-escalates must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import image, unit

FOUND = [
    ("u.service", unit("User=orchid", "ExecStart=/usr/bin/sudo serve")),
    ("u.service", unit("User=orchid", "ExecStart=/usr/bin/sudo -u fern serve")),
    ("Dockerfile", image("USER orchid", 'CMD ["sudo","serve"]')),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/usr/bin/sudo serve")),
    ("u.service", unit("User=orchid", "ExecStart=+/usr/bin/sudo serve")),
    ("u.service", unit("User=orchid", "ExecStart=/usr/bin/sudo -u orchid serve")),
    ("u.service", unit("User=orchid", "ExecStartPre=/usr/bin/sudo chown x", "ExecStart=serve")),
    ("u.service", unit("User=orchid", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
]
