"""What pipe-in-run must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import script

FOUND = [
    ("run", script("su orchid -c serve 2>&1 | logger")),
    ("entrypoint.sh", script("sudo -u orchid serve | tee /log")),
]
PASSED_OVER = [
    ("run", script("exec su orchid -c serve")),
    ("run", script("echo x | logger", "exec su orchid -c serve")),
    ("run", script("exec serve | logger")),
]
