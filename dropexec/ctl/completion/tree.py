"""The subcommands of dropexecctl with their options and arguments, read from click's own tree."""

from __future__ import annotations

from dataclasses import dataclass

import click

from dropexec.ctl import main
from dropexec.probe.tools import TOOLS

# What a parameter takes where click knows it as text only: by an option's name, else by the metavariable.
_KINDS = {
    "--assume-shell": "shell",
    "--distro": "catalogue",
    "--launcher": "file",
    "--shell": "shell",
    "--signal": "signal",
    "--tool": "words",
    "--user": "user",
    "DIR": "directory",
    "FILE": "file",
    "NAME|DISTRIBUTION[:RELEASE]|RECORDING.json": "catalogue",
    "TEMPLATE": "command",
    "[--] [COMMAND LINE]": "command",
    "USER[:GROUP] COMMAND [ARGUMENT]...": "launcher",
}
_WORDS = {"--tool": (*sorted(TOOLS), "all")}


@dataclass(frozen=True)
class Parameter:
    """An option, or an argument, which has no ``names``.

    ``takes`` is the kind of value or None for a flag; ``words`` are the values where the kind is ``words``.
    """

    names: tuple[str, ...]
    help: str
    takes: str | None
    words: tuple[str, ...]
    repeatable: bool

    @property
    def offered(self) -> tuple[str, ...]:
        """The words that a completion may offer: ``--tool=``, ``-h``."""
        return tuple(f"{name}=" if self.takes and name.startswith("--") else name for name in self.names)


@dataclass(frozen=True)
class Node:
    """A command by its path of subcommands, the root's being empty, with what may follow it."""

    path: tuple[str, ...]
    summary: str
    options: tuple[Parameter, ...]
    arguments: tuple[Parameter, ...]
    children: tuple[Node, ...]

    @property
    def name(self) -> str:
        """The path as it is typed."""
        return " ".join(self.path)

    def all(self) -> list[Node]:
        """Return this node and everything below it, parents first."""
        return [self, *(node for child in self.children for node in child.all())]


def tree(root: click.Command = main) -> Node:
    """Return the whole tree; every subcommand is imported."""
    return _node((), root, _context(root, "dropexecctl", None))


def _node(path: tuple[str, ...], command: click.Command, context: click.Context) -> Node:
    children = []
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                children.append(_node((*path, name), child, _context(child, name, context)))
    options, arguments = [], []
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option) and not parameter.hidden:
            options.append(_option(parameter))
        elif isinstance(parameter, click.Argument):
            arguments.append(_argument(parameter))
    summary = " ".join((command.help or "").partition("\n\n")[0].split()).rstrip(".")
    return Node(path, summary, tuple(options), tuple(arguments), tuple(children))


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    return click.Context(command, info_name=name, parent=parent, **command.context_settings)


def _option(option: click.Option) -> Parameter:
    # Short ones first: click 8.1 has the names of --help in no order.
    names = tuple(sorted({*option.opts, *option.secondary_opts}, key=lambda name: (name[:2] == "--", name)))
    text = (option.help or "").partition(". ")[0].rstrip(".")
    if option.is_flag or option.count:
        return Parameter(names, text, None, (), option.count)
    known = [name for name in names if name in _KINDS]
    kind, words = _value(option, known[0] if known else option.metavar or "")
    return Parameter(names, text, kind, words, option.multiple)


def _argument(argument: click.Argument) -> Parameter:
    metavar = argument.metavar or (argument.name or "").upper()
    kind, words = _value(argument, metavar)
    return Parameter((), metavar, kind, words, argument.nargs == -1)


def _value(parameter: click.Parameter, name: str) -> tuple[str, tuple[str, ...]]:
    if isinstance(parameter.type, click.Choice):
        return "words", tuple(str(choice) for choice in parameter.type.choices)
    if isinstance(parameter.type, (click.Path, click.File)):
        only_directories = isinstance(parameter.type, click.Path) and not parameter.type.file_okay
        return "directory" if only_directories else "file", ()
    return _KINDS.get(name, "anything"), _WORDS.get(name, ())
