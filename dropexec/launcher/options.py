"""The option table, as data, and the grammar of the command line."""

from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.record import Record
from dropexec.launcher.text import decoded, encoded

USAGE = "dropexec [OPTION]... USER[:GROUP] COMMAND [ARGUMENT]..."


class Option(Record):
    """One option of the command line.

    ``argument`` is the metavariable, or None for a flag. ``takes`` is the kind of the argument, for
    completions, or None. ``optional`` means that the argument is taken with ``=`` only. An option that is
    not ``repeatable`` may be given once. ``bounds`` are the lowest and the highest value of a number.
    ``excludes`` names the options further down the table that it cannot be combined with.
    """

    __slots__ = ("argument", "bounds", "excludes", "help", "name", "optional", "repeatable", "short", "takes")
    name: str
    short: "str | None"
    argument: "str | None"
    takes: "str | None"
    optional: bool
    repeatable: bool
    bounds: "tuple[int, int] | None"
    excludes: "tuple[str, ...]"
    help: str


def _flag(name: str, text: str, *, excludes: "tuple[str, ...]" = ()) -> Option:
    return _option(name, None, None, text, excludes=excludes)


def _option(
    name: str,
    argument: "str | None",
    takes: "str | None",
    text: str,
    *,
    short: "str | None" = None,
    optional: bool = False,
    repeatable: bool = False,
    bounds: "tuple[int, int] | None" = None,
    excludes: "tuple[str, ...]" = (),
) -> Option:
    return Option(
        name=name,
        short=short,
        argument=argument,
        takes=takes,
        optional=optional,
        repeatable=repeatable,
        bounds=bounds,
        excludes=excludes,
        help=text,
    )


OPTIONS = (
    _option(
        "groups",
        "LIST",
        "groups",
        "set the supplementary groups to exactly these and the gid",
        excludes=("init-groups", "add-groups", "clear-groups", "keep-groups"),
    ),
    _flag(
        "init-groups",
        "with USER:GROUP: take the supplementary groups from the group database, plus GROUP",
        excludes=("clear-groups", "keep-groups"),
    ),
    _option(
        "add-groups",
        "LIST",
        "groups",
        "add these to the groups that the user spec gives",
        excludes=("clear-groups", "keep-groups"),
    ),
    _flag("clear-groups", "set no supplementary group but the gid", excludes=("keep-groups",)),
    _flag(
        "inherit-groups",
        "add the groups that the caller has beyond those of its own account, never gid 0",
        excludes=("keep-groups",),
    ),
    _flag("keep-groups", "do not call setgroups (for user namespaces that deny it)"),
    _option(
        "preserve-env",
        "LIST",
        "variables",
        "keep the caller's environment; "
        "with =LIST: reset it, but keep these (* matches any run of characters)",
        short="E",
        optional=True,
    ),
    _option("env", "NAME=VALUE", "assignment", "set a variable", short="e", repeatable=True),
    _option(
        "unset-env",
        "NAME",
        "variable",
        "remove a variable (* matches any run of characters)",
        repeatable=True,
    ),
    _option(
        "chdir",
        "DIR",
        "directory",
        "change to this working directory as the target user; a leading ~ is the target's home",
        short="C",
    ),
    _option("umask", "MODE", "umask", "set the file mode creation mask (octal)"),
    _option(
        "rlimit",
        "NAME=SOFT[:HARD]",
        "limit",
        "set a resource limit (nofile, nproc, core, ...); one value sets both limits, "
        "hard raises the soft one",
        repeatable=True,
    ),
    _option("nice", "N", "nice", "set the nice value, from -20 to 19", bounds=(-20, 19)),
    _option(
        "oom-score-adj",
        "N",
        "oom-score-adj",
        "set the out-of-memory score adjustment, from -1000 to 1000",
        bounds=(-1000, 1000),
    ),
    _option("argv0", "NAME", "anything", "set the target's argv[0]"),
    _flag("no-tty", "give up the controlling terminal"),
    _flag("close-fds", "close every descriptor above 2 except those of socket activation"),
    _option("keep-fds", "LIST", "anything", "with --close-fds: keep these descriptors too"),
    _flag("chown-stdio", "make the target user own the pseudo-terminal or pipe behind descriptors 0 to 2"),
    _option("pdeathsig", "SIGNAL", "signal", "send the target this signal when its parent dies"),
    _flag("no-new-privs", "set no_new_privs"),
    _flag("new-keyring", "start with a new, empty session keyring"),
    _option("ambient-caps", "LIST", "capabilities", "keep these capabilities, in the ambient set"),
    _option("bounding-caps", "LIST", "bounds", "reduce the capability bounding set to these, or to none"),
    _flag("help", "show this help and exit"),
    _flag("version", "show the version and exit"),
)
"""Every option, in the order of the manual page."""

EXCLUSIVE = tuple((option.name, other) for option in OPTIONS for other in option.excludes)
"""The pairs of options that cannot be combined."""

