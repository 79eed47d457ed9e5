"""What exec-tool must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import image, script, unit

FOUND = [
    ("entrypoint.sh", script("exec gosu orchid serve")),
    ("run", script("exec chpst -u orchid serve")),
    ("run", script("exec s6-setuidgid orchid serve")),
    ("run", script("exec setuidgid orchid serve")),
    ("Dockerfile", image('ENTRYPOINT ["gosu","orchid","serve"]')),
    ("u.service", unit("ExecStart=/usr/bin/setpriv --reuid=orchid --regid=orchid --init-groups /opt/serve")),
    ("a.sh", script('set -- su-exec orchid "$@"', 'exec "$@"')),
]
PASSED_OVER = [
    ("entrypoint.sh", script("gosu --version")),
    ("run", script("exec chpst -e ./env serve")),
    ("a.sh", script("x=$(gosu orchid id)")),
    ("a.sh", script("command -v gosu")),
    ("Dockerfile", image("RUN gosu nobody true")),
    ("a.sh", script("exec su orchid -c serve")),
]
