"""sudo and sudo-rs: their options, and what their command lines mean without a policy of one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dropexec.translate import invocation
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar, flag, optional, valued
from dropexec.translate.intent import Environment, Groups, Intent
from dropexec.translate.word import Word, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.circumstances import Circumstances
    from dropexec.translate.invocation import Invocation

_COMMON = (
    valued("user", "u", "user"),
    valued("group", "g", "group"),
    flag("login", "i", "login"),
    flag("shell", "s", "shell"),
    flag("authentication", "nSk", "non-interactive", "stdin", "reset-timestamp"),
    valued("directory", "D", "chdir"),
    valued("authentication", "p", "prompt"),
    flag("other", "lvKV", "list", "validate", "remove-timestamp", "version"),
    flag("edit", "e", "edit"),
    valued("other", "U", "other-user"),
    flag("background", "b", "background"),
)
SUDO = Grammar(
    "sudo",
    (
        *_COMMON,
        optional("preserve", "", "preserve-env"),
        flag("preserve", "E"),
        flag("authentication", "ABN", "askpass", "bell", "no-update"),
        flag("home", "H", "set-home"),
        flag("groups", "P", "preserve-groups"),
        valued("close", "C", "close-from"),
        valued("chroot", "R", "chroot"),
        valued("role", "r", "role"),
        valued("type", "t", "type"),
        valued("timeout", "T", "command-timeout"),
        valued("host", "h", "host"),
    ),
    assigns=True,
)
"""Of sudo 1.8 and 1.9 (src/parse_args.c)."""

SUDO_RS = Grammar(
    "sudo",
    (
        *_COMMON,
        flag("authentication", "ABN", "askpass", "bell", "no-update"),
        flag("home", "H", "set-home"),
        optional("preserve", "", "preserve-env"),
        flag("preserve", "E"),
        flag("other", "h", "help"),
    ),
    abbreviates=False,
    assigns=True,
)
"""Of sudo-rs (src/sudo/cli/mod.rs), which has no -C, -P, -R, -r, -t and -T, and ignores -E without a list."""

_NONE = {
    "background": "-b puts the command into the background: whoever starts sudo relies on that fork",
    "chroot": "the root directory (-R) has no counterpart",
    "close": "the descriptors that -C closes have no counterpart; --close-fds closes all above 2",
    "edit": "-e edits files",
    "groups": "the groups of the caller (-P) would be root's",
    "host": "-h names another host, or asks for help",
    "other": "nothing is run",
    "role": "the SELinux role (-r) has no counterpart",
    "timeout": "the time limit (-T) has no counterpart",
    "type": "the SELinux type (-t) has no counterpart",
}
_PLAIN = re.compile(r"[A-Za-z0-9_$/.,:@%+-]")
"""What needs no backslash. sudo puts one before all but letters, digits, ``_``, ``-`` and ``$``, which comes
to the same (src/parse_args.c)."""
_IN_EVERY_PATH = frozenset(
    (
        "bash",
        "cat",
        "chrt",
        "dash",
        "env",
        "ionice",
        "nice",
        "nohup",
        "setsid",
        "sh",
        "sleep",
        "stdbuf",
        "timeout",
    )
)
"""Commands that stand in /usr/bin or /bin on every distribution, and in no sbin directory."""


def read(words: Sequence[Word], circumstances: Circumstances) -> Invocation:
    """Read a sudo command line as the sudo at hand does."""
    program = circumstances.program("sudo")
    name = (words[0].known or "").rpartition("/")[2]
    rust = name == "sudo-rs" or (program is not None and program.implementation == "sudo-rs")
    return invocation.read(SUDO_RS if rust else SUDO, words)


def intent(found: Invocation, _: Circumstances) -> Intent:
    """Return what a sudo command line means. Raises UntranslatableError where it gives rights."""
    for item in found.given:
        if item.option.key in _NONE:
            raise UntranslatableError(_NONE[item.option.key])
    user = _user(found)
    login = found.has("login")
    if found.has("shell") and not login:
        raise UntranslatableError(
            "sudo -s runs the shell that the caller's SHELL names; "
            "name it yourself: sudo -u USER /bin/sh -c COMMAND"
        )
    environment, preserve, unsafe = _environment(found)
    if not found.operands:
        raise UntranslatableError("sudo starts an interactive shell here: there is no command")
    if not login:
        unsafe = (*unsafe, *_relative(found.operands[0]))
    directory = found.value("directory")
    if directory is not None:
        unsafe = (*unsafe, "whether the sudoers policy allows -D is not known")
    return Intent(
        tool="sudo",
        user=user,
        group=_identifier(found.value("group")),
        groups=Groups.LOGIN_AND_DATABASE if found.has("group") else Groups.DATABASE,
        environment=environment,
        preserve=preserve,
        variables=found.assignments,
        directory=Word.of("~") if login and directory is None else directory,
        login=login,
        shell=login,
        string=_string(found.operands) if login else None,
        arguments=() if login else found.operands,
        changes=(
            "PATH is login.defs' ENV_PATH instead of sudo's secure_path; MAIL and SUDO_* are not set",
            "no PAM session, no sudoers policy and no log of sudo; descriptors above 2 stay open",
        ),
        unsafe=unsafe,
        uses_pam=True,
    )


def _user(found: Invocation) -> Word:
    user = found.value("user")
    if user is None:
        inner = (found.operands[0].known or "").rpartition("/")[2] if found.operands else ""
        drops = inner in ("gosu", "runuser", "su", "su-exec")
        hint = f"; where root runs the line, leave sudo out in front of {inner}" if drops else ""
        raise UntranslatableError(
            f"sudo without -u goes up to root by the sudoers policy: it drops nothing{hint}"
        )
    if (user.known or "").isdigit():
        raise UntranslatableError(
            f"sudo reads {user.known} as a name, and dropexec as a uid; sudo's uid is #{user.known}"
        )
    return _identifier(user) or user


def _identifier(word: Word | None) -> Word | None:
    """Return a user or group without the # that marks a number."""
    if word is None or not word.text.startswith("#") or (word.pieces and word.pieces[0].opaque):
        return word
    return word.after(1)


