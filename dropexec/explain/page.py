"""The description of a Plan as a page for people, at most 100 columns wide."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from dropexec.explain.setpriv import signal_name
from dropexec.launcher.capability import NAMES
from dropexec.launcher.text import encoded

_LABEL = 14
_BODY = 80

Paint = Callable[[str, str], str]
"""Gives a text the colour of its role: heading, warning, or faint."""


def plain(role: str, text: str) -> str:  # noqa: ARG001 - the signature is Paint's
    """Return the text as it is."""
    return text


def page(description: dict[str, Any], paint: Paint = plain) -> str:
    """Return the page: warnings, who, what, environment, attributes, equivalents."""
    lines = [*_warnings(description, paint)]
    for heading, section in (
        ("Who", _who(description)),
        ("What", _what(description)),
        ("Environment", _environment(description, paint)),
        ("Attributes", _attributes(description)),
        ("Capabilities", _capabilities(description)),
    ):
        lines += [paint("heading", heading), *section, ""]
    return "\n".join([*lines, *_equivalents(description, paint)]) + "\n"


def shown(text: str) -> str:
    r"""Return text that cannot move the cursor: what is not printable is written ``\xNN``, byte by byte."""
    return "".join(
        letter if letter.isprintable() else "".join(f"\\x{byte:02x}" for byte in encoded(letter))
        for letter in text
    )


def _row(label: str, text: str) -> list[str]:
    wrapped = textwrap.wrap(text, _BODY, break_long_words=False, break_on_hyphens=False) or [""]
    return [f"  {label:<{_LABEL}}{wrapped[0]}".rstrip(), *(" " * (_LABEL + 2) + line for line in wrapped[1:])]


def _group(description: dict[str, Any], gid: int) -> str:
    name = description["group_names"].get(str(gid))
    return str(gid) if name is None else f"{shown(name)} ({gid})"


def _who(description: dict[str, Any]) -> Iterator[str]:
    user = description["user"]
    uid = description["uid"]
    yield from _row("user", f"{uid} (no account)" if user is None else f"{shown(user)} ({uid})")
    yield from _row("group", _group(description, description["gid"]))
    yield from _row("groups", ", ".join(_group(description, gid) for gid in description["groups"]) or "none")


def _what(description: dict[str, Any]) -> Iterator[str]:
    yield from _row("command", shown(shlex.join(description["command"])))
    executable = description["executable"]
    yield from _row("executable", "none that the target can run" if executable is None else shown(executable))
    if description["argv0"] is not None:
        yield from _row("argv[0]", shown(description["argv0"]))
    yield from _row("directory", shown(description["directory"]))


def _environment(description: dict[str, Any], paint: Paint) -> Iterator[str]:
    variables = description["environment"]
    if not variables:
        yield "  empty"
        return
    width = min(24, max(len(shown(variable["name"])) for variable in variables))
    for variable in sorted(variables, key=lambda variable: str(variable["name"])):
        origin = paint("faint", f"{variable['origin']:<10}")
        yield f"  {origin}  {shown(variable['name']):<{width}}  {shown(variable['value'])}".rstrip()


def _attributes(description: dict[str, Any]) -> Iterator[str]:
    yield from _row("umask", description["umask"])
    for name, limit in description["rlimits"].items():
        yield from _row(f"limit {name}", f"{limit['soft']} soft, {limit['hard']} hard")
    if not description["rlimits"]:
        yield from _row("limits", "the caller's")
    for label, key in (("nice", "nice"), ("oom score adj", "oom_score_adj")):
        if description[key] is not None:
            yield from _row(label, str(description[key]))
    if description["pdeathsig"] is not None:
        yield from _row("pdeathsig", signal_name(description["pdeathsig"]))
    if description["no_tty"]:
        yield from _row("terminal", "given up")
    descriptors = description["descriptors"]
    if descriptors["close_fds"]:
        kept = [str(number) for number in descriptors["keep_fds"]]
        kept += [
            str(number) for number in range(3, 3 + min(descriptors["listen"], 64)) if str(number) not in kept
        ]
        yield from _row("descriptors", "closed above 2" + (f", but {', '.join(kept)}" if kept else ""))
    if descriptors["chown_stdio"]:
        yield from _row("stdio", "given to the target")


def _capabilities(description: dict[str, Any]) -> Iterator[str]:
    for kind, names in description["capabilities"].items():
        yield from _row(kind, _set(names))
    yield from _row("no_new_privs", "yes" if description["no_new_privs"] else "no")
    if description["security"] is not None:
        security = description["security"]
        yield from _row(security["module"], f"{shown(security['domain'])} before the exec")


def _set(names: list[str]) -> str:
    """Return a capability set in a few words: root's is nearly all of them."""
    short = [name[len("cap_") :] for name in names]
    lacking = [name for name in NAMES if name not in short]
    if not lacking:
        return "all"
    return f"all but {' '.join(lacking)}" if len(lacking) < len(short) else " ".join(short) or "none"


def _warnings(description: dict[str, Any], paint: Paint) -> Iterator[str]:
    warnings = description["warnings"]
    if not warnings:
        return
    yield paint("warning", "Warnings")
    for warning in warnings:
        first, *rest = textwrap.wrap(
            shown(warning["message"]), _BODY + 12, break_long_words=False, break_on_hyphens=False
        )
        yield f"  {paint('warning', '!')} {first}"
        yield from (f"    {line}" for line in rest)
    yield ""


def _equivalents(description: dict[str, Any], paint: Paint) -> Iterator[str]:
    yield paint("heading", "The same with setpriv")
    line = "  "
    for word in shlex.split(description["equivalents"]["setpriv"]):
        quoted = shown(shlex.quote(word))
        if len(line) + len(quoted) > _BODY + 12 and line.strip():
            yield line + "\\"
            line = "    "
        line += quoted + " "
    yield line.rstrip()
    yield ""
    yield paint("heading", "The same with systemd")
    yield from (f"  {shown(directive)}" for directive in description["equivalents"]["systemd"])
    exact = description["equivalents"]["setpriv"]
    if shown(exact) != exact:
        yield ""
        yield f"  {paint('warning', '!')} What is written \\xNN cannot be shown; take the line from --json."
    if description["notes"]:
        yield ""
        yield paint("heading", "Notes")
        for note in description["notes"]:
            yield from textwrap.wrap(
                shown(note),
                _BODY + 14,
                initial_indent="  - ",
                subsequent_indent="    ",
                break_long_words=False,
            )
