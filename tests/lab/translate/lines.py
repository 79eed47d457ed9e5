"""Command lines over each tool's grammar, for hypothesis."""

from __future__ import annotations

import shlex

from hypothesis import strategies as st

USERS = ("trbash", "trdash", "trlost")

_ARGUMENTS = st.sampled_from(
    ["plain", "a=b", "--flag", "-x", "/etc/x", "a:b", "x,y", "%d", "a#b", "{}", "exit=7", "exit=1", "ü"]
)
_QUOTED = st.sampled_from(
    ["two words", "a'b", 'a"b', "back\\slash", "do$lar", "`tick`", "", "a\nb", "*", "~", "a;b"]
)
_EXPANSIONS = st.sampled_from(
    [
        "$ONE",
        '"$TWO"',
        "$TWO",
        "${NONE:-other}",
        "$NONE",
        '"$NONE"',
        "$(echo sub)",
        "`echo old`",
        "$STAR",
        "$HOME",
        "~",
    ]
)


@st.composite
def inner_words(draw: st.DrawFn) -> str:
    """A word of a shell's string: plain, quoted in some way, or with an expansion."""
    kind = draw(st.integers(0, 9))
    if kind < 5:
        return draw(_ARGUMENTS)
    if kind < 8:
        return _quote(draw, draw(_QUOTED))
    return draw(_EXPANSIONS)


def _quote(draw: st.DrawFn, text: str) -> str:
    how = draw(st.sampled_from(["single", "double", "backslash"]))
    if how == "double":
        return '"' + "".join("\\" + char if char in '"\\$`' else char for char in text) + '"'
    if how == "backslash" and text and "\n" not in text:
        return "".join(char if char.isalnum() else "\\" + char for char in text)
    return "'" + text.replace("'", "'\\''") + "'"


@st.composite
def strings(draw: st.DrawFn, report: str) -> str:
    """A string for a shell that ends with the report target."""
    before = "".join(
        draw(
            st.lists(
                st.sampled_from(
                    [
                        "cd /usr && ", "cd /tmp; ", "export A=1; ", "export B='x y' C=2 && ", "umask 077; ",
                        "umask 0027 && ", "umask u=rwx,go=; ", "ulimit -c 0; ", "D=1; ", ":; ", "set -e\n",
                        "test -d / && ", ". /dev/null; ", "ONE=new; ", "export ONE=$TWO; ", "\n", "true && ",
                    ]
                ),
                max_size=2,
            )
        )
    )  # fmt: skip
    assignments = "".join(
        draw(st.lists(st.sampled_from(["E=1 ", "F='x y' ", "G=$TWO ", "ONE= "]), max_size=2))
    )
    exec_ = draw(st.sampled_from(["", "", "exec "])) if not assignments else ""
    front = draw(st.sampled_from(["", "", "", "env H=1 ", "nice -n 3 "]))
    program = draw(st.sampled_from([*[report] * 8, "/nonexistent/program", "/etc/passwd"]))
    words = [program, *draw(st.lists(inner_words(), max_size=4))]
    after = draw(st.sampled_from(["", "", "", " 2>/dev/null", " </dev/null", " 3>&2", ";", "\n"]))
    return f"{before}{assignments}{exec_}{front}{' '.join(words)}{after}"


@st.composite
def outer(draw: st.DrawFn, text: str) -> str:
    """The same text as one word of the line: in single or in double quotes."""
    if draw(st.booleans()):
        return shlex.quote(text)
    escaped = "".join("\\" + char if char in '"\\`' else char for char in text)
    # A dollar may be left for the outer shell; then it is the outer shell's variable that counts.
    return '"' + (escaped if draw(st.booleans()) else escaped.replace("$", "\\$")) + '"'


@st.composite
def su_lines(draw: st.DrawFn, report: str, tool: str = "su") -> str:
    """A line of su, or of runuser without -u."""
    string = draw(st.one_of(strings(report), st.just('exec "$0" "$@"'), st.just(f'exec {report} "$@"')))
    positional = '"$@"' in string
    options = [draw(_command(draw(outer(string))))]
    login = draw(st.sampled_from(["", "", "-", "-l", "--login"]))
    if login in ("-l", "--login"):
        options.append(login)
    user = draw(st.sampled_from([*USERS, "trnone"]))
    shell = draw(st.sampled_from(["", "", "/bin/sh", "/bin/bash", "/bin/dash"]))
    if shell or user == "trnone":
        shell = shell or "/bin/sh"
        options.append(
            draw(st.sampled_from([f"-s {shell}", f"--shell={shell}", f"-s{shell}", f"--shell {shell}"]))
        )
    options += draw(
        st.sampled_from([[], [], [], ["-g trgroup"], ["-G trgroup"], ["-g trgroup", "--supp-group=trmore"]])
    )
    options = draw(st.permutations(options))
    cut = draw(st.integers(0, len(options)))
    dash = ["-"] if login == "-" else []
    name = (
        draw(st.sampled_from([user, f"'{user}'"]))
        if user != "trbash"
        else draw(st.sampled_from([user, '"$WHO"']))
    )
    arguments: list[str] = []
    if positional:
        words = [
            draw(st.sampled_from([report, shlex.quote(report)])),
            *draw(st.lists(outer_words(), max_size=3)),
        ]
        arguments = ["--", *words] if "$0" in string else ["--", "zero", *words[1:]]
    parts = [tool, *options[:cut], *dash, name, *options[cut:], *arguments]
    return draw(_front()) + " ".join(parts) + draw(st.sampled_from(["", "", " 2>&1", " </dev/null"]))


