"""The generated parts in bash: functions that set variables of their caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.ctl.completion import catalogue
from dropexec.ctl.completion.launcher import entries
from dropexec.ctl.completion.tree import tree
from dropexec.ctl.completion.values import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def options() -> Iterator[str]:
    """Yield the launcher's options: what each takes and rules out, then what is offered."""
    known = entries()
    yield from ("_dropexec_option() {", "    takes='' rules_out=''", "    case $1 in")
    for entry in known:
        spellings = [f"-{entry.short}"] if entry.short else []
        if not entry.with_equals:
            spellings.append(f"--{entry.long}")
        if entry.takes:
            spellings.append(f"--{entry.long}=")
        takes = f"takes={entry.takes} " if entry.takes else ""
        ruled_out = [other for other in known if other.long in entry.excludes]
        ruled_out += [] if entry.repeatable else [entry]
        words = _quoted(word for other in ruled_out for word in other.offered)
        yield f"        {' | '.join(spellings)}) {takes}rules_out={'all' if entry.last else words} ;;"
    yield from ("        *) return 1 ;;", "    esac", "}")
    yield from _setter("choices", (word for entry in known for word in entry.offered), "_dropexec_options")


def values() -> Iterator[str]:
    """Yield the words of each kind that is a set of words."""
    yield from _cases("_dropexec_words", WORDS)


def commands() -> Iterator[str]:
    """Yield the tree of dropexecctl: what follows each path, and what each option takes."""
    nodes = tree().all()
    yield from ("_dropexecctl_path() {", "    subcommands='' argument=''", "    case $1 in")
    for node in nodes:
        yield f"        {_quoted([node.name])})"
        if node.children:
            yield f"            subcommands={_quoted(child.path[-1] for child in node.children)}"
        if node.arguments:
            yield f"            argument={_quoted(argument.takes or '' for argument in node.arguments)}"
        yield f"            options={_quoted(word for option in node.options for word in option.offered)}"
        yield "            ;;"
    yield from ("        *) return 1 ;;", "    esac", "}")
    yield from ("_dropexecctl_option() {", "    takes='' rules_out='' choices=''", "    case $1 in")
    for node in nodes:
        for option in node.options:
            yield f"        {' | '.join(_quoted([f'{node.name} {name}']) for name in option.names)})"
            takes = f"takes={option.takes} " if option.takes else ""
            choices = f"choices={_quoted(option.words)} " if option.words else ""
            rules_out = _quoted(() if option.repeatable else option.offered)
            yield f"            {takes}{choices}rules_out={rules_out} ;;"
    yield from ("        *) return 1 ;;", "    esac", "}")


def names() -> Iterator[str]:
    """Yield the catalogue's names, then the releases of each distribution."""
    yield from _setter("choices", catalogue.names(), "_dropexecctl_names")
    yield from _cases("_dropexecctl_releases", catalogue.releases())


def _cases(function: str, table: dict[str, dict[str, str]]) -> Iterator[str]:
    yield from (f"{function}() {{", "    case $1 in")
    for key, words in table.items():
        yield f"        {key}) choices={_quoted(words)} ;;"
    yield from ("        *) choices='' ;;", "    esac", "}")


def _setter(variable: str, words: Iterable[str], function: str) -> Iterator[str]:
    yield from (f"{function}() {{", f"    {variable}={_quoted(words)}", "}")


def _quoted(words: Iterable[str]) -> str:
    return "'" + " ".join(words) + "'"


PARTS = {"options": options, "values": values, "commands": commands, "names": names}
