"""What somebody should know before the plan is carried out, above all one who comes from su."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from dropexec.explain import su
from dropexec.explain.warning import Caution
from dropexec.launcher.capability import shown
from dropexec.launcher.entry import STEERING, STEERING_ALWAYS
from dropexec.launcher.environment import matches
from dropexec.launcher.errors import DropexecError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.explain.reach import Reach
    from dropexec.explain.surroundings import Surroundings
    from dropexec.launcher.plan import Plan


SESSION = ("DBUS_SESSION_BUS_ADDRESS", "KRB5CCNAME", "XAUTHORITY", "XDG_RUNTIME_DIR")
"""Variables that lead to files of the user whose session it is, which another one cannot open or must not."""

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


def collect(plan: Plan, around: Surroundings, reach: Reach, mode: int) -> list[Caution]:
    """Return the warnings, the ones that stop the target first.

    ``mode`` is st_mode of the executable, 0 where there is none.  Pure.
    """
    return [
        *_rights(plan),
        *_reach(plan, reach),
        *_directory(plan, reach),
        *_interpreter(plan),
        *_set_id(plan, reach.executable, mode),
        *_groups(plan, around),
        *_kept(plan),
        *_session(plan),
        *_ambient(plan),
        *_transition(plan, around),
        *_first_process(plan),
        *(su.differences(plan, around) if plan.account.name is not None else ()),
    ]


def _rights(plan: Plan) -> Iterator[Caution]:
    try:
        plan.require_rights()
    except DropexecError as error:
        yield Caution("would-fail", f"dropexec would end with status {error.status}: {error}.")


def _reach(plan: Plan, reach: Reach) -> Iterator[Caution]:
    for problem in reach.problems:
        yield Caution("would-fail", f"dropexec would fail: {problem}.")
    if reach.own_rights:
        yield Caution(
            "own-rights",
            "The directory and the executable were looked up with this process's own rights, "
            f"which may differ from those of {plan.who}; run explain as root to have them looked up with the "
            "target's.",
        )
    if reach.executable is None and reach.problems and any(blank in plan.command[0] for blank in " \t;|&"):
        yield Caution(
            "command-is-one-word",
            "The command is one word with blanks or shell characters, and no shell splits it; write it "
            "as separate words.",
        )


def _directory(plan: Plan, reach: Reach) -> Iterator[Caution]:
    if reach.denied is not None:
        yield Caution(
            "directory-denied",
            f"{plan.who} may not enter {quoted(reach.denied)}, the directory that it starts in; "
            "add --chdir=/ or another directory.",
        )


def _interpreter(plan: Plan) -> Iterator[Caution]:
    if plan.caller.uids[1] != 0 and not plan.caller.capabilities.effective:
        return
    steering = [name for name, _ in plan.caller.environment if name in STEERING or name in STEERING_ALWAYS]
    if steering:
        yield Caution(
            "python-environment",
            f"The Python launcher of pip refuses to run as root while {', '.join(steering)} is set; "
            "unset it, or use the isolated launcher.",
        )


def _set_id(plan: Plan, executable: str | None, mode: int) -> Iterator[Caution]:
    bits = [
        text for bit, text in ((stat.S_ISUID, "set-user-ID"), (stat.S_ISGID, "set-group-ID")) if mode & bit
    ]
    if executable is None or not bits:
        return
    what = f"{quoted(executable)} is {' and '.join(bits)}"
    if plan.no_new_privs:
        yield Caution(
            "set-id",
            f"{what}, which --no-new-privs makes ineffective; leave that option out if the program "
            "needs those rights.",
        )
    else:
        yield Caution(
            "set-id",
            f"{what}, so it runs with other credentials than these; add --no-new-privs if it should not.",
        )


def _groups(plan: Plan, around: Surroundings) -> Iterator[Caution]:
    account = plan.account
    if account.groups is None:
        kept = [
            f"{around.group_names.get(gid, '?')} ({gid})"
            for gid in plan.caller.groups
            if gid not in around.member_of
        ]
        if kept:
            yield Caution(
                "callers-groups",
                f"--keep-groups leaves the target in the caller's groups {', '.join(kept)}; "
                "leave it out unless this user namespace denies setgroups.",
            )
        return
    more = [name for gid, name in sorted(around.member_of.items()) if gid not in account.groups]
    if more:
        yield Caution(
            "fewer-groups",
            f"su would also have given the groups {', '.join(more)}; add --init-groups if the target needs "
            "them.",
        )


def _kept(plan: Plan) -> Iterator[Caution]:
    kept = [
        name
        for name, (_, origin) in plan.environment.items()
        if origin == "kept" and any(matches(pattern, name) for pattern in LOADING)
    ]
    if kept:
        yield Caution(
            "code-from-environment",
            f"The target gets {', '.join(kept)} from the caller, which can make it load other code; "
            "remove them with --unset-env, or name what is needed with --preserve-env=LIST.",
        )


def _session(plan: Plan) -> Iterator[Caution]:
    if plan.caller.uids[0] == plan.account.uid:
        return
    kept = [name for name in SESSION if plan.environment.get(name, ("", ""))[1] == "kept"]
    if kept:
        yield Caution(
            "session-of-another-user",
            f"The target gets {', '.join(kept)} from the caller, which {_lead(kept)} to the session of uid "
            f"{plan.caller.uids[0]}; remove with --unset-env what the target must not or cannot use.",
        )


def _lead(names: list[str]) -> str:
    return "lead" if len(names) > 1 else "leads"


def _ambient(plan: Plan) -> Iterator[Caution]:
    if plan.ambient:
        yield Caution(
            "ambient-capabilities",
            f"Every program that the target starts also has {shown(plan.ambient)}, because ambient "
            "capabilities outlive exec; keep the list as short as can be.",
        )


def _transition(plan: Plan, around: Surroundings) -> Iterator[Caution]:
    if around.security is None or not plan.no_new_privs:
        return
    module, domain = around.security
    yield Caution(
        "no-new-privs-transition",
        f"{SECURITY[module].format(quoted(domain))}; leave --no-new-privs out if the target has a domain of "
        "its own.",
    )


def _first_process(plan: Plan) -> Iterator[Caution]:
    if plan.caller.pid == 1:
        yield Caution(
            "pid-1-sigterm",
            "As PID 1 the target does not die of SIGTERM unless it has a handler for it (pid_namespaces(7)); "
            "have it handle SIGTERM, or run an init before it (docker run --init).",
        )


SECURITY = {
    "selinux": "This process is in the SELinux domain {}, and with no_new_privs the exec changes it only "
    "where the policy allows nnp_transition or where the new domain is bounded by it",
    "apparmor": "This process is confined by AppArmor as {}, and with no_new_privs the exec moves it only to "
    "a profile that allows no more",
}
"""What no_new_privs means for the transition at an exec, by module, with the place of the domain before."""
