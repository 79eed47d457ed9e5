"""The Plan: everything that a run will do, decided before the first change."""

from dropexec.launcher import capability, credentials, descriptors, directory, environment, options
from dropexec.launcher.account import Account, inherit, resolve
from dropexec.launcher.caller import Caller
from dropexec.launcher.database import SYSTEM, Database
from dropexec.launcher.errors import DropexecError, quoted, shown_ids
from dropexec.launcher.record import Record


class Plan(Record):
    """What the launcher will do, as a value.

    An option that was not given is None (or False, 0, empty). ``caller`` is what the process is now,
    ``missing`` the mask of the capabilities that the plan needs and the caller lacks. ``environment`` maps
    each variable to its value and its origin. ``rlimits`` holds (name, soft, hard); ``ambient`` and
    ``bounding`` are masks. ``left_out`` are the caller's groups that --inherit-groups leaves out. ``listen``
    counts the descriptors of socket activation. ``directory`` has ``~`` expanded.
    """

    __slots__ = (
        "account",
        "ambient",
        "argv0",
        "bounding",
        "caller",
        "chown_stdio",
        "close_fds",
        "command",
        "directory",
        "environment",
        "keep_fds",
        "left_out",
        "listen",
        "missing",
        "new_keyring",
        "nice",
        "no_new_privs",
        "no_tty",
        "oom_score_adj",
        "pdeathsig",
        "rlimits",
        "umask",
    )
    account: Account
    ambient: int
    argv0: "str | None"
    bounding: "int | None"
    caller: Caller
    chown_stdio: bool
    close_fds: bool
    command: "tuple[str, ...]"
    directory: "str | None"
    environment: "dict[str, tuple[str, str]]"
    keep_fds: "tuple[int, ...]"
    left_out: "tuple[int, ...]"
    listen: int
    missing: int
    new_keyring: bool
    nice: "int | None"
    no_new_privs: bool
    no_tty: bool
    oom_score_adj: "int | None"
    pdeathsig: "int | None"
    rlimits: "tuple[tuple[str, int, int], ...]"
    umask: "int | None"

    @classmethod
    def parse(cls, argv: "list[str]") -> "Plan":
        """Return the plan of a command line, as the launcher would make it now; change nothing.

        ``argv`` is what follows the program's name: options, user spec, command. Raises DropexecError as
        the launcher does, but not for a missing right (see ``require_rights``).
        """
        from dropexec.launcher import caller

        return decide(options.parse(argv), caller.read())

    @property
    def who(self) -> str:
        """The target user as messages name it: the account's name, else the uid."""
        return str(self.account.uid) if self.account.name is None else quoted(self.account.name)

    @property
    def bounding_left(self) -> int:
        """The bounding set that the target has, as a mask."""
        present = self.caller.capabilities.bounding
        return present if self.bounding is None else present & self.bounding

    def carried_out_by(self, caller: Caller) -> "Plan":
        """Return the same plan for the state that the process has by now."""
        return Plan(**{**{name: getattr(self, name) for name in self.__slots__}, "caller": caller})

    def require_rights(self) -> None:
        """Raise DropexecError naming each capability that the plan needs and this process lacks."""
        if not self.missing:
            return
        account, present = self.account, self.caller
        if self.missing & ~self.ambient == 1 << capability.SETGID and account.gid in present.gids:
            raise DropexecError(
                f"cannot set the supplementary groups of {self.who} to {shown_ids(account.groups or ())}: "
                f"this process has {shown_ids(present.groups)} and lacks CAP_SETGID; "
                "grant it, or see --keep-groups and --inherit-groups"
            )
        raise DropexecError(
            f"cannot become {self.who} (uid {self.account.uid}, gid {self.account.gid}): "
            f"this process lacks {capability.shown(self.missing)}; "
            "run dropexec as root, or grant it (cap_add, CapabilityBoundingSet=)"
        )


def decide(line: "options.CommandLine", caller: Caller, database: Database = SYSTEM) -> Plan:
    """Decide the plan of a command line for a caller.

    Raises DropexecError for whatever cannot be resolved or is malformed.
    """
    account, left_out = _account(line, caller, database)
    ambient, bounding = _capabilities(line)
    close_fds = line.flag("close-fds")
    plan = Plan(
        account=account,
        ambient=ambient,
        argv0=_argv0(line),
        bounding=bounding,
        caller=caller,
        chown_stdio=line.flag("chown-stdio"),
        close_fds=close_fds,
        command=tuple(line.command),
        directory=_directory(line, account),
        environment=_environment(line, caller, account),
        keep_fds=_keep_fds(line, close_fds),
        left_out=left_out,
        listen=descriptors.listening(caller.environment, caller.own_pid()) if close_fds else 0,
        missing=_missing(caller, account, ambient, bounding),
        new_keyring=line.flag("new-keyring"),
        no_new_privs=line.flag("no-new-privs"),
        no_tty=line.flag("no-tty"),
        **_attributes(line, caller),
    )
    _check_surroundings(plan)
    return plan


