"""su: every implementation's options, and what its command lines mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dropexec.translate import invocation
from dropexec.translate.errors import UntranslatableError
from dropexec.translate.grammar import Grammar, Order, flag, valued
from dropexec.translate.intent import Environment, Groups, Intent
from dropexec.translate.word import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dropexec.translate.circumstances import Circumstances, Program
    from dropexec.translate.invocation import Invocation

_LOGIN = flag("login", "l", "login")
_COMMAND = valued("command", "c", "command")
_SHELL = valued("shell", "s", "shell")
_PRESERVE = flag("preserve", "mp", "preserve-environment")
_FAST = flag("fast", "f", "fast")
_HELP = flag("help", "hV", "help", "version")
_SESSION = valued("command", "", "session-command")
_GROUPS = (valued("group", "g", "group"), valued("supplementary", "G", "supp-group"))
_WHITELIST = valued("whitelist", "w", "whitelist-environment")
_PTY = (flag("pty", "P", "pty"), flag("no-pty", "T", "no-pty"))

UTIL_LINUX = (_LOGIN, _COMMAND, _SESSION, _SHELL, _PRESERVE, _FAST, *_GROUPS, _WHITELIST, *_PTY, _HELP)
"""Of util-linux' su and runuser (su-common.c); -w, -P and -T came with 2.31, 2.31 and 2.40."""

_LETTERS = (flag("login", "l"), flag("preserve", "mp"), valued("command", "c"), valued("shell", "s"))

GRAMMARS: dict[str, Grammar] = {
    "busybox-su": Grammar("su", _LETTERS, Order.PERMUTED),
    "coreutils-su": Grammar(
        "su", (_LOGIN, _COMMAND, _SESSION, _SHELL, _PRESERVE, _FAST, _HELP), Order.PERMUTED
    ),
    "shadow-su": Grammar(
        "su", (_LOGIN, _COMMAND, _SHELL, _PRESERVE, flag("help", "h", "help")), Order.PERMUTED
    ),
    "sudo-rs-su": Grammar(
        "su",
        (_LOGIN, _COMMAND, _SHELL, _PRESERVE, *_GROUPS, _WHITELIST, _PTY[0], _HELP),
        Order.PERMUTED,
        abbreviates=False,
    ),
    "toybox-su": Grammar("su", (*_LETTERS, valued("toybox-id", "ug"))),
    "util-linux-su": Grammar("su", UTIL_LINUX, Order.PERMUTED),
}
"""By the catalogue's name. toybox: toys/lsb/su.c; sudo-rs: src/su/cli.rs; busybox: loginutils/su.c."""

UNKNOWN = Grammar("su", UTIL_LINUX, Order.UNKNOWN)
"""Of a su that is not known: the options that util-linux has, which the others have a part of."""

STOPPING = "2.42"
"""The one release of util-linux whose su and runuser stop at the user word (su-common.c, commit ac0147fd1;
taken back in 2.42.1)."""


def read(words: Sequence[Word], circumstances: Circumstances) -> Invocation:
    """Read a su command line as the su at hand does."""
    program = circumstances.program("su")
    grammar = UNKNOWN if program is None else GRAMMARS.get(program.implementation, UNKNOWN)
    return read_as("su", words, program, grammar)


def read_as(tool: str, words: Sequence[Word], program: Program | None, grammar: Grammar) -> Invocation:
    """Read the words of su, or of runuser.

    Raises UntranslatableError where options stand after the user and it is not known whose they are.
    """
    if program is None:
        found = invocation.read(grammar, words, Order.PERMUTED)
        if found.options_after_user or _dashes_after_user(found):
            raise UntranslatableError(
                "options stand after the user: most releases take them for their own, util-linux 2.42.0 "
                "hands them to the shell; name the distribution (--distro), or put them first"
            )
        return found
    if grammar.order is Order.PERMUTED and _stops(program):
        grammar = replace(grammar, order=Order.STOPS)
    if grammar.order is Order.STOPS:
        return _from_shell(tool, invocation.read(grammar, words))
    return invocation.read(grammar, words)


