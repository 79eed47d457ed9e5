"""What su-login must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import script, unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su - orchid -c /opt/serve")),
    ("u.service", unit("ExecStart=/bin/su -l orchid -c /opt/serve")),
    ("u.service", unit("ExecStart=/sbin/runuser --login orchid -c /opt/serve")),
    ("u.service", unit("ExecStart=/bin/su -c /opt/serve - orchid")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("Type=oneshot", "ExecStart=/bin/su - orchid -c x")),
    ("a.sh", script("exec su - orchid")),
]
