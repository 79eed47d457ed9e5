"""The generated parts in zsh: functions that set arrays of their caller, for _arguments and _describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.ctl.completion import catalogue
from dropexec.ctl.completion.launcher import entries
from dropexec.ctl.completion.tree import tree
from dropexec.ctl.completion.values import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dropexec.ctl.completion.launcher import Entry
    from dropexec.ctl.completion.tree import Parameter

# An action after a blank gets none of the options that _arguments would add to its second word.
_ACTIONS = {
    "anything": " ",
    "assignment": "_dropexec_assignment",
    "bounds": " _sequence _dropexec_value bounds",
    "capabilities": " _sequence _dropexec_value capabilities",
    "directory": "_directories",
    "file": "_files",
    "groups": "_sequence _groups",
    "limit": "_dropexec_limit",
    "shell": "_files -g '*(-*)'",
    "user": "_users",
    "variable": "_parameters -g '*export*'",
    "variables": "_sequence _parameters -g '*export*'",
}


def options() -> Iterator[str]:
    """Yield the launcher's options as specs of _arguments."""
    known = entries()
    with_list = {entry.long: entry for entry in known if entry.with_equals}
    yield from ("_dropexec_options() {", "  specs=(")
    for entry in known:
        if not entry.with_equals:
            yield from _entry(entry, with_list.get(entry.long))
    yield from ("  )", "}")


def _entry(entry: Entry, with_list: Entry | None) -> Iterator[str]:
    value = f":{entry.takes}:{_action(entry.takes)}" if entry.takes else ""
    excluded = [f"--{name}" for name in entry.excludes]
    if with_list is not None:
        # The list may stand beside the flag: the one spec for both excludes nothing.
        text = f"{entry.help}; with a list, {with_list.help}"
        yield _spec("", f"--{entry.long}=-", text, f"::{with_list.takes}:{_action(with_list.takes)}")
    else:
        excluded += [f"--{entry.long}", f"-{entry.short}"] if entry.short else []
        front = _front(excluded, repeatable=entry.repeatable, last=entry.last)
        yield _spec(front, f"--{entry.long}{'=' if value else ''}", entry.help, value)
    if entry.short:
        front = _front(excluded, repeatable=entry.repeatable, last=entry.last)
        yield _spec(front, f"-{entry.short}{'+' if value else ''}", entry.help, value)


def _front(excluded: Sequence[str], *, repeatable: bool, last: bool) -> str:
    """Return what stands before the option in a spec: a list of what it excludes, or a mark."""
    if last:
        return "(- : *)"
    if repeatable:
        return "*"
    return f"({' '.join(excluded)})" if excluded else ""


def values() -> Iterator[str]:
    """Yield the words of each kind that is a set of words, with what each means."""
    yield from _cases("_dropexec_words", WORDS)


def commands() -> Iterator[str]:
    """Yield the tree of dropexecctl: the options, subcommands and arguments of each path."""
    yield from ("_dropexecctl_path() {", "  specs=() own=() subcommands=() argument=", "  case $1 in")
    for node in tree().all():
        yield f"    {_quoted(node.name)})"
        yield "      specs=("
        for option in node.options:
            for line in _parameter(option):
                yield f"    {line}"
        for argument in node.arguments:
            if argument.takes not in ("launcher", "command"):
                repeated = "*" if argument.repeatable else "1"
                action = f"{argument.takes}:{_action(argument.takes, argument.words)}"
                yield f"        {_quoted(f'{repeated}:{action}')}"
        yield "      )"
        if node.children:
            yield "      subcommands=("
            for child in node.children:
                yield f"        {_quoted(f'{child.path[-1]}:{child.summary}')}"
            yield "      )"
        if node.arguments:
            yield f"      argument={_quoted(' '.join(argument.takes or '' for argument in node.arguments))}"
            yield f"      own=({' '.join(name for option in node.options for name in option.names)})"
        yield "      ;;"
    yield from ("  esac", "}")


def _parameter(option: Parameter) -> Iterator[str]:
    last = "--help" in option.names or "--version" in option.names
    same = option.names if len(option.names) > 1 else ()
    front = _front(same, repeatable=option.repeatable, last=last)
    for name in option.names:
        value = f":{option.takes}:{_action(option.takes, option.words)}" if option.takes else ""
        mark = ("=" if name.startswith("--") else "+") if option.takes else ""
        yield _spec(front, name + mark, option.help, value)


def names() -> Iterator[str]:
    """Yield the catalogue's names, then the releases of each distribution."""
    yield from ("_dropexecctl_names() {", "  described=(")
    yield from _described(catalogue.names(), "    ")
    yield from ("  )", "}")
    yield from _cases("_dropexecctl_releases", catalogue.releases())


def _cases(function: str, table: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield from (f"{function}() {{", "  described=()", "  case $1 in")
    for key, words in table.items():
        yield f"    {key}) described=("
        yield from _described(words, "      ")
        yield "    ) ;;"
    yield from ("  esac", "}")


def _described(words: Mapping[str, str], indent: str) -> Iterator[str]:
    for word, text in words.items():
        yield indent + _quoted(f"{word}:{text}" if text else word)


def _action(kind: str | None, words: tuple[str, ...] = ()) -> str:
    if kind == "words":
        return f"({' '.join(words)})"
    if kind == "catalogue":
        return "_dropexecctl_catalogue"
    return _ACTIONS.get(kind or "", f" _dropexec_value {kind}")


def _spec(front: str, option: str, text: str, value: str) -> str:
    for character in "[]":
        text = text.replace(character, f"\\{character}")
    return f"    {_quoted(f'{front}{option}[{text}]{value}')}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


PARTS = {"options": options, "values": values, "commands": commands, "names": names}
