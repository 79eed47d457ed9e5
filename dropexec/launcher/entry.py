"""The launcher from its start to the exec: refuse, parse, plan, carry out, or say why not."""

import posix
import sys

from dropexec.launcher import caller, capability, descriptors, interrupt, options
from dropexec.launcher.errors import DropexecError, quoted, reason
from dropexec.launcher.exitstatus import FAILURE

STEERING = (
    "PYTHONBREAKPOINT",
    "PYTHONCASEOK",
    "PYTHONHOME",
    "PYTHONINSPECT",
    "PYTHONPATH",
    "PYTHONPERFSUPPORT",
    "PYTHONPLATLIBDIR",
    "PYTHONPYCACHEPREFIX",
    "PYTHONSTARTUP",
    "PYTHONUSERBASE",
    "PYTHONWARNINGS",
    "PYTHON_PERF_JIT_SUPPORT",
)
"""The variables that make an interpreter that is not isolated load or write other files (python(1))."""

STEERING_ALWAYS = ("PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__") if sys.version_info >= (3, 11) else ()
"""The ones that CPython ≥ 3.11 reads even with -I, to find its standard library (Modules/getpath.py)."""

OTHER_TOOLS = {
    "chpst": "dropexec -E USER COMMAND",
    "doas": "dropexec USER COMMAND",
    "gosu": "",
    "runuser": "dropexec USER COMMAND",
    "s6-applyuidgid": "dropexec -E UID:GID COMMAND",
    "s6-setuidgid": "",
    "setpriv": "dropexec -E USER COMMAND",
    "setuidgid": "",
    "start-stop-daemon": "dropexec USER COMMAND",
    "su": "dropexec USER COMMAND",
    "su-exec": "",
    "sudo": "dropexec USER COMMAND",
    "sudo-rs": "dropexec USER COMMAND",
}
"""Names that a link to the launcher must not have, and what to write instead.

An empty line stands for the same words behind ``dropexec -E``.
"""

WORDS_SHOWN = 8


def main() -> int:
    """Run the launcher on sys.argv; return its exit status, or never when the target runs."""
    interrupt.restore()
    try:
        return launch(sys.argv[0], caller.arguments(sys.argv[1:]))
    except DropexecError as error:
        tell(str(error))
        return error.status
    except MemoryError:
        tell("cannot go on: out of memory")
    except Exception as error:  # noqa: BLE001 - whatever it is, the target must not run, and a traceback is no message
        tell(f"cannot go on: internal error: {error!r}"[:400].replace("\n", " "))
    return FAILURE


def launch(name: str, arguments: "list[str]") -> int:
    """Carry out a command line; return 0 for --help and --version, raise DropexecError, or never return.

    ``name`` is what the launcher was called by; it decides nothing but a refusal.
    """
    descriptors.fill_standard()
    _refuse_other_name(name.rpartition("/")[2], arguments)
    present = caller.read()
    _refuse_elevated(present)
    line = options.parse(arguments)
    if line.flag("help") or line.flag("version"):
        from dropexec.launcher import manual

        write(1, manual.help_text() if line.flag("help") else manual.version_text())
        return 0
    _refuse_unisolated(present)
    from dropexec.launcher import plan, transition

    decided = plan.decide(line, present)
    decided.require_rights()
    transition.carry_out(decided)


def _refuse_other_name(name: str, words: "list[str]") -> None:
    """Raise DropexecError for another tool's name: its environment would be lost in silence."""
    line = OTHER_TOOLS.get(name)
    if line is None:
        return
    if not line and words and not words[0].startswith("-"):
        line = " ".join(["dropexec -E", *map(_shown, words[:WORDS_SHOWN])])
        line += " ..." if len(words) > WORDS_SHOWN else ""
    raise DropexecError(
        f"cannot act as {name}: dropexec has other options and resets the environment; "
        f"write {line or 'dropexec -E USER COMMAND'} instead"
    )


def _shown(word: str) -> str:
    """Show a word as a shell takes it, where that is how it is written."""
    plain = word.isascii() and word.replace("-", "a").replace(".", "a").replace("/", "a").isalnum()
    return word if plain and len(word) <= 200 else quoted(word)


def _refuse_elevated(present: "caller.Caller") -> None:
    """Raise DropexecError where this process has more rights than whoever started it.

    A set-ID bit makes the ids differ (execve(2)). A process that is not uid 0 has a permitted capability
    after execve(2) only where it is ambient or where the file has it (capabilities(7)).
    """
    if len(set(present.uids)) > 1 or len(set(present.gids)) > 1:
        raise DropexecError(
            "cannot run set-user-ID or set-group-ID: dropexec drops privileges and never grants them; "
            "remove those bits from it and from its interpreter"
        )
    granted = present.capabilities.permitted & ~present.capabilities.ambient
    if granted and present.uids[0] != 0:
        raise DropexecError(
            f"cannot run with file capabilities ({capability.shown(granted)}): dropexec drops privileges and "
            "never grants them; remove them from it and from its interpreter"
        )


def _refuse_unisolated(present: "caller.Caller") -> None:
    if present.uids[1] != 0 and not present.capabilities.effective:
        return
    for name, _ in present.environment:
        if name in STEERING_ALWAYS:
            raise DropexecError(
                f"cannot trust this interpreter as root: {name} is set, "
                "and Python reads it even when isolated; unset it"
            )
        if name in STEERING and not sys.flags.isolated:
            raise DropexecError(
                f"cannot trust this interpreter as root: {name} is set and Python is not isolated; "
                f"unset it, or run {sys.executable or 'python3'} -I -m dropexec"
            )


def tell(message: str) -> None:
    """Write one line to stderr; where that fails there is nobody left to tell."""
    try:
        write(2, f"dropexec: {message}\n")
    except DropexecError:
        pass


def write(descriptor: int, text: str) -> None:
    """Write all of the text, unbuffered: what is in a buffer at the exec is lost."""
    data = text.encode("ascii", "backslashreplace")
    try:
        while data:
            written = posix.write(descriptor, data)
            if written == 0:
                import errno

                raise OSError(errno.EIO, posix.strerror(errno.EIO))
            data = data[written:]
    except OSError as error:
        raise DropexecError(f"cannot write to descriptor {descriptor}: {reason(error)}") from None
