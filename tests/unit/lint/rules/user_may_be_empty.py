"""What user-may-be-empty must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import job, script, unit

FOUND = [
    ("a.sh", script("exec su $APP_USER -c serve")),
    ("a.sh", script("exec su - ${U} -c serve")),
    ("u.service", unit("EnvironmentFile=/etc/x", "ExecStart=/bin/su $OWNER -c serve")),
    ("j.conf", job("exec su $OWNER -c serve")),
]
PASSED_OVER = [
    ("a.sh", script('exec su "$APP_USER" -c serve')),
    ("a.sh", script("U=orchid", "exec su $U -c serve")),
    ("a.sh", script("exec su ${U:?} -c serve")),
    ("a.sh", script("exec su ${U:-orchid} -c serve")),
    ("a.sh", script('[ -n "$U" ] || exit 1', "exec su $U -c serve")),
    ("j.conf", job("env OWNER=orchid", "exec su $OWNER -c serve")),
    ("a.sh", script('exec su orchid -c "serve $X"')),
]