def _front() -> st.SearchStrategy[str]:
    return st.sampled_from(
        ["", "", "exec ", "env X=1 ", "nice -n 2 ", "cd /usr && ", "Y=1 ", "exec env -u ONE "]
    )


def outer_words() -> st.SearchStrategy[str]:
    """A word of the line itself."""
    return st.one_of(
        _ARGUMENTS.filter(lambda word: "#" not in word),
        _QUOTED.map(shlex.quote),
        st.sampled_from(['"$TWO"', "$TWO", "$NONE", '"$NONE"']),
    )


def _command(word: str) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [f"-c {word}", f"--command={word}", f"-c{word}", f"--command {word}", f"--comm={word}"]
    )


@st.composite
def runuser_u_lines(draw: st.DrawFn, report: str) -> str:
    """A line of runuser -u."""
    user = draw(st.sampled_from([*USERS, "trnone"]))
    options = draw(
        st.permutations(
            [draw(st.sampled_from([f"-u {user}", f"--user={user}", f"-u{user}"])), *draw(_GROUPS)]
        )
    )
    words = draw(st.lists(outer_words(), max_size=3))
    return draw(_front()) + " ".join(["runuser", *options, *draw(_DASHES), report, *words])


_GROUPS = st.sampled_from([[], [], ["-g trgroup"], ["-G trmore"]])
_DASHES = st.sampled_from([[], ["--"]])


@st.composite
def sudo_lines(draw: st.DrawFn, report: str) -> str:
    """A line of sudo -u with a command."""
    user = draw(st.sampled_from(["trbash", "trdash", "trnone", "'#5302'"]))
    options = [draw(st.sampled_from([f"-u {user}", f"--user={user}", f"-u{user}"]))]
    options += draw(
        st.lists(st.sampled_from(["-n", "-H", "-k", "--preserve-env=ONE,TWO", "-S"]), max_size=2, unique=True)
    )
    options += draw(st.sampled_from([[], [], ["-g trgroup"], ["-E"]]))
    assignments = draw(st.sampled_from([[], [], ["A=1"], ["B='x y'"]]))
    login = draw(st.sampled_from([[], [], [], ["-i"]])) if "-E" not in options else []
    options = draw(st.permutations([*options, *login]))
    words = draw(st.lists(outer_words(), max_size=3))
    return draw(_front()) + " ".join(["sudo", *options, *assignments, *draw(_DASHES), report, *words])


@st.composite
def spec_lines(draw: st.DrawFn, report: str) -> str:
    """A line of a tool that takes a user and execs a command."""
    user = draw(st.sampled_from([*USERS, "trnone"]))
    words = [report, *draw(st.lists(outer_words(), max_size=3))]
    tool = draw(
        st.sampled_from(
            [
                f"gosu {user}", f"gosu {user}:trgroup", "gosu 5301", "gosu 5301:5311", 'gosu "$WHO"',
                f"s6-setuidgid {user}", "s6-setuidgid 5301:5311", f"setuidgid {user}",
                f"chpst -u {user}", f"chpst -u {user}:trgroup", f"chpst -u {user}:trgroup:trmore",
                "chpst -u :5301:5311",
                f"chpst -vPu {user}", f"chpst -o 512 -u {user} -c 0", f"chpst -b other -u {user}",
                f"setpriv --reuid={user} --regid={user} --init-groups",
                f"setpriv --reuid {user} --regid trgroup --init-groups",
                f"setpriv --reuid={user} --regid=trgroup --clear-groups --reset-env",
                f"setpriv --reuid={user} --regid=trgroup --groups=trmore --nnp --inh-caps=-all",
                f"chroot --userspec={user} /", f"chroot --userspec={user}:trgroup --skip-chdir /",
                f"chroot --userspec={user} --groups=trmore /",
                f"start-stop-daemon --start --chuid {user} --name trnobody --startas",
                f"start-stop-daemon -S -c {user}:trgroup -k 077 -d /usr -n trnobody -a",
                f"start-stop-daemon --start --name trnobody --startas /bin/su -- {user} -s /bin/sh -c",
                f"gosu {user} /bin/sh -c", f"sudo -u {user} /bin/bash -c", f"runuser -u {user} -- dash -c",
                f"chpst -u {user} sh -c", f"chpst -c 0 su {user} -s /bin/bash -c",
                f"env -i su -s /bin/sh {user} -c",
            ]
        )
    )  # fmt: skip
    if tool.endswith("-c"):
        string = strings(report)
        if tool.startswith("chpst -u"):
            # It leaves HOME alone, which dropexec(1) says that the launcher does not.
            string = string.filter(lambda text: "$HOME" not in text and "~" not in text)
        return draw(_front()) + f"{tool} {shlex.quote(draw(string))}"
    dashes = ["--"] if tool.startswith("start-stop") else []
    return draw(_front()) + " ".join([tool, words[0], *dashes, *words[1:]])
