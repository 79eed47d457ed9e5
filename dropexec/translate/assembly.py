"""An intent in the launcher's words, with what differs from what the tool did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.launcher.environment import usable_shell
from dropexec.translate import person, shell
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.intent import Environment, Groups, Intent
from dropexec.translate.line import Line
from dropexec.translate.word import Word, joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.person import Person
    from dropexec.translate.script import Script


def build(
    intent: Intent, circumstances: Circumstances, script: Script | None
) -> tuple[tuple[Word, ...], Line]:
    """Return the words of the launcher's line and what is to be said of it.

    Raises UntranslatableError.
    """
    who = person.find(intent, circumstances)
    line = Line(
        changes=list(intent.changes),
        unsafe=[*who.unsafe, *intent.unsafe],
        assumes=[*who.assumes, *intent.assumes],
    )
    if not intent.shell and not intent.arguments:
        raise UntranslatableError(f"{intent.tool} runs no command here")
    _set_groups(line, intent, who)
    _set_environment(line, intent, who)
    if intent.shell:
        shell.run(line, intent, circumstances, who, script)
    else:
        line.target = shell.with_exec(line, intent.arguments, script)
    _set_directory(line, intent, who, circumstances)
    line.process[:0] = [Word.of(option) for option in intent.options]
    _keep_limits(line, intent, who, circumstances)
    dashes = (Word.of("--"),) if line.target[0].literal == "--" else ()
    launcher = Word.of(circumstances.launcher)
    if intent.argv0 is not None:
        line.argv0.append(joined("--argv0=", intent.argv0))
    user = person.spec(who, intent)
    return (*intent.prefix, launcher, *line.options(), user, *dashes, *line.target), line


def _set_groups(line: Line, intent: Intent, who: Person) -> None:
    account = who.account
    if intent.groups is Groups.LISTED:
        if intent.listed:
            line.groups.append(joined("--groups=", *_separated(intent.listed)))
        elif intent.group is None and ":" not in intent.user.text:
            line.groups.append(Word.of("--clear-groups"))
    elif intent.group is not None:
        line.groups.append(Word.of("--init-groups"))
        if intent.groups is Groups.LOGIN_AND_DATABASE:
            if account is None:
                line.unsafe.append(f"the login group of {who.name} is not known, and {who.name} loses it")
            else:
                line.groups.append(Word.of(f"--add-groups={account.group}"))


def _separated(words: Iterable[Word]) -> list[str | Word]:
    found: list[str | Word] = []
    for word in words:
        found += [",", word] if found else [word]
    return found


def _set_environment(line: Line, intent: Intent, who: Person) -> None:
    if intent.environment is Environment.KEPT:
        line.environment.append(Word.of("-E"))
    elif intent.environment is Environment.KEPT_WITH_HOME:
        line.environment.append(Word.of("--preserve-env=*,HOME"))
    elif intent.preserve:
        line.environment.append(Word.of(f"--preserve-env={','.join(intent.preserve)}"))
    line.variables += [joined("--env=", word) for word in intent.variables]
    given = intent.shell_given
    if given is not None and not intent.shell_by_path and given.literal != _own_shell(who):
        line.variables.append(joined("--env=SHELL=", given))


def _own_shell(who: Person) -> str | None:
    """Return the SHELL that the launcher sets by itself, None where the account is not known."""
    return None if who.account is None else usable_shell(who.account.shell)


def _set_directory(line: Line, intent: Intent, who: Person, circumstances: Circumstances) -> None:
    if intent.directory is None:
        return
    if intent.directory.literal != "~":
        line.directory.append(joined("--chdir=", intent.directory))
        return
    if who.account is None:
        line.assumes.append(f"the home directory of {who.name} exists")
        line.unsafe.append(f"whether the home directory of {who.name} exists is not known")
    elif who.account.home_exists is False:
        stays = f"{who.account.home} does not exist: the working directory stays the caller's, as before"
        program = circumstances.program(intent.tool)
        if program is not None and program.implementation == "shadow-su":
            goes = "shadow's su goes to / or ends (DEFAULT_HOME)"
            line.unsafe.append(f"{who.account.home} does not exist: {goes}")
        else:
            line.changes.append(stays)
        return
    line.directory.append(Word.of("--chdir=~"))


def _keep_limits(line: Line, intent: Intent, who: Person, circumstances: Circumstances) -> None:
    program = circumstances.program(intent.tool)
    if not intent.uses_pam or (program is not None and not program.limits):
        return
    if who.account is None:
        line.assumes.append(f"limits.conf gives {who.name} nothing")
        return
    for entry, option in who.account.limits:
        advice = f": to keep it, add {option}" if option else ""
        line.unsafe.append(f"the limit {entry} no longer applies{advice}")
