"""The same in the directives of systemd.exec(5) and systemd.service(5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.launcher.capability import names
from dropexec.launcher.environment import KEPT, matches
from dropexec.launcher.text import encoded

if TYPE_CHECKING:
    from dropexec.explain.surroundings import Surroundings
    from dropexec.launcher.account import Account
    from dropexec.launcher.plan import Plan

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IDENTITY = ("HOME", "LOGNAME", "SHELL", "USER")


def directives(plan: Plan, around: Surroundings, directory: str, executable: str | None) -> list[str]:
    """Return the lines of a [Service] section that start the command as the plan does.

    ``directory`` is where the target starts, ``executable`` the file, or None where it was not found.  The
    directory, the umask and the locale of whoever asks are left out: the manager's are others.
    """
    account = plan.account
    lines = [f"User={_escaped(_user(account))}", f"Group={_group(account.gid, around)}"]
    others = _supplementary(account)
    if others:
        lines.append("SupplementaryGroups=" + " ".join(_group(gid, around) for gid in others))
    if plan.directory is not None and _directory_fits(directory) and directory != "/":
        lines.append(f"WorkingDirectory={_escaped(directory)}")
    if plan.umask is not None:
        lines.append(f"UMask={plan.umask:04o}")
    for name, soft, hard in plan.rlimits:
        values = [_limit(soft)] if soft == hard else [_limit(soft), _limit(hard)]
        lines.append(f"Limit{name.upper()}={':'.join(values)}")
    if plan.nice is not None:
        lines.append(f"Nice={plan.nice}")
    if plan.oom_score_adj is not None:
        lines.append(f"OOMScoreAdjust={plan.oom_score_adj}")
    if plan.bounding is not None:
        lines.append("CapabilityBoundingSet=" + " ".join(name.upper() for name in names(plan.bounding)))
    if plan.ambient:
        lines.append("AmbientCapabilities=" + " ".join(name.upper() for name in names(plan.ambient)))
    if plan.no_new_privs:
        lines.append("NoNewPrivileges=yes")
    return [*lines, *_environment(plan, around), _exec_start(plan, executable or plan.command[0])]


def gaps(plan: Plan, around: Surroundings, directory: str) -> list[str]:
    """Return what the directives cannot say, one sentence each."""
    account = plan.account
    found = []
    if account.name is None:
        found.append(
            f"systemd: User={account.uid} is refused (status 217/USER), because no account has this "
            "uid; create one."
        )
    if account.groups is None:
        found.append("systemd: --keep-groups has no equivalent; the groups come from the group database.")
    else:
        # For gid 0 the manager initialises no groups.
        initialised = around.initialised if account.gid != 0 else {}
        more = [name for gid, name in initialised.items() if gid not in account.groups]
        if more:
            found.append(
                f"systemd: User= always adds the groups of the group database, here also {', '.join(more)}; "
                "no directive takes them away."
            )
    if plan.directory is not None and not _directory_fits(directory):
        found.append(
            "systemd: WorkingDirectory= cannot name this directory; use one without such characters."
        )
    left_out = [
        name for name, (value, origin) in plan.environment.items() if not _variable_fits(name, value, origin)
    ]
    if left_out:
        found.append(
            f"systemd: Environment= cannot hold {', '.join(left_out)}; the name or the value has bytes "
            "that it refuses."
        )
    for given, text in (
        (
            plan.pdeathsig is not None,
            "--pdeathsig has no equivalent; the manager ends a service's processes itself",
        ),
        (plan.chown_stdio, "--chown-stdio has no equivalent"),
        (bool(plan.keep_fds), "--keep-fds has no equivalent; see FileDescriptorStoreMax= and Sockets="),
    ):
        if given:
            found.append(f"systemd: {text}.")
    return found


def quoted(word: str, *, dollar: bool = True) -> str:
    r"""Return a word of ExecStart= or Environment= (systemd.service(5), "Command lines"; systemd.syntax(7)).

    ``%`` is doubled against specifiers and, with ``dollar``, ``$`` against variables.  Bytes that are not
    printable ASCII or well-formed UTF-8 are written ``\xNN``.
    """
    word = word.replace("%", "%%")
    if dollar:
        word = word.replace("$", "$$")
    if _PLAIN.fullmatch(word):
        return word
    return '"' + "".join(_letter(letter) for letter in word) + '"'


def _letter(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter == "\n":
        return r"\n"
    if letter == "\t":
        return r"\t"
    return letter if letter.isprintable() else "".join(f"\\x{byte:02x}" for byte in encoded(letter))


def _user(account: Account) -> str:
    # All digits is a uid to systemd, whatever accounts are named.
    return str(account.uid) if account.name is None or account.name.isdigit() else account.name


def _group(gid: int, around: Surroundings) -> str:
    name = around.group_names.get(gid, "")
    return str(gid) if not name or name.isdigit() else _escaped(name)


def _supplementary(account: Account) -> list[int]:
    # The manager initialises the groups of a service, the gid among them, but not for gid 0.
    return [gid for gid in account.groups or () if gid != account.gid or gid == 0]


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _limit(value: int) -> str:
    return "infinity" if value < 0 else str(value)


def _directory_fits(directory: str) -> bool:
    return (
        directory.startswith("/")
        and directory.isprintable()
        and directory == directory.strip()
        and not directory.endswith("\\")
        and ".." not in directory.split("/")
    )


def _variable_fits(name: str, value: str, origin: str) -> bool:
    if not _NAME.fullmatch(name):
        return False
    return origin == "kept" or all(letter.isprintable() or letter in "\t\n" for letter in value)


def _environment(plan: Plan, around: Surroundings) -> list[str]:
    lines, passed = [], []
    for name, (value, origin) in plan.environment.items():
        if not _variable_fits(name, value, origin):
            continue
        if origin == "kept":
            # What is kept without being asked for is of whoever asks; a service has its own.
            if not any(matches(pattern, name) for pattern in KEPT):
                passed.append(name)
        elif origin != "account" or not _manager_sets(name, value, around):
            lines.append("Environment=" + quoted(f"{name}={value}", dollar=False))
    if passed:
        lines.insert(0, "PassEnvironment=" + " ".join(passed))
    unset = [name for name in ("PATH", *_IDENTITY) if name not in plan.environment]
    if unset:
        lines.append("UnsetEnvironment=" + " ".join(unset))
    return lines


def _manager_sets(name: str, value: str, around: Surroundings) -> bool:
    # With User= the manager sets the four, but leaves out a home of / and a shell that lets nobody in
    # (systemd.exec(5)), for which the launcher has another one.
    if name == "HOME":
        return value != "/"
    return name != "SHELL" or value == around.login_shell


def _exec_start(plan: Plan, executable: str) -> str:
    # @ separates the file from argv[0]; the file's own $ is not doubled.
    words = [quoted(word) for word in plan.command[1:]]
    if plan.argv0 is not None or "$" in executable:
        words.insert(0, quoted(plan.command[0] if plan.argv0 is None else plan.argv0))
        return " ".join(["ExecStart=@" + quoted(executable, dollar=False), *words])
    return " ".join(["ExecStart=" + quoted(executable), *words])
