"""What su-ambiguous must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import unit

FOUND = [
    ("u.service", unit("ExecStart=/bin/su orchid -l -c serve")),
    ("u.service", unit("ExecStart=/bin/su orchid -c serve -m")),
    ("u.service", unit("ExecStart=/bin/su orchid --preserve-environment -c serve")),
]
PASSED_OVER = [
    ("u.service", unit("ExecStart=/bin/su orchid -c 'exec /opt/serve'")),
    ("u.service", unit("ExecStart=/bin/su -l orchid -c serve")),
    ("u.service", unit("ExecStart=/bin/su -c serve - orchid")),
    ("u.service", unit("ExecStart=/bin/su orchid -s /bin/sh -c serve")),
    ("u.service", unit("ExecStart=/usr/bin/sudo -u orchid serve -l")),
]
