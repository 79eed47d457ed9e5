"""The shell of a line: which one it is, whether it is needed, and how it gets out of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dropexec.translate import command
from dropexec.translate.builtins import SHELLS
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.word import Word

if TYPE_CHECKING:
    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.intent import Intent
    from dropexec.translate.line import Line
    from dropexec.translate.person import Person
    from dropexec.translate.script import Script


def run(line: Line, intent: Intent, circumstances: Circumstances, who: Person, script: Script | None) -> None:
    """Have the intent's shell run its string or read its words; the string alone where no shell is needed.

    Raises UntranslatableError where a shell would have to stay.
    """
    shell, settled = _shell(intent, circumstances, who)
    name = (shell.known or "").rpartition("/")[2]
    if script is None:
        if not intent.arguments:
            raise UntranslatableError(f"{intent.tool} starts an interactive shell here: there is no command")
        _settle(line, intent, who, shell, settled=settled)
        line.target = (shell, *intent.shell_options, *intent.arguments)
    else:
        command.check_arguments(script, intent.arguments)
        found = None if intent.login else _direct(script, intent, name)
        if found is not None:
            _take_over(line, found, name)
            if who.account is None and intent.shell_given is None:
                line.assumes.append(
                    f"the login shell of {who.name} is none that lets nobody in, such as nologin"
                )
            return
        _check_language(name, shell)
        kept = command.kept(script, _string(intent), name or shell.text)
        _settle(line, intent, who, shell, settled=settled)
        line.unsafe += kept.unsafe
        line.assumes += kept.assumes
        line.target = (
            shell,
            *intent.shell_options,
            intent.dash_c or Word.of("-c"),
            kept.string,
            *intent.arguments,
        )
        _say_exec(line, kept.string is not intent.string, script)
    if intent.shell_by_path:
        return
    if intent.login:
        line.argv0.append(Word.of(f"--argv0=-{name or 'sh'}"))
    elif script is not None and "$0" in script.text and not intent.arguments:
        line.argv0.append(Word.of(f"--argv0={name or 'sh'}"))


def _string(intent: Intent) -> Word:
    if intent.string is None:
        raise UntranslatableError("there is no command")
    return intent.string


def _shell(intent: Intent, circumstances: Circumstances, who: Person) -> tuple[Word, bool]:
    """Return the shell, and whether it is known to be the right one."""
    if intent.shell_given is not None:
        return intent.shell_given.whole(), True
    if who.account is None:
        return Word.of(circumstances.assumed_shell or "/bin/sh"), circumstances.assumed_shell is not None
    if who.placeholder:
        raise UntranslatableError(
            f"the shell of {who.name} is {who.account.shell}, so {intent.tool} never started the command; "
            "a translation would make a dead service run"
        )
    return Word.of(who.account.shell), True


def _settle(line: Line, intent: Intent, who: Person, shell: Word, *, settled: bool) -> None:
    """Say what is not known of the shell that stays."""
    if who.account is not None or intent.shell_given is not None:
        return
    line.assumes.append(f"the login shell of {who.name} is {shell.text}")
    if not settled:
        line.unsafe.append(f"the login shell of {who.name} is not known")


def _direct(script: Script, intent: Intent, name: str) -> command.Direct | None:
    found = command.direct(script, intent.arguments)
    if found is None or name in SHELLS or not name:
        return found
    plain = all(token.raw == token.value for token in script.steps[0].pipeline[0].words)
    return found if script.simple and plain and not found.variables else None


def _check_language(name: str, shell: Word) -> None:
    if name and name not in SHELLS:
        raise UntranslatableError(
            f"the string is for {shell.text}, whose language is not that of sh; name a shell with -s"
        )


def _take_over(line: Line, found: command.Direct, shell: str) -> None:
    line.target = found.words
    line.variables += [Word.of(f"--env={item}") for item in found.variables]
    if found.umask is not None:
        line.process.append(Word.of(f"--umask={found.umask}"))
    line.process += [Word.of(f"--rlimit={item}") for item in found.rlimits]
    line.changes.append("no shell runs in between: PWD, OLDPWD, SHLVL and _ are not set anew")
    name = found.words[0].text
    if shell == "bash" and "/" in name and not name.startswith("/"):
        line.changes.append(f"argv[0] is {name} as written: bash makes it absolute where it execs")


def _say_exec(line: Line, inserted: bool, script: Script) -> None:
    if inserted:
        line.changes.append(f"exec makes the shell become {_name(script)} instead of waiting for it")
    elif script.ends_in_exec:
        line.changes.append("the shell stays in front, and becomes the command by its exec")
    else:
        line.changes.append("the shell stays: it runs the last command of the string itself")


def _name(script: Script) -> str:
    last = script.last
    return "the command" if last is None or last.name is None else last.name


def string_of(arguments: tuple[Word, ...]) -> Word | None:
    """Return the string of a command that is itself ``sh -c STRING``, None for another command."""
    if len(arguments) < 3 or arguments[1].literal != "-c":
        return None
    return arguments[2] if (arguments[0].known or "").rpartition("/")[2] in SHELLS else None


def with_exec(line: Line, arguments: tuple[Word, ...], script: Script | None) -> tuple[Word, ...]:
    """Return a command; where it is ``sh -c STRING``, with an ``exec`` before the last command of the string.

    Where that cannot be done the command is left alone, and why is said.
    """
    string = string_of(arguments)
    if string is None or script is None:
        return arguments
    try:
        kept = command.kept(script, string, arguments[0].text)
    except UntranslatableError as error:
        line.changes.append(f"{arguments[0].text} stays as it is: {error}")
        return arguments
    if kept.unsafe:
        return arguments
    _say_exec(line, kept.string is not string, script)
    return (*arguments[:2], kept.string, *arguments[3:])
