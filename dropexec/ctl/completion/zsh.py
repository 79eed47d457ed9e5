"""The generated parts in zsh: functions that set arrays of their caller, as _arguments and _describe want them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.ctl.completion import catalogue
from dropexec.ctl.completion.launcher import entries
from dropexec.ctl.completion.tree import tree
from dropexec.ctl.completion.values import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    yield from ("_dropexec_options() {", "  specs=(")
    for entry in entries():
        if entry.with_equals:
            continue
        listed = [other for other in entries() if other.with_equals and other.long == entry.long]
        yield from _entry(entry, listed[0] if listed else None)
    yield from ("  )", "}")


def _entry(entry: Entry, with_list: Entry | None) -> Iterator[str]:
    own = [f"--{entry.long}", *([f"-{entry.short}"] if entry.short else [])]
    ruled_out = [word.rstrip("=") for word in entry.rules_out if word.rstrip("=") not in own]
    # A short option beside the one with a list is no repetition of it.
    excluded = [*ruled_out, *(own if len(own) > 1 and not with_list else [])]
    repeatable = "*" if entry.repeatable else ""
    front = "(- : *)" if entry.last else f"({' '.join(excluded)})" if excluded and not repeatable else repeatable
    for word in own:
        if entry.takes:
            mark = "+" if len(word) == 2 else "="
            yield _spec(front, word + mark, entry.help, f":{entry.takes}:{_action(entry.takes)}")
        elif with_list is not None and word.startswith("--"):
            text = f"{entry.help}; with a list\\: {with_list.help}"
            yield _spec(front, f"{word}=-", text.replace("\\:", ","), f"::{with_list.takes}:{_action(with_list.takes)}")
        else:
            yield _spec(front, word, entry.help, "")


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
    excluded = f"({' '.join(option.names)})" if len(option.names) > 1 else ""
    front = "(- : *)" if last else "*" if option.repeatable else excluded
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