def _account(
    line: "options.CommandLine", caller: Caller, database: Database
) -> "tuple[Account, tuple[int, ...]]":
    """Return who the target will be, and the groups of the caller that --inherit-groups leaves out."""
    options.check_exclusive(list(line.values))
    account = resolve(
        line.spec,
        groups=line.words("groups"),
        init_groups=line.flag("init-groups"),
        add_groups=line.words("add-groups"),
        clear_groups=line.flag("clear-groups"),
        keep_groups=line.flag("keep-groups"),
        database=database,
    )
    if line.flag("inherit-groups"):
        return inherit(account, caller.uids[0], caller.groups, database)
    return account, ()


def _check_surroundings(plan: Plan) -> None:
    """Raise DropexecError where the target could come by a terminal or a directory not meant for it."""
    if plan.directory is None:
        directory.check_inherited()
    if plan.no_tty:
        from dropexec.launcher import terminal

        passing = [*plan.keep_fds, *range(3, 3 + plan.listen)]
        terminal.check(passing if plan.close_fds else None, plan.caller.own_pid())


def _environment(
    line: "options.CommandLine", caller: Caller, account: Account
) -> "dict[str, tuple[str, str]]":
    preserve = line.words("preserve-env") or []
    environment.check_patterns("preserve-env", preserve)
    environment.check_patterns("unset-env", line.all("unset-env"))
    return environment.compute(
        caller.environment,
        account,
        None if line.flag(options.PRESERVE_ALL) else environment.read_login_defs(),
        preserve_all=line.flag(options.PRESERVE_ALL),
        preserve=preserve,
        assignments=[environment.assignment(text) for text in line.all("env")],
        unset=line.all("unset-env"),
    )


def _capabilities(line: "options.CommandLine") -> "tuple[int, int | None]":
    ambient, bounding = line.words("ambient-caps"), line.words("bounding-caps")
    if ambient is None and bounding is None:
        return 0, None
    kept = capability.parse("ambient-caps", ambient or [])
    if bounding is None:
        return kept, None
    bound = 0 if bounding == ["none"] else capability.parse("bounding-caps", bounding)
    if kept & ~bound:
        raise DropexecError(
            f"cannot keep {capability.shown(kept & ~bound)} with --ambient-caps: "
            "--bounding-caps leaves it out; name it in both"
        )
    return kept, bound


def _missing(caller: Caller, account: Account, ambient: int, bounding: "int | None") -> int:
    missing = credentials.lacking(caller, account.uid, account.gid, account.groups)
    missing |= ambient & ~caller.capabilities.permitted
    if bounding is not None and caller.capabilities.bounding & ~bounding:
        missing |= 1 << capability.SETPCAP & ~caller.capabilities.effective
    return missing


def _argv0(line: "options.CommandLine") -> "str | None":
    argv0 = line.text("argv0")
    if argv0 == "":
        raise DropexecError('cannot use --argv0 "": the name is empty')
    return argv0


def _directory(line: "options.CommandLine", account: Account) -> "str | None":
    wanted = line.text("chdir")
    if wanted == "":
        raise DropexecError('cannot use --chdir "": the directory is empty')
    if wanted is None or not wanted.startswith("~"):
        return wanted
    if wanted[1:2] not in ("", "/"):
        raise DropexecError(
            f"cannot use --chdir {quoted(wanted)}: only ~ and ~/... stand for the target's home; "
            f"write ./{quoted(wanted)[1:-1]}"
        )
    return (account.home.rstrip("/") + wanted[1:]) or "/"


def _keep_fds(line: "options.CommandLine", close_fds: bool) -> "tuple[int, ...]":
    words = line.words("keep-fds")
    if words is None:
        return ()
    if not close_fds:
        raise DropexecError("cannot use --keep-fds alone: it goes with --close-fds")
    return descriptors.numbers(words)


def _attributes(line: "options.CommandLine", caller: Caller) -> "dict[str, object]":
    """Return the fields of the plan that ``process`` knows how to set."""
    nice, adjustment, umask = line.text("nice"), line.text("oom-score-adj"), line.text("umask")
    pdeathsig, limits = line.text("pdeathsig"), line.all("rlimit")
    if not limits and all(text is None for text in (nice, adjustment, umask, pdeathsig)):
        return {"nice": None, "oom_score_adj": None, "pdeathsig": None, "rlimits": (), "umask": None}
    from dropexec.launcher import process

    if pdeathsig is not None and caller.parent < 0:
        raise DropexecError("cannot tell the parent of this process: getppid(2) failed")
    return {
        "nice": None if nice is None else process.integer("nice", nice),
        "oom_score_adj": None if adjustment is None else process.integer("oom-score-adj", adjustment),
        "pdeathsig": None if pdeathsig is None else process.signal_number(pdeathsig),
        "rlimits": process.limits(limits),
        "umask": None if umask is None else process.mode(umask),
    }
