"""What sudo-in-entrypoint must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import image, script

FOUND = [
    ("Dockerfile", image('CMD ["sudo","-u","orchid","serve"]')),
    ("Containerfile", image('ENTRYPOINT ["/usr/bin/sudo","-E","-u","orchid","serve"]')),
    ("Dockerfile", image("CMD sudo -u orchid serve")),
]
PASSED_OVER = [
    ("Dockerfile", image("RUN sudo -u orchid serve")),
    ("Dockerfile", image('CMD ["serve","sudo"]')),
    ("entrypoint.sh", script("exec sudo -u orchid serve")),
    ("Dockerfile", image('CMD ["su","orchid","-c","serve"]')),
]
