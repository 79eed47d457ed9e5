"""What su(1) does besides the change of the ids, for those who come from it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from dropexec.explain import pamenv
from dropexec.explain.warning import Caution
from dropexec.machine import limitsconf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.explain.surroundings import Surroundings
    from dropexec.launcher.plan import Plan

NO_LOGIN = ("false", "nologin", "true", "null")
"""The last parts of the shells that let nobody in."""


def differences(plan: Plan, around: Surroundings) -> Iterator[Caution]:
    """Return what su would have set by PAM and dropexec does not, for an account."""
    yield from _limits(plan, around)
    yield from _pam_environment(plan, around)


def _limits(plan: Plan, around: Surroundings) -> Iterator[Caution]:
    account = plan.account
    entries = [entry for path, text in around.limits_files for entry in limitsconf.parse(path, text)]
    gid = account.gid if around.login_gid is None else around.login_gid
    login = limitsconf.Login(account.name or "", account.uid, gid, around.member_of)
    given = {name for name, _, _ in plan.rlimits}
    for limit in limitsconf.applied(entries, login):
        if limit.item in given:
            continue
        option = limitsconf.option(limit, around.limits)
        advice = f"add {option} to keep it" if option else "dropexec has no option for it"
        lines = _listed([f'"{entry}" in {entry.path}' for entry in limit.entries])
        yield Caution("pam-limits", f"su would have applied {lines} (pam_limits); {advice}.")


def _pam_environment(plan: Plan, around: Surroundings) -> Iterator[Caution]:
    if around.system_environment is not None:
        path, text = around.system_environment
        for name, value in pamenv.parse(text).items():
            present, origin = plan.environment.get(name, (None, ""))
            if origin != "set" and present != value:
                yield Caution(
                    "pam-environment",
                    f"su would have set {name} from {path} (pam_env); add --env "
                    f"{shlex.quote(f'{name}={value}')} if the command needs it.",
                )
    if around.user_environment is not None:
        path, text = around.user_environment
        names = [name for name in pamenv.names(text) if plan.environment.get(name, ("", ""))[1] != "set"]
        if names:
            yield Caution(
                "pam-environment",
                f"su may have set {', '.join(names)} from {path} (pam_env with user_readenv=1); set with "
                "--env what the command needs.",
            )


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def notes(plan: Plan, around: Surroundings) -> list[str]:
    """Return what is worth knowing, and needs nothing done, for those who come from su.  Pure."""
    account = plan.account
    if account.name is None:
        return []
    found = []
    if around.login_shell.rpartition("/")[2] in NO_LOGIN:
        found.append(
            f"su would have run {around.login_shell}, which lets nobody in, unless given -s; "
            "dropexec starts no shell and needs nothing done."
        )
    if around.profiles:
        found.append(
            f"A login shell (su -) would have read {_listed(around.profiles)}; "
            "no profile is read here, so set with --env what the command needs of it."
        )
    return found
