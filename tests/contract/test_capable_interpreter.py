"""An interpreter that is not isolated and has capabilities, without being root: it refuses as for root."""

from __future__ import annotations

from dataclasses import replace

from tests.contract.launch import Launcher

DROPPED = ("/usr/bin/setpriv", "--reuid=5001", "--regid=5001", "--clear-groups")
CAPABLE = (*DROPPED, "--inh-caps=+chown", "--ambient-caps=+chown")


def unisolated(launcher: Launcher) -> Launcher:
    """Return the launcher run by an interpreter that takes what the caller's variables say."""
    return replace(launcher, argv=tuple(word for word in launcher.argv if word != "-I"))


def test_a_capability_makes_isolation_needed(open_launcher: Launcher) -> None:
    if open_launcher.name != "python":
        return  # the others are no module of an interpreter's
    started = unisolated(open_launcher)
    message = started.run("5001:5001", "/bin/true", before=CAPABLE, env={"PYTHONPATH": ""}).refused()
    assert message.startswith("cannot trust this interpreter as root: PYTHONPATH is set")
    assert started.run("5001:5001", "/bin/true", before=CAPABLE).status == 0


def test_a_user_without_rights_may_steer_what_is_the_users_own(open_launcher: Launcher) -> None:
    if open_launcher.name != "python":
        return
    started = unisolated(open_launcher)
    outcome = started.run("--keep-groups", "5001:5001", "/bin/true", before=DROPPED, env={"PYTHONPATH": ""})
    assert outcome.status == 0
