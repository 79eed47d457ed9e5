"""What shell-form-entrypoint must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import image

FOUND = [
    ("Dockerfile", image("CMD su orchid -c serve")),
    ("Dockerfile", image("ENTRYPOINT gosu orchid serve")),
    ("Dockerfile", image("CMD set -e; \\", "  # why", "  exec sudo -u orchid serve")),
]
PASSED_OVER = [
    ("Dockerfile", image('CMD ["su","orchid","-c","serve"]')),
    ("Dockerfile", image("CMD serve --su")),
    ("Dockerfile", image("RUN su orchid -c serve")),
    ("Dockerfile", image("CMD su -")),
]
