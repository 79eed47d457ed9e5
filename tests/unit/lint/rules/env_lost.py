"""What env-lost must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import image, job, script, unit

FOUND = [
    ("u.service", unit("Environment=A=1 B=2", "ExecStart=/bin/su - orchid -c serve")),
    ("u.service", unit("EnvironmentFile=/etc/default/x", "ExecStart=/usr/bin/sudo -u orchid serve")),
    ("j.conf", job("env A=1", "exec sudo -u orchid serve")),
    ("Dockerfile", image("ENV A=1", 'CMD ["su","-","orchid","-c","serve"]')),
    ("a.sh", script("export A=1", "exec su - orchid -c serve")),
]
PASSED_OVER = [
    ("u.service", unit("Environment=A=1", "ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("Environment=A=1", "ExecStart=/usr/bin/sudo -E -u orchid serve")),
    ("u.service", unit("ExecStart=/bin/su - orchid -c serve")),
    ("Dockerfile", image('CMD ["su","-","orchid","-c","serve"]')),
    ("a.sh", script("A=1", "exec su - orchid -c serve")),
]
