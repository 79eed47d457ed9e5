"""The same change in the words of setpriv(1), of util-linux 2.33 and later, and of env(1), of coreutils."""

from __future__ import annotations

import shlex
import signal
from typing import TYPE_CHECKING

from dropexec.launcher.capability import names

if TYPE_CHECKING:
    from dropexec.launcher.plan import Plan


def line(plan: Plan) -> str:
    """Return one shell-quoted line with the plan's credentials, capabilities and environment."""
    return shlex.join([*_privileges(plan), *_environment(plan), *plan.command])


def _privileges(plan: Plan) -> list[str]:
    account = plan.account
    words = ["setpriv", f"--reuid={account.uid}", f"--regid={account.gid}"]
    # --clear-groups would take the gid out of the list as well.
    if account.groups is None:
        words.append("--keep-groups")
    else:
        words.append("--groups=" + ",".join(str(gid) for gid in account.groups))
    kept = ",".join(f"+{name[len('cap_') :]}" for name in names(plan.ambient))
    if account.uid != 0:
        # What is not inheritable cannot be ambient either (capabilities(7)).
        words.append("--inh-caps=-all" + (f",{kept}" if kept else ""))
    elif kept:
        words.append(f"--inh-caps={kept}")
    if kept:
        words.append(f"--ambient-caps={kept}")
    if plan.bounding is not None:
        words.append(
            ",".join(["--bounding-set=-all", *(f"+{name[len('cap_') :]}" for name in names(plan.bounding))])
        )
    if plan.no_new_privs:
        words.append("--no-new-privs")
    if plan.pdeathsig is not None:
        words.append(f"--pdeathsig={signal_name(plan.pdeathsig)}")
    return words


def _environment(plan: Plan) -> list[str]:
    if "=" in plan.command[0]:
        return ["--"]
    words = ["--", "env", "-i"]
    if plan.directory is not None:
        words += ["-C", plan.directory]
    assignments = [f"{name}={value}" for name, (value, _) in plan.environment.items()]
    if (assignments or plan.command)[0].startswith("-"):
        words.append("--")
    return words + assignments


def signal_name(number: int) -> str:
    """Return a signal as kill(1) and setpriv(1) take it: TERM, or the number of one without a name."""
    try:
        return signal.Signals(number).name[len("SIG") :]
    except ValueError:
        return str(number)


def gaps(plan: Plan) -> list[str]:
    """Return what the line leaves out, one sentence an option, with what to do instead."""
    found = []
    if "=" in plan.command[0]:
        found.append(
            "setpriv: the environment is left as it is, because env takes a command with = in its name "
            "for a variable."
        )
        if plan.directory is not None:
            found.append(f"setpriv: --chdir has no equivalent; run cd {shlex.quote(plan.directory)} first.")
    if plan.umask is not None:
        found.append(f"setpriv: --umask has no equivalent; run umask {plan.umask:04o} in the shell first.")
    if plan.rlimits:
        limits = " ".join(f"--{name}={_limit(soft)}:{_limit(hard)}" for name, soft, hard in plan.rlimits)
        found.append(f"setpriv: --rlimit has no equivalent; put prlimit {limits} in front.")
    if plan.nice is not None:
        found.append(
            f"setpriv: --nice has no equivalent; run renice -n {plan.nice} -p $$ in the shell first."
        )
    if plan.oom_score_adj is not None:
        found.append(
            f"setpriv: --oom-score-adj has no equivalent; put choom -n {plan.oom_score_adj} -- in front."
        )
    for given, option in (
        (plan.argv0 is not None, "--argv0"),
        (plan.no_tty, "--no-tty"),
        (plan.close_fds, "--close-fds"),
        (plan.chown_stdio, "--chown-stdio"),
    ):
        if given:
            found.append(f"setpriv: {option} has no equivalent.")
    return found


def _limit(value: int) -> str:
    return "unlimited" if value < 0 else str(value)
