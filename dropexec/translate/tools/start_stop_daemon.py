"""start-stop-daemon of dpkg, busybox and OpenRC: what ``--chuid`` means, and what it carries along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.translate import invocation, spec
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar, Order, flag, optional, valued
from dropexec.translate.intent import Groups, Intent, untouched
from dropexec.translate.word import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.invocation import Invocation

GRAMMAR = Grammar(
    "start-stop-daemon",
    (
        flag("start", "S", "start"),
        flag("other", "KTHV", "stop", "status", "help", "version"),
        valued("pidfile", "p", "pidfile"),
        valued("exec", "x", "exec"),
        valued("startas", "a", "startas"),
        valued("match", "n", "name", "pid", "ppid"),
        valued("user", "u", "user"),
        valued("chuid", "c", "chuid"),
        valued("group", "g", "group"),
        valued("chroot", "r", "chroot"),
        valued("directory", "d", "chdir"),
        valued("umask", "k", "umask"),
        valued("nice", "N", "nicelevel"),
        valued("sched", "PI", "procsched", "iosched"),
        valued("stop", "sR", "signal", "retry", "notify-timeout"),
        flag("daemon", "bmC", "background", "make-pidfile", "no-close", "remove-pidfile", "notify-await"),
        valued("daemon", "O", "output"),
        valued("openrc", "e12w", "env", "stdout", "stderr", "wait", "progress"),
        flag("quiet", "oqvt", "oknodo", "quiet", "verbose", "test"),
        optional("openrc", "", "interpreted"),
    ),
    order=Order.PERMUTED,
)
"""Of dpkg 1.21 (utils/start-stop-daemon.c); of OpenRC and busybox the part that differs in the name only."""


def read(words: Sequence[Word], _: Circumstances) -> Invocation:
    """Read the words of start-stop-daemon."""
    return invocation.read(GRAMMAR, words)


def target(found: Invocation) -> tuple[int, Word] | None:
    """Return the program that is started and the index of its word, None where it has no word of its own."""
    for key in ("startas", "exec"):
        for item in found.given:
            if item.option.key == key and item.value is not None:
                index = item.words[-1]
                return (index, item.value) if found.words[index] is item.value else None
    return None


def intent(found: Invocation, _: Circumstances) -> Intent:
    """Return what the words mean; without another directory it is / (dpkg, measured)."""
    if found.has("other") or not found.has("start"):
        raise UntranslatableError("start-stop-daemon starts nothing here")
    given = found.value("chuid")
    if given is None:
        also = (
            "; --user is whom to become for OpenRC and whom to look for for dpkg" if found.has("user") else ""
        )
        raise UntranslatableError(f"start-stop-daemon without --chuid drops nothing{also}")
    for item in found.given:
        if item.option.key in ("daemon", "chroot", "sched", "openrc"):
            name = f"--{item.option.long[0]}" if item.option.long else f"-{item.option.short}"
            raise UntranslatableError(
                f"start-stop-daemon does more than drop here ({name}), and leaves nothing in between: keep it"
            )
    program = found.value("startas") or found.value("exec")
    if program is None:
        raise UntranslatableError("start-stop-daemon needs --exec or --startas")
    who = spec.split(given)
    groups = who.groups or tuple(found.all("group"))
    directory = found.value("directory")
    return Intent(
        tool="start-stop-daemon",
        user=who.user,
        group=groups[0] if groups else None,
        spec=None if who.named else who.word,
        groups=Groups.DATABASE,
        directory=directory if directory is not None else Word.of("/"),
        arguments=(program, *found.operands),
        options=tuple(_options(found)),
        changes=("--nice is absolute, --nicelevel was added to the caller's",) if found.has("nice") else (),
        unsafe=(
            untouched("start-stop-daemon"),
            "dropexec does not look whether it runs already (--exec, --pidfile, --name)",
        ),
    )


def _options(found: Invocation) -> list[str]:
    options = []
    for key, name in (("umask", "umask"), ("nice", "nice")):
        word = found.value(key)
        if word is None:
            continue
        if word.literal is None or (key == "nice" and word.literal.lstrip("+-") != word.literal.lstrip("-")):
            raise UntranslatableError(f"{word.text} is not known before it is run")
        options.append(f"--{name}={word.literal}")
    return options
