"""What the launchers may meet, as hypothesis strategies: account files, command lines, environments, callers.

Mostly well-formed, and now and then not; every text that the grammar treats on its own is among them.
"""

from __future__ import annotations

import os

from hypothesis import strategies as st

from dropexec.launcher.capability import NAMES
from dropexec.launcher.options import OPTIONS

# cat(1) tells what it was started as, and starts faster than any interpreter.
REPORT = ("/proc/self/status", "/proc/self/limits", "/proc/self/cmdline", "/proc/self/environ")


names = st.sampled_from(["dxa", "dx.b", "kafka-broker", "12", "root", "é"])
typos = st.sampled_from(["dxaa", "kafka-borkre", "kafkabroke", "kafka-broker-x", "xyz", "0day"])
ids = st.sampled_from(["0", "1", "12", "13", "65534", "70000", "4294967294"])
odd_ids = st.sampled_from(
    ["4294967295", "4294967296", "-1", "", "x", "12x", "+12", " 12", "012", "99999999999999999999"]
)
junk = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n"), max_size=12)
fields = st.sampled_from(["", "x", "/", "/tmp", "/root", "/bin/sh", "a b", "é"])
comments = st.sampled_from(
    ["# comment", "", "   ", "+", "+::::::", "-dxa", "dxa", "dxa:", ":", "::::::", "#dxa:x:0:0::/:/"]
)