def _stops(program: Program) -> bool:
    version = program.version.partition("-")[0]
    return program.implementation.startswith("util-linux-") and version in (STOPPING, f"{STOPPING}.0")


def _dashes_after_user(found: Invocation) -> bool:
    """Return whether ``--`` stands after the user: a su that stops there hands it to the shell."""
    return found.ended is not None and found.ended > (1 if _login_dash(found) else 0)


def _login_dash(found: Invocation) -> bool:
    return bool(found.operands) and found.operands[0].literal == "-"


def _from_shell(tool: str, found: Invocation) -> Invocation:
    """Take ``-c STRING`` after the user for su's own: the shell that gets these words does the same with it.

    Raises UntranslatableError for other options there, which the shell gets and reads in its own way.
    """
    first = 2 if _login_dash(found) else 1
    rest = found.operands[first:]
    if found.has("user") or not rest or not rest[0].text.startswith("-"):
        return found  # runuser -u has a command in this place, and no shell
    if rest[0].literal != "-c" or len(rest) < 2 or any(word.text.startswith("-") for word in rest[1:3]):
        raise UntranslatableError(
            f"this {tool} hands {rest[0].text} to the shell, since it stands after the user; "
            "put the options first"
        )
    start = found.indexes[first]
    given = invocation.Given(_COMMAND, rest[1], (start, start + 1), after_operand=True)
    operands = (*found.operands[:first], *rest[2:])
    indexes = (*found.indexes[:first], *found.indexes[first + 2 :])
    return replace(found, given=(*found.given, given), operands=operands, indexes=indexes)


def intent(found: Invocation, circumstances: Circumstances) -> Intent:
    """Return what a su command line means. Raises UntranslatableError where it drops nothing."""
    program = circumstances.program("su")
    login, operands = login_and_operands(found)
    if not operands:
        raise UntranslatableError("su without a user becomes root: nothing is dropped")
    if found.has("toybox-id"):
        raise UntranslatableError(
            "toybox' -u and -g take numbers of their own; write USER:GROUP for dropexec"
        )
    return meaning("su", found, operands, login, program, circumstances)


def login_and_operands(found: Invocation) -> tuple[bool, tuple[Word, ...]]:
    """Return whether the shell is a login shell, and the operands without the ``-`` that says so."""
    if found.has("help"):
        raise UntranslatableError(f"{found.tool} prints its help or its version here")
    dash = _login_dash(found)
    return dash or found.has("login"), found.operands[1:] if dash else found.operands


def meaning(
    tool: str,
    found: Invocation,
    operands: tuple[Word, ...],
    login: bool,
    program: Program | None,
    circumstances: Circumstances,
) -> Intent:
    """Return what the words of su, or of runuser without -u, mean: ``operands`` begin with the user."""
    user, *arguments = operands
    _check_user(user, found, arguments)
    toybox = program is not None and program.implementation == "toybox-su"
    preserve = found.has("preserve") and not login
    string = found.value("command")
    if string is None and arguments and arguments[0].text.startswith("-"):
        raise UntranslatableError(f"the shell gets {arguments[0].text} as an option of its own")
    if string is None and toybox and arguments:
        raise UntranslatableError("toybox' su runs these words without a shell in some releases; use -c")
    group, listed = groups(found)
    variables, unsafe = _path(login, program, circumstances)
    if preserve:
        unsafe = (*unsafe, f"{tool} -m left HOME, USER, LOGNAME and SHELL as the caller had them, or unset")
        if found.value("shell") is None:
            unsafe = (*unsafe, f"{tool} -m ran the shell that the caller's SHELL names")
    if found.has("pty"):
        unsafe = (*unsafe, "the command no longer has a pseudo-terminal of its own (--pty)")
    dash_c = next((found.words[item.words[0]] for item in found.given if item.option.key == "command"), None)
    return Intent(  # noqa: S604 - it describes a shell
        tool=tool,
        user=user,
        group=group,
        groups=Groups.DATABASE if group is None else Groups.LISTED,
        listed=listed,
        environment=Environment.RESET if login else Environment.KEPT,
        preserve=_whitelist(found) if login else (),
        variables=variables,
        directory=Word.of("~") if login else None,
        login=login,
        shell=True,
        shell_given=found.value("shell"),
        shell_options=_shell_options(found, login=login and toybox),
        shell_by_path=toybox,
        dash_c=dash_c if dash_c is not None and dash_c.literal == "-c" else None,
        string=string,
        arguments=tuple(arguments),
        changes=_changes(login, program),
        unsafe=unsafe,
        uses_pam=True,
    )