def _environment(found: Invocation) -> tuple[Environment, tuple[str, ...], tuple[str, ...]]:
    names: list[str] = []
    everything = False
    for item in found.given:
        if item.option.key != "preserve":
            continue
        if item.value is None:
            everything = True
        elif item.value.literal is None:
            raise UntranslatableError(f"the variables in {item.value.text} are not known before it is run")
        else:
            names += [name for name in item.value.literal.split(",") if name]
    if not everything:
        return Environment.RESET, tuple(names), ()
    if found.has("login"):
        raise UntranslatableError("sudo refuses -E together with -i")
    # -H beats -E (measured); without -E it changes nothing, since HOME is the account's anyway.
    return Environment.KEPT if found.has("home") else Environment.KEPT_WITH_HOME, (), ()


def _relative(name: Word) -> tuple[str, ...]:
    if name.text.startswith("/") or (name.known or "").startswith("/"):
        return ()
    if "/" in (name.known or "") or name.known in _IN_EVERY_PATH:
        return ()
    reason = (
        f"{name.text} was looked up in sudo's secure_path, which has the sbin directories, and PATH has not"
    )
    return (f"{reason}: write its path out",)


def _string(words: tuple[Word, ...]) -> Word:
    """Return the string that sudo makes of a command for a shell: blanks between, the words escaped."""
    parts: list[str | Word] = []
    for word in words:
        if word.literal is None:
            raise UntranslatableError(
                f"sudo escapes what {word.text} expands to before the shell gets it; leave -i or -s out"
            )
        escaped = "".join(char if _PLAIN.match(char) else "\\" + char for char in word.literal)
        parts += [" ", escaped] if parts else [escaped]
    return joined(*parts)