def rarely(usual: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One time in eight the odd one."""
    return st.integers(0, 7).flatmap(lambda draw: odd if draw == 7 else usual)


users = st.tuples(
    names, st.just("x"), rarely(ids, odd_ids), rarely(ids, odd_ids), fields, fields, fields
).map(":".join)
members = st.lists(st.one_of(names, names.map(" {}".format), st.just("")), max_size=6).map(",".join)
groups = st.tuples(names, st.just("x"), rarely(ids, odd_ids), members).map(":".join)
settings_lines = st.tuples(
    st.sampled_from(["", " ", "\t"]),
    st.sampled_from(["ENV_PATH", "ENV_SUPATH", "ENV_PATHS", "#ENV_PATH", "MAIL_DIR"]),
    st.sampled_from([" ", "\t", "  \t", "\v", "="]),
    st.sampled_from(
        ["/usr/bin:/bin", "PATH=/bin", '"/bin"', '"PATH=/usr/bin" x', "", "/bin ", "PATH=", "PATH"]
    ),
).map("".join)


def lines(entry: st.SearchStrategy[str], *always: str) -> st.SearchStrategy[str]:
    """A file of such lines and these, now and then with an odd one among them or no newline at its end."""
    body = st.lists(rarely(entry, comments), max_size=8).flatmap(
        lambda some: st.permutations([*some, *always])
    )
    return st.tuples(body, st.sampled_from(["\n", ""])).map(lambda pair: "\n".join(pair[0]) + pair[1])


passwd_files = lines(users, "dxa:x:12:13::/:/bin/sh", "kafka-broker:x:70000:13:::")
group_files = lines(groups, "dxa:x:13:root")
login_defs_files = lines(settings_lines)
part = st.one_of(names, typos, ids, odd_ids, junk)
odd_spec = st.one_of(st.tuples(part, part).map(":".join), part, st.sampled_from(["", ":", "a:b:c", "dxa:"]))
specs = rarely(
    st.sampled_from(["dxa", "kafka-broker", "12", "70000", "dxa:dxa", "dxa:1", "13:12", "root", "dx.b"]),
    odd_spec,
)
variables = st.sampled_from(
    [
        "TERM",
        "LC_ALL",
        "LANG",
        "PATH",
        "HOME",
        "USER",
        "SHELL",
        "A",
        "AB",
        "ABA",
        "LISTEN_FDS",
        "LISTEN_PID",
        "É",
    ]
)
values = st.one_of(junk, st.sampled_from(["/bin", "/nonexistent:/bin", "0", "2", "x=y", ":"]))


def listed(usual: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A comma-separated list that may have an odd element."""
    return st.lists(rarely(usual, odd), min_size=1, max_size=3, unique=True).map(",".join)


def one(usual: str, odd: str = "") -> st.SearchStrategy[str]:
    """One of some words, now and then one of the odd ones or the empty one."""
    return rarely(st.sampled_from(usual.split()), st.sampled_from([*odd.split(), ""]))


patterns = rarely(
    st.one_of(variables, one("* A* *A A*A LC_* *A*B*")), st.one_of(junk, st.sampled_from(["", "A=B"]))
)
capabilities = listed(
    st.sampled_from(NAMES).map(lambda name: f"cap_{name}" if len(name) % 2 else name.upper()),
    one("none", "cap_ net_bind chwon CAP_SETUID é"),
)
groups_given = listed(ids, part)

ARGUMENTS = {
    "groups": groups_given,
    "add-groups": groups_given,
    "preserve-env": st.lists(patterns, min_size=1, max_size=3).map(",".join),
    "env": rarely(st.tuples(variables, values).map("=".join), junk),
    "unset-env": patterns,
    "chdir": one("/ ~ ~/ / /tmp tmp", "~/x ~root /root /nonexistent /etc/passwd"),
    "umask": one("0 022 0777 27", "1000 00000 8 -1 ٧"),
    # Limits that the interpreter itself lives under are not lowered.
    "rlimit": st.tuples(
        one("core nofile msgqueue locks memlock nice rtprio", "nofiles"),
        one("=64 =64:128 =unlimited", "=128:64 =unlimited:64 = =-1 =9223372036854775808 =64: =٦"),
    ).map("".join),
    "nice": one("0 5 19", "20 -21 +1 01 -0 x ٥"),
    "oom-score-adj": one("0 500 1000", "1001 -1001 1e3"),
    "argv0": rarely(one("-cat cat é"), junk),
    "keep-fds": listed(one("0 2"), one("3 4 99", "00 x -1 2147483648")),
    "pdeathsig": one("TERM sigterm RTMIN rtmax STKFLT 9 64", "SIG SIGSIGTERM 0 65 015 é SIG_DFL"),
    "ambient-caps": capabilities,
    "bounding-caps": capabilities,
}


def worded(name: str, short: str | None, argument: str) -> st.SearchStrategy[list[str]]:
    """The ways to write an option with its argument."""
    written = [[f"--{name}={argument}"]]
    if name != "preserve-env":
        written.append([f"--{name}", argument])
        if short is not None:
            written += [[f"-{short}{argument}"], [f"-{short}", argument], [f"-E{short}", argument]]
    return st.sampled_from(written)


flags = st.sampled_from(
    [[f"--{option.name}"] for option in OPTIONS if option.name not in (*ARGUMENTS, "help", "version")]
    + [["-E"]]
)
arguments = st.sampled_from([option for option in OPTIONS if option.name in ARGUMENTS]).flatmap(
    lambda option: ARGUMENTS[option.name].flatmap(lambda value: worded(option.name, option.short, value))
)
mistakes = st.sampled_from(
    [["--"], ["-"], ["--grops=1"], ["-x"], ["-Ex"], ["--help=1"], ["--nam"], ["---"], ["-é"], ["--help"]]
)
an_option = st.integers(0, 59).flatmap(
    lambda draw: mistakes if draw == 59 else flags if draw < 12 else arguments
)


def spelled(words: list[str]) -> str:
    """The option that words begin with, so that most command lines have none twice."""
    return words[0].partition("=")[0]


option_words = st.one_of(
    st.lists(an_option, max_size=4, unique_by=spelled), st.lists(an_option, max_size=3)
).map(lambda options: [word for words in options for word in words])
started = st.sampled_from(["/bin/cat", "cat"]).flatmap(
    lambda cat: st.lists(junk, max_size=3).map(lambda words: [cat, *REPORT, "--", *words])
)
not_started = st.sampled_from(
    [[], [""], ["/bin"], ["/etc/passwd"], ["/nonexistent/x"], ["no-such"], ["."], ["x" * 300], ["--"]]
)
commands = st.integers(0, 7).flatmap(lambda draw: not_started if draw == 7 else started)
environments = st.dictionaries(
    variables.map(os.fsencode), st.binary(max_size=8).map(lambda value: value.replace(b"\0", b"")), max_size=8
)

# uid, gid, supplementary groups
callers = st.sampled_from([(0, 0, [0, 4]), (0, 0, []), (0, 0, []), (12, 12, [12, 13]), (13, 12, [0])])

FILES = {
    "passwd": passwd_files,
    "group": group_files,
    "login.defs": login_defs_files,
    "nsswitch.conf": st.just("passwd: files\ngroup: files\n"),
}
"""What the account files in /etc hold."""
