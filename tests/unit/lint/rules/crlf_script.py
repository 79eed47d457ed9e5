"""What crlf-script must find, and what not."""

from __future__ import annotations

from tests.unit.lint.texts import script

FOUND = [
    ("a.sh", "#!/bin/sh\r\nexec su orchid -c serve\r\n"),
    ("run", "#!/bin/bash\r\nexec sudo -u orchid serve\r\n"),
]
PASSED_OVER = [
    ("a.sh", script("exec serve")),
    (
        "u.service",
        "[Unit]\r\nDescription=x\r\n\r\n[Service]\r\nExecStart=/bin/su orchid -c 'exec /opt/serve'\r\n",
    ),
    ("a.sh", "echo su\r\n"),
    ("a.sh", "#!/bin/sh\necho 'a\r\n'\n"),
]
