"""What somebody should know before the plan is carried out, above all one who comes from su."""

from __future__ import annotations

import shlex
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropexec.explain import pamenv
from dropexec.launcher.capability import shown
from dropexec.launcher.entry import STEERING, STEERING_ALWAYS
from dropexec.launcher.environment import matches
from dropexec.launcher.errors import DropexecError, quoted
from dropexec.machine import limitsconf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dropexec.explain.reach import Reach
    from dropexec.explain.surroundings import Surroundings
    from dropexec.launcher.plan import Plan


NO_LOGIN = ("false", "nologin", "true", "null")
"""The last parts of the shells that let nobody in."""

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

WARNINGS = {
    "ambient-capabilities": "every program that the target starts has the capabilities as well",
    "callers-groups": "--keep-groups leaves the target in groups of the caller's",
    "code-from-environment": "a variable of the caller's can make the target load other code",
    "command-is-one-word": "the command has blanks or shell characters, and no shell splits it",
    "directory-denied": "the target may not enter the directory that it starts in",
    "fewer-groups": "su would also have given other groups",
    "no-new-privs-transition": "--no-new-privs bounds a security module's transition at the exec",
    "own-rights": "the file was looked up with the rights of whoever asks",
    "pam-environment": "su would have set a variable by pam_env",
    "pam-limits": "su would have set a limit by pam_limits",
    "pid-1-sigterm": "as PID 1 a target without a SIGTERM handler does not die of SIGTERM",
    "python-environment": "pip's launcher refuses to run while a variable is set",
    "session-of-another-user": "a variable of the caller's leads to the caller's session",
    "set-id": "the executable has a set-user-ID or set-group-ID bit",
    "would-fail": "dropexec would end with status 125, 126 or 127",
}
"""The ids of the warnings, with what each is about."""


@dataclass(frozen=True)
class Caution:
    """One sentence that says what to do; ``id`` is a key of WARNINGS."""

    id: str
    message: str


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
        *(_su(plan, around) if plan.account.name is not None else ()),
    ]


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


def _su(plan: Plan, around: Surroundings) -> Iterator[Caution]:
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
