"""The generated parts in fish: its own ``complete`` commands, one for each thing that can be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.ctl.completion import catalogue
from dropexec.ctl.completion.launcher import entries
from dropexec.ctl.completion.tree import tree
from dropexec.ctl.completion.values import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dropexec.ctl.completion.tree import Parameter

_SOURCES = {
    "assignment": "__dropexec_assignment",
    "bounds": "__dropexec_list __dropexec_bounds",
    "capabilities": "__dropexec_list __dropexec_capabilities",
    "catalogue": "__dropexecctl_catalogue",
    "directory": "__fish_complete_directories (commandline -ct | string replace -r '^--[^=]*=|^-C' '')",
    "groups": "__dropexec_list __fish_complete_groups",
    "limit": "__dropexec_limit",
    "signal": "__dropexec_signals",
    "user": "__fish_complete_users",
    "variable": "set -xn",
    "variables": "__dropexec_list set -xn",
}
_FILES = ("file", "shell")
_DELEGATED = ("command", "launcher")


def options() -> Iterator[str]:
    """Yield the names that take the next word as a value, then each option."""
    known = entries()
    separate = [entry for entry in known if entry.takes and not entry.with_equals]
    names = [name for entry in separate for name in (entry.long, entry.short) if name]
    yield from _member("__dropexec_takes_value", names)
    for entry in known:
        own = f"{entry.long}=" if entry.with_equals else entry.long
        without = [*([] if entry.repeatable else [own]), *entry.excludes]
        parts = [f"complete -c dropexec -n {_quoted(' '.join(['__dropexec_offers', *without]))}"]
        if entry.short:
            parts.append(f"-s {entry.short}")
        parts.append(f"-l {entry.long}")
        if entry.takes:
            parts.append(_value(entry.takes, (), optional=entry.with_equals))
        yield " ".join([*parts, "-d", _quoted(entry.help)])


def values() -> Iterator[str]:
    """Yield the words of each kind that is a set of words."""
    yield from _cases("__dropexec_words", WORDS)


def commands() -> Iterator[str]:
    """Yield the paths of dropexecctl and the options that take the next word, then all that can be typed."""
    nodes = tree().all()
    yield from _member("__dropexecctl_is_path", (node.name for node in nodes))
    every = [
        (f"{node.name} {name}", option) for node in nodes for option in node.options for name in option.names
    ]
    yield from _member("__dropexecctl_is_option", (name for name, _ in every))
    yield from _member("__dropexecctl_takes_value", (name for name, option in every if option.takes))
    delegating = [node for node in nodes for one in node.arguments if one.takes in _DELEGATED]
    yield from _member("__dropexecctl_delegates", (node.name for node in delegating))
    for node in nodes:
        at = _quoted(node.name) if node.name else "''"
        for child in node.children:
            front = f"complete -c dropexecctl -n {_quoted(f'__dropexecctl_at {at}')}"
            yield f"{front} -a {child.path[-1]} -d {_quoted(child.summary)}"
        for option in node.options:
            without = [] if option.repeatable else option.names
            condition = " ".join(["__dropexecctl_offers", at, *without])
            spelled = [f"-l {name[2:]}" if name[:2] == "--" else f"-s {name[1:]}" for name in option.names]
            value = [_value(option.takes, option.words)] if option.takes else []
            front = f"complete -c dropexecctl -n {_quoted(condition)}"
            yield " ".join([front, *spelled, *value, "-d", _quoted(option.help)])
        for argument in node.arguments:
            yield f"complete -c dropexecctl -n {_argument(argument, at)}"


def _argument(argument: Parameter, at: str) -> str:
    """Return the condition and the words of an argument."""
    if argument.takes in _DELEGATED:
        condition = _quoted(f"__dropexecctl_{argument.takes} {at}")
        return f"{condition} -a '(__dropexecctl_delegate {argument.takes})'"
    where = "__dropexecctl_at" if argument.repeatable else "__dropexecctl_first"
    value = _value(argument.takes or "", argument.words, optional=True).removeprefix("-r ")
    return f"{_quoted(f'{where} {at}')} {value}"


def names() -> Iterator[str]:
    """Yield the catalogue's names, then the releases of each distribution."""
    yield "function __dropexecctl_names"
    yield from _printed(catalogue.names(), "    ")
    yield "end"
    yield from _cases("__dropexecctl_releases", catalogue.releases())


def _value(kind: str, words: tuple[str, ...], *, optional: bool = False) -> str:
    """Return the arguments of ``complete`` for a value."""
    if kind in _FILES:
        return "-r -F"
    required = "-f" if optional else "-x"
    if kind == "anything":
        return required
    source = " ".join(words) if kind == "words" else f"({_SOURCES.get(kind, f'__dropexec_words {kind}')})"
    return f"{required} -a {_quoted(source)}"


def _member(function: str, names: Iterable[str]) -> Iterator[str]:
    yield f"function {function}"
    yield f'    contains -- "$argv" {" ".join(_quoted(name) for name in names)}'
    yield "end"


def _cases(function: str, table: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield from (f"function {function}", "    switch $argv[1]")
    for key, words in table.items():
        yield f"        case {key}"
        yield from _printed(words, "            ")
    yield from ("    end", "end")


def _printed(words: Mapping[str, str], indent: str) -> Iterator[str]:
    if not any(words.values()):
        yield f"{indent}printf '%s\\n' {' '.join(words)}"
        return
    yield f"{indent}printf '%s\\t%s\\n' \\"
    lines = [f"{_quoted(word)} {_quoted(text)}" for word, text in words.items()]
    for line in lines[:-1]:
        yield f"{indent}    {line} \\"
    yield f"{indent}    {lines[-1]}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


PARTS = {"options": options, "values": values, "commands": commands, "names": names}
