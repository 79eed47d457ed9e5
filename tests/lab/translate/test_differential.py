"""The original and its translation do the same, but for what dropexec(1) and the translation say."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from dropexec.launcher.environment import KEPT
from dropexec.translate import Circumstances, Fix, Translation, translate
from dropexec.translate.accounts import AccountsOf
from dropexec.translate.surroundings import of_root
from tests.lab.translate import lines
from tests.lab.translate.stage import Stage

pytestmark = [pytest.mark.lab, pytest.mark.root, pytest.mark.timeout(1800)]

EXAMPLES = max(100, settings.default.max_examples // 4) if settings.default else 100
"""Two runs of real programs each: a quarter of what other properties get."""

PAM = {"MAIL"}
SHELL = {"PWD", "OLDPWD", "SHLVL", "_"}
"""What a shell in between sets (dropexec(1), TRANSLATION)."""
REST: dict[str, set[str]] = {
    "su": PAM | SHELL,
    "runuser": PAM | SHELL | {"SHELL"},
    "sudo": PAM | {"PATH", "SUDO_COMMAND", "SUDO_GID", "SUDO_UID", "SUDO_USER", "SHELL", "TERM"},
    "gosu": {"USER", "LOGNAME", "SHELL"},
    # --reset-env leaves a placeholder in SHELL.
    "setpriv": {"PATH", "SHELL"},
}
"""The variables that may differ, by tool; for the others those of the account, which they leave alone."""
IDENTITY = {"HOME", "USER", "LOGNAME", "SHELL"}

REFUSED = (
    "cannot be judged: an expansion",
    "is the shell's $0 and not an argument",
    "nothing of the launcher's",
    "the shell of trnone is /usr/sbin/nologin",
    "need not be the service",
    "may become several words or none",
    "before the shell gets it; leave -i or -s out",
    "runuser has no option",
)
"""What may have no translation among the generated lines."""


@pytest.fixture(scope="module")
def circumstances(stage: Stage) -> Circumstances:
    return replace(of_root(Path("/")), accounts=AccountsOf(Path("/")), launcher=stage.launcher)


def _comparable(report: dict[str, Any] | None, result: Translation) -> dict[str, Any] | None:
    if report is None:
        return None
    rest = set(REST.get(result.tool, IDENTITY))
    if result.fix is Fix.UNSAFE:
        rest |= IDENTITY
    if result.intent is not None and not result.intent.keeps_environment:
        rest |= {*KEPT, *SHELL}
    environment = {name: value for name, value in report["environment"].items() if name not in rest}
    return {**report, "environment": environment}


def _check(line: str, stage: Stage, circumstances: Circumstances) -> None:
    result = translate(line, circumstances)
    note(line)
    if result.replacement is None:
        assert any(reason in (result.why or "") for reason in REFUSED), result.why
        return
    note(result.replacement)
    before, after = stage.run(line), stage.run(result.replacement)
    note(before.stderr + after.stderr)
    assert _differences(_comparable(before.report, result), _comparable(after.report, result)) == {}
    assert after.status == before.status


def _differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, tuple[Any, Any]]:
    """Return what differs, variables by their own names; the target must have run in both."""
    if before is None or after is None:
        return {} if before is after else {"ran": (before is not None, after is not None)}
    flat = [{**report, **report["environment"], "environment": None} for report in (before, after)]
    return {
        key: (flat[0].get(key), flat[1].get(key))
        for key in sorted({*flat[0], *flat[1]})
        if flat[0].get(key) != flat[1].get(key)
    }


def _differential(strategy: Callable[[str], st.SearchStrategy[str]]) -> Callable[..., None]:
    @settings(
        max_examples=EXAMPLES,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(data=st.data())
    def test(data: st.DataObject, stage: Stage, circumstances: Circumstances) -> None:
        _check(data.draw(strategy(stage.report)), stage, circumstances)

    return test


def needs(*tools: str) -> pytest.MarkDecorator:
    missing = [tool for tool in tools if shutil.which(tool, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


test_su = needs("su")(_differential(lines.su_lines))
test_runuser = needs("runuser")(_differential(lambda report: lines.su_lines(report, "runuser")))
test_runuser_with_u = needs("runuser")(_differential(lines.runuser_u_lines))
test_sudo = needs("sudo")(_differential(lines.sudo_lines))
test_tools_that_exec = needs(
    "gosu", "s6-setuidgid", "setuidgid", "chpst", "setpriv", "chroot", "start-stop-daemon"
)(_differential(lines.spec_lines))
