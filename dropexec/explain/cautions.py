"""What somebody should know before the plan is carried out, above all one who comes from su."""

from __future__ import annotations

import shlex
import stat
from typing import TYPE_CHECKING

from dropexec.explain import pamenv
from dropexec.launcher.capability import shown
from dropexec.launcher.entry import STEERING, STEERING_ALWAYS
from dropexec.launcher.environment import matches
from dropexec.launcher.errors import DropexecError, quoted
from dropexec.machine import limitsconf

if TYPE_CHECKING:
    from dropexec.explain.reach import Reach
    from dropexec.explain.surroundings import Surroundings
    from dropexec.launcher.plan import Plan

NO_LOGIN = ("/bin/false", "/sbin/nologin", "/usr/bin/false", "/usr/sbin/nologin")

LOADING = (
    "BASH_ENV",
    "CLASSPATH",
    "ENV",
    "GCONV_PATH",
    "IFS",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "LD_*",
    "NODE_OPTIONS",
    "NODE_PATH",
    "PERL5LIB",
    "PERL5OPT",
    "PYTHON*",
    "RUBYLIB",
    "RUBYOPT",
)
"""Variables that make a program, an interpreter or a shell load other code."""


def collect(plan: Plan, around: Surroundings, reach: Reach, mode: int) -> list[str]:
    """Return the warnings, the ones that stop the target first; one sentence each, which says what to do.

    ``mode`` is st_mode of the executable, 0 where there is none.  Pure.
    """
    return [
        *_rights(plan),
        *_reach(plan, reach),
        *_interpreter(plan),
        *_set_id(plan, reach.executable, mode),
        *_groups(plan, around),
        *_kept(plan),
        *_ambient(plan),
        *(_su(plan, around) if plan.account.name is not None else ()),
    ]


def _rights(plan: Plan) -> list[str]:
    try:
        plan.require_rights()
    except DropexecError as error:
        return [f"dropexec would end with status 125: {error}."]
    return []


def _reach(plan: Plan, reach: Reach) -> list[str]:
    found = [f"dropexec would fail: {problem}." for problem in reach.problems]
    if reach.own_rights:
        found.append(
            "The directory and the executable were looked up with this process's own rights, "
            "which may differ from "
            f"those of {plan.who}; run explain as root to have them looked up with the target's."
        )
    if reach.executable is None and reach.problems and any(blank in plan.command[0] for blank in " \t;|&"):
        found.append(
            "The command is one word with blanks or shell characters, and no shell splits it; write it "
            "as separate words."
        )
    return found


def _interpreter(plan: Plan) -> list[str]:
    if plan.caller.uids[1] != 0 and not plan.caller.capabilities.effective:
        return []
    steering = [name for name, _ in plan.caller.environment if name in STEERING or name in STEERING_ALWAYS]
    if not steering:
        return []
    return [
        (
            f"The Python launcher of pip refuses to run as root while {', '.join(steering)} is set; "
            "unset it, or use the isolated launcher."
        )
    ]


def _set_id(plan: Plan, executable: str | None, mode: int) -> list[str]:
    bits = [
        text for bit, text in ((stat.S_ISUID, "set-user-ID"), (stat.S_ISGID, "set-group-ID")) if mode & bit
    ]
    if executable is None or not bits:
        return []
    what = f"{quoted(executable)} is {' and '.join(bits)}"
    if plan.no_new_privs:
        return [
            (
                f"{what}, which --no-new-privs makes ineffective; leave that option out if the program "
                "needs those rights."
            )
        ]
    return [f"{what}, so it runs with other credentials than these; add --no-new-privs if it should not."]


def _groups(plan: Plan, around: Surroundings) -> list[str]:
    account = plan.account
    if account.groups is None:
        kept = [
            f"{around.group_names.get(gid, '?')} ({gid})"
            for gid in plan.caller.groups
            if gid not in around.member_of
        ]
        if not kept:
            return []
        return [
            (
                f"--keep-groups leaves the target in the caller's groups {', '.join(kept)}; "
                "leave it out unless this user namespace denies setgroups."
            )
        ]
    more = [name for gid, name in sorted(around.member_of.items()) if gid not in account.groups]
    if not more:
        return []
    return [
        f"su would also have given the groups {', '.join(more)}; add --init-groups if the target needs them."
    ]


def _kept(plan: Plan) -> list[str]:
    kept = [
        name
        for name, (_, origin) in plan.environment.items()
        if origin == "kept" and any(matches(pattern, name) for pattern in LOADING)
    ]
    if not kept:
        return []
    return [
        (
            f"The target gets {', '.join(kept)} from the caller, which can make it load other code; "
            "remove them with --unset-env, or name what is needed with --preserve-env=LIST."
        )
    ]


def _ambient(plan: Plan) -> list[str]:
    if not plan.ambient:
        return []
    return [
        (
            f"Every program that the target starts also has {shown(plan.ambient)}, because ambient "
            "capabilities outlive exec; keep the list as short as can be."
        )
    ]


def _su(plan: Plan, around: Surroundings) -> list[str]:
    account = plan.account
    found = []
    if account.shell in NO_LOGIN:
        found.append(
            f"su would have run {account.shell}, which lets nobody in, unless given -s; "
            "dropexec starts no shell and needs nothing done."
        )
    if around.profiles:
        found.append(
            f"A login shell (su -) would have read {_listed(around.profiles)}; "
            "no profile is read here, so set with --env what the command needs of it."
        )
    return [*found, *_limits(plan, around), *_pam_environment(plan, around)]


def _limits(plan: Plan, around: Surroundings) -> list[str]:
    account = plan.account
    entries = [entry for path, text in around.limits_files for entry in limitsconf.parse(path, text)]
    gid = account.gid if around.login_gid is None else around.login_gid
    login = limitsconf.Login(account.name or "", account.uid, gid, around.member_of)
    given = {name for name, _, _ in plan.rlimits}
    found = []
    for limit in limitsconf.applied(entries, login):
        if limit.item in given:
            continue
        option = limitsconf.option(limit, around.limits)
        advice = f"add {option} to keep it" if option else "dropexec has no option for it"
        lines = _listed([f'"{entry}" in {entry.path}' for entry in limit.entries])
        found.append(f"su would have applied {lines} (pam_limits); {advice}.")
    return found


def _pam_environment(plan: Plan, around: Surroundings) -> list[str]:
    found = []
    if around.system_environment is not None:
        path, text = around.system_environment
        for name, value in pamenv.parse(text).items():
            if (
                plan.environment.get(name, ("", ""))[1] != "set"
                and plan.environment.get(name, (None, ""))[0] != value
            ):
                found.append(
                    f"su would have set {name} from {path} (pam_env); add --env "
                    f"{shlex.quote(f'{name}={value}')} if the command needs it."
                )
    if around.user_environment is not None:
        path, text = around.user_environment
        names = [name for name in pamenv.names(text) if plan.environment.get(name, ("", ""))[1] != "set"]
        if names:
            found.append(
                f"su may have set {', '.join(names)} from {path} (pam_env with user_readenv=1); set with "
                "--env what the command needs."
            )
    return found


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
