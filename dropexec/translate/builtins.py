"""Names that a shell runs itself, so that no program of that name need exist, and what is a shell at all."""

# fmt: off
BUILTINS = frozenset((
    ".", ":", "[", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "chdir", "command",
    "compgen", "complete", "continue", "declare", "dirs", "disown", "echo", "enable", "eval", "exec",
    "exit", "export", "false", "fc", "fg", "getopts", "hash", "help", "history", "jobs", "kill", "let",
    "local", "logout", "mapfile", "popd", "print", "printf", "pushd", "pwd", "read", "readarray",
    "readonly", "return", "set", "shift", "shopt", "source", "suspend", "test", "times", "trap", "true",
    "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait", "whence",
))
"""Of POSIX sh, dash, bash, ksh, busybox ash: a name that one of them has is not a program for any of them."""

SHELLS = frozenset((
    "ash", "bash", "busybox", "dash", "ksh", "ksh93", "lksh", "mksh", "posh", "rbash", "sh", "yash", "zsh",
))
"""Shells whose language is that of sh(1), as far as it is read here."""
# fmt: on
