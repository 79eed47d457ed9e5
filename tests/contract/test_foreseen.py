"""What explain foresees is what the launcher does: for any command line, environment, accounts and caller."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from tests.contract import callers, generated
from tests.contract.etc import Etc

EXPLAIN = (sys.executable, "-IB", "-m", "dropexec.ctl", "explain", "--json")


@pytest.fixture(scope="module")
def everybody_may_ask() -> bool:
    """Whether the checkout and its interpreter are where another user than root can read them."""
    change = callers.become(12, 12, [], None)
    try:
        done = subprocess.run([*EXPLAIN, "--help"], preexec_fn=change, capture_output=True, check=False)
    except PermissionError:
        return False
    return done.returncode == 0


@pytest.mark.timeout(1800)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_explain_ends_with_the_status_and_has_the_message_that_the_launcher_would_have(
    data: st.DataObject,
    etc: Etc,
    native: Path,
    everybody_may_ask: bool,
) -> None:
    for name, contents in generated.FILES.items():
        etc.write(name, data.draw(contents, name).encode())
    options = data.draw(generated.option_words, "options")
    assume("--help" not in options and "--version" not in options)
    words = [
        *options,
        data.draw(generated.specs, "spec"),
        *data.draw(generated.commands, "command"),
    ]
    environment = data.draw(generated.environments, "environment")
    uid, gid, extra = data.draw(generated.callers, "caller")
    if not everybody_may_ask:
        uid = gid = 0

    def run(*command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*command, *words],
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            preexec_fn=callers.become(uid, gid, extra, None),
            check=False,
        )

    real = run(str(native))
    foreseen = run(*EXPLAIN)
    status = real.returncode if real.returncode in (125, 126, 127) else 0
    event(f"status {status}")
    assert foreseen.returncode == status, foreseen
    if status:
        assert json.loads(foreseen.stdout)["error"] == real.stderr.decode()[len("dropexec: ") : -1]
