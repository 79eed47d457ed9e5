"""A Plan as the JSON object that ``dropexecctl explain --json`` prints."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dropexec.explain import cautions, setpriv, su, systemd
from dropexec.explain.capabilities import after_exec
from dropexec.launcher import capability
from dropexec.launcher.errors import DropexecError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.explain.reach import Reach
    from dropexec.explain.surroundings import Surroundings
    from dropexec.launcher.plan import Plan


FORMAT = "dropexec-explain/1"


def failure(error: DropexecError) -> dict[str, Any]:
    """Return the object of words that dropexec refuses before it has a plan.  Pure."""
    return {"format": FORMAT, "status": error.status, "error": str(error)}


def describe(
    plan: Plan, around: Surroundings, reach: Reach, mode: int, *, with_notes: bool = False
) -> dict[str, Any]:
    """Return what the plan does, with the keys of the schema (dropexec/schemas/explain.json).

    ``mode`` is st_mode of the executable, 0 where there is none; ``with_notes`` adds what is merely worth
    knowing.  ``error`` is there where dropexec would fail, with the message that it would print.  Text that
    is not UTF-8 holds lone surrogates (PEP 383).  Pure.
    """
    account = plan.account
    directory = _directory(plan, around, reach)
    sets = after_exec(plan)
    status, error = _ending(plan, reach)
    return {
        "format": FORMAT,
        "status": status,
        **({"error": error} if error is not None else {}),
        "user": account.name,
        "uid": account.uid,
        "gid": account.gid,
        "groups": list(plan.caller.groups if account.groups is None else account.groups),
        "group_names": {str(gid): name for gid, name in sorted(around.group_names.items())},
        "environment": [
            {"name": name, "value": value, "origin": origin}
            for name, (value, origin) in plan.environment.items()
        ],
        "directory": directory,
        "command": list(plan.command),
        "argv0": plan.argv0,
        "executable": reach.executable,
        "umask": f"{around.umask if plan.umask is None else plan.umask:04o}",
        "rlimits": {name: {"soft": _limit(soft), "hard": _limit(hard)} for name, soft, hard in plan.rlimits},
        "nice": plan.nice,
        "oom_score_adj": plan.oom_score_adj,
        "capabilities": {
            name: capability.names(getattr(sets, name))
            for name in ("ambient", "bounding", "inheritable", "permitted", "effective")
        },
        "missing_capabilities": capability.names(plan.missing),
        "no_new_privs": plan.no_new_privs,
        "no_tty": plan.no_tty,
        "pdeathsig": plan.pdeathsig,
        "descriptors": {
            "close_fds": plan.close_fds,
            "keep_fds": list(plan.keep_fds),
            "listen": plan.listen,
            "chown_stdio": plan.chown_stdio,
        },
        "equivalents": {
            "setpriv": setpriv.line(plan),
            "systemd": systemd.directives(plan, around, directory, reach.executable),
        },
        "security": None if around.security is None else dict(zip(("module", "domain"), around.security)),
        "notes": [
            *_choices(plan, around),
            *setpriv.gaps(plan),
            *systemd.gaps(plan, around, directory),
            *(su.notes(plan, around) if with_notes else ()),
        ],
        "warnings": [asdict(caution) for caution in cautions.collect(plan, around, reach, mode)],
    }


def _choices(plan: Plan, around: Surroundings) -> Iterator[str]:
    """Say what options do that shows nowhere else."""
    if plan.left_out:
        groups = ", ".join(f"{around.group_names.get(gid, '?')} ({gid})" for gid in plan.left_out)
        yield f"--inherit-groups leaves out the caller's groups {groups}: gid 0 or its account's own."
    if plan.new_keyring:
        yield "The target starts with a new, empty session keyring."


def _ending(plan: Plan, reach: Reach) -> tuple[int, str | None]:
    """Return the status that dropexec would end with and its message, 0 and None where the target runs."""
    try:
        plan.require_rights()
    except DropexecError as error:
        return error.status, str(error)
    return (reach.status, reach.problems[0]) if reach.problems else (0, None)


def _directory(plan: Plan, around: Surroundings, reach: Reach) -> str:
    # Where it cannot be entered, what was asked for is still the best answer; a warning says that it fails.
    if reach.directory is not None:
        return reach.directory
    return around.directory if plan.directory is None else os.path.join(around.directory, plan.directory)


def _limit(value: int) -> int | str:
    return "unlimited" if value < 0 else value