_LONG = {option.name: option for option in OPTIONS}
_SHORT = {option.short: option for option in OPTIONS if option.short is not None}

PRESERVE_ALL = "E"
"""The key in CommandLine.values for -E and the bare --preserve-env, which differ from the option with a
LIST."""


class CommandLine(Record):
    """A parsed command line.

    ``values`` maps an option's name to True, to its argument, or to the list of its arguments where it is
    repeatable. ``spec`` is the user spec and ``command`` the command with its arguments, neither examined
    yet. With ``help`` or ``version`` among the values both may be empty.
    """

    __slots__ = ("command", "spec", "values")
    values: "dict[str, str | bool | list[str]]"
    spec: str
    command: "list[str]"

    def flag(self, name: str) -> bool:
        """Return whether the option was given without an argument."""
        return self.values.get(name) is True

    def text(self, name: str) -> "str | None":
        """Return the option's argument, or None."""
        value = self.values.get(name)
        return value if isinstance(value, str) else None

    def all(self, name: str) -> "list[str]":
        """Return the arguments of a repeatable option, in order."""
        value = self.values.get(name)
        return value if isinstance(value, list) else []

    def words(self, name: str) -> "list[str] | None":
        """Return a comma-separated argument as a list, or None; raise DropexecError on an empty element."""
        text = self.text(name)
        if text is None:
            return None
        words = text.split(",")
        if not all(words):
            raise DropexecError(f"cannot use --{name} {quoted(text)}: an element of the list is empty")
        return words


def parse(argv: "list[str]") -> CommandLine:
    """Parse the words after the program's name.

    Options end at the first word that is not one, or at ``--``; one ``--`` directly after the user spec is
    dropped. Long options take ``--name=value`` and ``--name value`` and cannot be abbreviated; short ones
    may be combined. Nothing after ``--help`` or ``--version`` is read.

    Raises DropexecError for an unknown option, a missing or unexpected argument, an option given again that
    is not repeatable, and a missing user or command.
    """
    values: dict[str, str | bool | list[str]] = {}
    rest = list(argv)
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        if word == "--":
            break
        for option, value in _long(word, rest) if word.startswith("--") else _cluster(word, rest):
            _store(values, option, value)
            if option.name in ("help", "version"):
                return CommandLine(values=values, spec="", command=[])
    if not rest:
        raise DropexecError(f"cannot run anything: the user is missing; usage: {USAGE}")
    spec = rest.pop(0)
    if rest and rest[0] == "--":
        rest.pop(0)
    if not rest:
        raise DropexecError(f"cannot run anything as {quoted(spec)}: the command is missing; usage: {USAGE}")
    return CommandLine(values=values, spec=spec, command=rest)


def _long(word: str, rest: "list[str]") -> "list[tuple[Option, str | bool]]":
    name, equals, value = word[2:].partition("=")
    option = _LONG.get(name)
    if option is None:
        raise _unknown("--" + name)
    if option.argument is None and equals:
        raise DropexecError(f"cannot use --{name}={quoted(value)}: the option takes no value")
    if equals:
        return [(option, value)]
    return [(option, _argument(option, rest))]


def _cluster(word: str, rest: "list[str]") -> "list[tuple[Option, str | bool]]":
    found: list[tuple[Option, str | bool]] = []
    for position, letter in enumerate(word[1:], 2):
        option = _SHORT.get(letter)
        if option is None:
            raise _unknown("-" + decoded(encoded(letter)[:1]))
        if option.argument is not None and not option.optional and position < len(word):
            return [*found, (option, word[position:])]
        found.append((option, _argument(option, rest)))
    return found


def _argument(option: Option, rest: "list[str]") -> "str | bool":
    if option.argument is None or option.optional:
        return True
    if not rest:
        raise DropexecError(f"cannot use --{option.name}: its argument {option.argument} is missing")
    return rest.pop(0)


def _store(values: "dict[str, str | bool | list[str]]", option: Option, value: "str | bool") -> None:
    if option.repeatable:
        seen = values.setdefault(option.name, [])
        if isinstance(seen, list) and isinstance(value, str):
            seen.append(value)
        return
    key = PRESERVE_ALL if option.optional and value is True else option.name
    if key in values:
        raise DropexecError(f"cannot use --{option.name} twice: it may be given only once")
    values[key] = value


def check_exclusive(given: "list[str]") -> None:
    """Raise DropexecError where two of the options with these names cannot be combined."""
    for one, other in EXCLUSIVE:
        if one in given and other in given:
            raise DropexecError(f"cannot use --{one} with --{other}: they are mutually exclusive; choose one")


def _unknown(name: str) -> DropexecError:
    from dropexec.launcher import habit
    from dropexec.launcher.suggestion import did_you_mean

    hint = f"; {habit.OPTIONS[name]}" if name in habit.OPTIONS else ""
    if not hint and name.startswith("--"):
        hint = did_you_mean(name, ["--" + long for long in _LONG])
    return DropexecError(f"cannot use {quoted(name)}: no such option{hint or '; see dropexec --help'}")
