"""An intent in the launcher's words, with what differs from what the tool did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dropexec.translate import command, person
from dropexec.translate.builtins import SHELLS
from dropexec.translate.intent import Environment, Groups, Intent
from dropexec.translate.translation import UntranslatableError
from dropexec.translate.word import Word, joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.person import Person
    from dropexec.translate.script import Script


@dataclass
class Line:
    """The launcher's options by name, the user spec and the command, and what is to be said of them."""

    environment: list[Word] = field(default_factory=list)
    variables: list[Word] = field(default_factory=list)
    groups: list[Word] = field(default_factory=list)
    directory: list[Word] = field(default_factory=list)
    process: list[Word] = field(default_factory=list)
    argv0: list[Word] = field(default_factory=list)
    target: tuple[Word, ...] = ()
    changes: list[str] = field(default_factory=list)
    unsafe: list[str] = field(default_factory=list)
    assumes: list[str] = field(default_factory=list)

    def options(self) -> list[Word]:
        """Return the options in the order of the launcher's own table."""
        return [*self.groups, *self.environment, *self.variables, *self.directory, *self.process, *self.argv0]


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
        _run_shell(line, intent, circumstances, who, script)
    else:
        line.target = intent.arguments
    _set_directory(line, intent, who)
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
    if given is not None and given.literal != _own_shell(who):
        line.variables.append(joined("--env=SHELL=", given))


def _own_shell(who: Person) -> str | None:
    """Return the SHELL that the launcher sets by itself, None where the account is not known."""
    if who.account is None:
        return None
    return "/bin/sh" if who.placeholder else who.account.shell


def _set_directory(line: Line, intent: Intent, who: Person) -> None:
    if intent.directory is None:
        return
    if intent.directory.literal != "~":
        line.directory.append(joined("--chdir=", intent.directory))
        return
    if who.account is None:
        line.assumes.append(f"the home directory of {who.name} exists")
        line.unsafe.append(f"whether the home directory of {who.name} exists is not known")
    elif who.account.home_exists is False:
        line.changes.append(
            f"{who.account.home} does not exist: the working directory stays the caller's, as before"
        )
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


def _run_shell(
    line: Line, intent: Intent, circumstances: Circumstances, who: Person, script: Script | None
) -> None:
    shell, settled = _shell(intent, circumstances, who)
    name = (shell.known or "").rpartition("/")[2]
    if script is None:
        if not intent.arguments:
            raise UntranslatableError(f"{intent.tool} starts an interactive shell here: there is no command")
        _settle(line, settled, who, shell)
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
        _settle(line, settled, who, shell)
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


def _settle(line: Line, settled: bool, who: Person, shell: Word) -> None:
    if who.account is None:
        assumption = f"the login shell of {who.name} is {shell.text}"
        if not settled:
            line.unsafe.append(f"the login shell of {who.name} is not known")
        if not any("login shell" in item for item in line.assumes):
            line.assumes.append(assumption)


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


def _name(script: Script) -> str:
    last = script.last
    return "the command" if last is None or last.name is None else last.name
