"""What the launcher's options take, as completions offer it."""

from __future__ import annotations

from dropexec.launcher import capability

# fmt: off
_SIGNALS = (
    "ABRT", "ALRM", "BUS", "CHLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "KILL", "PIPE", "PROF", "PWR",
    "QUIT", "SEGV", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM",
    "WINCH", "XCPU", "XFSZ",
)
# fmt: on

WORDS = {
    "capabilities": dict.fromkeys(sorted(capability.NAMES), ""),
    "limit": {
        "as": "address space, bytes",
        "core": "core file, bytes",
        "cpu": "processor time, seconds",
        "data": "data segment, bytes",
        "fsize": "file size, bytes",
        "locks": "file locks",
        "memlock": "locked memory, bytes",
        "msgqueue": "POSIX message queues, bytes",
        "nice": "ceiling of the nice value, 20 minus it",
        "nofile": "open descriptors",
        "nproc": "processes of the user",
        "rss": "resident set, bytes (without effect)",
        "rtprio": "ceiling of the real-time priority",
        "rttime": "processor time under real-time scheduling, microseconds",
        "sigpending": "queued signals",
        "stack": "stack, bytes",
    },
    "nice": {"-20": "most favourable", "0": "neutral", "19": "least favourable"},
    "oom-score-adj": {"-1000": "never killed", "0": "neutral", "1000": "killed first"},
    "signal": dict.fromkeys(_SIGNALS, ""),
    "umask": {
        "0002": "the group may write, others may read",
        "0022": "group and others may read",
        "0027": "the group may read, others nothing",
        "0077": "nothing for group and others",
    },
}
"""What is offered for a kind that is a set of words, with what each means where the word does not say it.

Units and meanings of limits: getrlimit(2). Names of signals: signal(7).
"""
