"""Probe one tool and print its recordings as JSON: the program that the lab runs inside a root.

    python3 -I -B session.py SPECIMEN

SPECIMEN is a JSON object of ``tool`` or ``template``, ``scenarios``, ``shell`` and ``form``. It goes past
``dropexecctl``, because a root has no package for it but Python's own: Debian 11's click is too old.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> int:
    """Carry out the session that the command line says; return its exit status."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from dropexec.probe import subject
    from dropexec.probe.errors import ProbeError
    from dropexec.probe.experiment import Setup
    from dropexec.recording.scenario import SCENARIOS

    asked = json.loads(sys.argv[1])
    try:
        setup = Setup.prepare("nobody", asked["shell"], asked["form"])
        template = asked["template"]
        tool = subject.from_template(template) if template else subject.named(asked["tool"])
        done = [setup.probe(tool, SCENARIOS[name]).to_json() for name in asked["scenarios"]]
    except ProbeError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(done))
    return 0


if __name__ == "__main__":
    sys.exit(main())
