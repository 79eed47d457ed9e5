"""What su-stdin must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import init, script

FOUND = [
    ("x.init", init("start() {", "su orchid <<EOF", "serve", "EOF", "}")),
    ("x.init", init("start() {", "echo serve | su - orchid", "}")),
    ("a.sh", script("exec su orchid <<EOF", "serve", "EOF")),
]
PASSED_OVER = [
    ("x.init", init("start() {", "su orchid -c serve <<EOF", "x", "EOF", "}")),
    ("a.sh", script("su orchid <<EOF", "x", "EOF", "echo done")),
    ("a.sh", script("exec su - orchid")),
]
