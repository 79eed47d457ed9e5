"""Recognise what is written by habit for another tool; imported only when it failed here."""

_USER = "the user is no option: dropexec USER COMMAND"
_SHELL = "write a shell as the command: USER /bin/sh -c COMMAND"
_LOGIN = "no login shell is run; --chdir=~ enters the home"

OPTIONS = {
    "--command": _SHELL,
    "--group": "write USER:GROUP",
    "--login": _LOGIN,
    "--shell": _SHELL,
    "--user": _USER,
    "-c": _SHELL,
    "-g": "write USER:GROUP",
    "-h": "write --help",
    "-i": _LOGIN,
    "-l": _LOGIN,
    "-s": _SHELL,
    "-u": _USER,
}
"""What to write in the place of an option of su, sudo, runuser or setpriv."""


def user(name: str) -> str:
    """Return a hint for the name of a user that does not exist, or ""."""
    if "=" in name:
        return "; a variable is set with --env"
    if "A" <= name[0] <= "Z":
        return "; variables are kept with --preserve-env=LIST"
    return "; a group is written USER:GROUP" if "." in name else ""


def group(name: str, user: str) -> str:
    """Return a hint for the name of a group that does not exist, beside a user as it is written, or ""."""
    if "," in name:
        return "; more groups are given with --add-groups"
    return "; write the user alone for its login group" if name == user else ""


def command(word: str) -> str:
    """Return a hint for a command that is not found, or ""."""
    if word.startswith("-"):
        return "; options come before the user, and a shell is written USER /bin/sh -c COMMAND"
    if " " in word:
        return "; no shell splits it: write the command and its arguments as separate words"
    return "; a variable is set with --env" if "=" in word else ""
