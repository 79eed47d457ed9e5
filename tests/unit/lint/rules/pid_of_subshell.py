"""What pid-of-subshell must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import init, script

FOUND = [
    ("a.sh", script("cd /x && su orchid -c serve &", "echo $! > /run/x.pid")),
    ("x.init", init("start() {", "( cd /x; sudo -u orchid ./serve ) &", "echo $!", "}")),
]
PASSED_OVER = [
    ("a.sh", script("# su", "(sleep 10; echo hung) &", "timer=$!", "probe", "kill $timer")),
    ("a.sh", script("( cd /x; exec sudo -u orchid ./serve ) &", "echo $!")),
    ("a.sh", script("cd /x && su orchid -c serve &")),
    ("a.sh", script("su orchid -c serve &", "echo $!")),
    ("x.init", init("start() {", "su orchid -c 'cd /x && serve & echo $!'", "}")),
]
