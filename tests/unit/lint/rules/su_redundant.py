"""What su-redundant must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import image, unit

FOUND = [
    ("u.service", unit("User=orchid", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("User=orchid", "ExecStart=/usr/bin/sudo -u orchid serve")),
    ("u.service", unit("ExecStart=/bin/su root -c serve")),
    ("u.service", unit("ExecStart=/bin/su -c serve")),
    ("Dockerfile", image("USER orchid", 'CMD ["sudo","-u","orchid","serve"]')),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("User=fern", "ExecStart=+/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("User=orchid", "ExecStart=/usr/bin/sudo serve")),
    ("Dockerfile", image('CMD ["su","-"]')),
    ("u.service", unit("Type=oneshot", "User=orchid", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
]