def _check_user(user: Word, found: Invocation, arguments: Sequence[Word]) -> None:
    if user.known is not None and user.known.isdigit():
        raise UntranslatableError(f"{found.tool} reads {user.known} as a name, and dropexec as a uid")
    uncertain = user.known is None and user.may_split and user.may_be_empty
    if uncertain and arguments and found.ended is None:
        raise UntranslatableError(
            f"{user.text} may be empty or several words, and then {arguments[0].text} is the user; quote it"
        )


def groups(found: Invocation) -> tuple[Word | None, tuple[Word, ...]]:
    """Return the group and the supplementary groups that -g and -G give.

    The first -G is the login group too where there is no -g (util-linux, su-common.c su_main).
    """
    primary, others = found.value("group"), found.all("supplementary")
    if primary is None and others:
        primary, others = others[0], others[1:]
    return primary, tuple(others)


def _shell_options(found: Invocation, *, login: bool) -> tuple[Word, ...]:
    """Return what stands before ``-c``: -f of --fast, and -l where that is how a login is told."""
    return tuple(Word.of(text) for text, given in (("-f", found.has("fast")), ("-l", login)) if given)


def _whitelist(found: Invocation) -> tuple[str, ...]:
    names: list[str] = []
    for word in found.all("whitelist"):
        if word.literal is None:
            raise UntranslatableError(f"the variables in {word.text} are not known before it is run")
        names += [name for name in word.literal.split(",") if name]
    return tuple(names)


def _path(
    login: bool, program: Program | None, circumstances: Circumstances
) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Return the PATH that this su sets without a login too (shadow, toybox), or that it is not known."""
    if login or program is None or not program.path_reset:
        return (), ()
    if circumstances.path is None or program.implementation == "toybox-su":
        return (), ("this su sets PATH anew, dropexec -E keeps the caller's",)
    return (Word.of(f"PATH={circumstances.path}"),), ()


def _changes(login: bool, program: Program | None) -> tuple[str, ...]:
    pam = program is None or program.limits
    changes = (
        ["no PAM session is opened: no login record, no limits.conf, no session scope; MAIL is not set"]
        if pam
        else []
    )
    if login:
        changes.append("LANG, TZ and what the service manager says (NOTIFY_SOCKET, INVOCATION_ID) pass")
    if program is not None and _cuts_descriptors(program):
        changes.append("the soft limit on open files stays the caller's instead of 1024")
    if program is None or program.implementation not in ("busybox-su", "toybox-su", "sudo-rs-su"):
        changes.append("the command stays in the caller's session (su -c calls setsid)")
    return tuple(changes)


def _cuts_descriptors(program: Program) -> bool:
    """Return whether it cuts soft NOFILE to 1024 (util-linux >= 2.38, su-common.c sanitize_prlimits)."""
    if not program.implementation.startswith("util-linux-"):
        return False
    numbers = program.version.partition("-")[0].split(".")
    return [int(number) for number in numbers[:2] if number.isdigit()] >= [2, 38]
