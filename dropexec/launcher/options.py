"""The option table, as data, and the grammar of the command line."""

from dropexec.launcher.errors import DropexecError, quoted
from dropexec.launcher.record import Record
from dropexec.launcher.text import decoded, encoded

USAGE = "dropexec [OPTION]... USER[:GROUP] COMMAND [ARGUMENT]..."


class Option(Record):
    """One option: ``argument`` is the metavariable, or None for a flag.

    ``optional`` means that the argument is taken with ``=`` only.  An option that is not ``repeatable`` may
    stand once.
    """

    __slots__ = ("argument", "help", "name", "optional", "repeatable", "short")
    name: str
    short: "str | None"
    argument: "str | None"
    optional: bool
    repeatable: bool
    help: str


def _option(
    name: str,
    argument: "str | None",
    text: str,
    *,
    short: "str | None" = None,
    optional: bool = False,
    repeatable: bool = False,
) -> Option:
    return Option(
        name=name, short=short, argument=argument, optional=optional, repeatable=repeatable, help=text
    )


OPTIONS = (
    _option("groups", "LIST", "supplementary groups are exactly these and the gid"),
    _option("init-groups", None, "with USER:GROUP: supplementary groups from the group database, plus GROUP"),
    _option("add-groups", "LIST", "these groups besides the ones that the user spec gives"),
    _option("clear-groups", None, "no supplementary group but the gid"),
    _option("keep-groups", None, "do not call setgroups (user namespaces that deny it)"),
    _option(
        "preserve-env",
        "LIST",
        "keep the caller's environment; "
        "with =LIST: reset it, but keep these (* matches any run of characters)",
        short="E",
        optional=True,
    ),
    _option("env", "NAME=VALUE", "set a variable", short="e", repeatable=True),
    _option("unset-env", "NAME", "remove a variable (* matches any run of characters)", repeatable=True),
    _option(
        "chdir",
        "DIR",
        "working directory, entered as the target user; a leading ~ is the target's home",
        short="C",
    ),
    _option("umask", "MODE", "file mode creation mask, octal"),
    _option(
        "rlimit",
        "NAME=SOFT[:HARD]",
        "resource limit (nofile, nproc, core, ...); one value sets both",
        repeatable=True,
    ),
    _option("nice", "N", "absolute niceness, -20 to 19"),
    _option("oom-score-adj", "N", "out-of-memory score adjustment, -1000 to 1000"),
    _option("argv0", "NAME", "the target's argv[0]"),
    _option("no-tty", None, "give up the controlling terminal"),
    _option("close-fds", None, "close every descriptor above 2 but those of socket activation"),
    _option("keep-fds", "LIST", "with --close-fds: keep these descriptors too"),
    _option(
        "chown-stdio", None, "give the terminal, pipe or socket behind descriptors 0 to 2 to the target user"
    ),
    _option("pdeathsig", "SIGNAL", "signal to send to the target when its parent dies"),
    _option("no-new-privs", None, "set no_new_privs"),
    _option("ambient-caps", "LIST", "keep these capabilities across the drop"),
    _option("bounding-caps", "LIST", "reduce the capability bounding set to these; none for empty"),
    _option("help", None, "show this help and exit"),
    _option("version", None, "show the version and exit"),
)

_LONG = {option.name: option for option in OPTIONS}
_SHORT = {option.short: option for option in OPTIONS if option.short is not None}

PRESERVE_ALL = "E"
"""Where CommandLine.values keeps -E and the bare --preserve-env, which are not the option with a LIST."""


class CommandLine(Record):
    """A parsed command line.

    ``values`` maps an option's name to True, to its argument, or to the list of its arguments where it is
    repeatable.  ``spec`` is the user spec and ``command`` the command with its arguments, neither looked at.
    With ``help`` or ``version`` among the values both may be empty.
    """

    __slots__ = ("command", "spec", "values")
    values: "dict[str, str | bool | list[str]]"
    spec: str
    command: "list[str]"

    def flag(self, name: str) -> bool:
        """Return whether the option stands on the command line without an argument."""
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
        """Return a comma-separated argument as a list, or None; raise DropexecError for an empty element."""
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
    dropped.  Long options take ``--name=value`` and ``--name value``, are not abbreviated, and stand once
    unless repeatable.  Short ones may be clustered.  ``--help`` and ``--version`` end the parse.

    Raises DropexecError for everything that does not fit.
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
        raise DropexecError(f"cannot use --{option.name} twice: it may stand once")
    values[key] = value


def _unknown(name: str) -> DropexecError:
    from dropexec.launcher.suggestion import did_you_mean

    hint = did_you_mean(name, ["--" + long for long in _LONG]) if name.startswith("--") else ""
    return DropexecError(f"cannot use {quoted(name)}: no such option{hint or '; see dropexec --help'}")
