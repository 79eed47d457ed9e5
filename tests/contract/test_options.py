"""The grammar of the command line."""

from __future__ import annotations

import re

import pytest

from tests.contract.launch import TARGET_PYTHON, Launcher

TRUE = "/usr/bin/true"


def argv(launcher: Launcher, *arguments: str) -> list[str]:
    """Run echo behind the arguments and return the words that reached it."""
    outcome = launcher.run(*arguments)
    assert (outcome.status, outcome.stderr) == (0, b"")
    return outcome.stdout.decode().split()


@pytest.mark.parametrize("before", [(), ("--",), ("--umask=022",), ("--umask", "022", "--")])
@pytest.mark.parametrize("after", [(), ("--",)])
def test_two_dashes_may_end_options_and_one_after_the_user_is_dropped(
    launcher: Launcher, before: tuple[str], after: tuple[str]
) -> None:
    assert argv(launcher, *before, "dxuser", *after, "/bin/echo", "x") == ["x"]


def test_everything_after_the_command_is_the_commands(launcher: Launcher) -> None:
    words = ["--", "-E", "--help", "--umask=9", "--bogus", "-", "--"]
    assert argv(launcher, "dxuser", "--", "/bin/echo", *words) == words


def test_every_byte_of_an_argument_reaches_the_command(launcher: Launcher) -> None:
    every = bytes(byte for byte in range(1, 256))
    words = [
        every,
        b"",
        b"\\",
        b"a\\",
        b"\\\\",
        b"a\\ b",
        b"$HOME",
        b"`id`",
        b"'\"",
        b"%s",
        b"\xff" * 3,
        b"\n",
        b"-",
    ]
    expected = b"".join(word + b"\0" for word in words)
    command = (
        TARGET_PYTHON,
        "-IS",
        "-c",
        "import sys; sys.stdout.buffer.write(open('/proc/self/cmdline', 'rb').read())",
    )
    outcome = launcher.run("dxuser", *command, *words)
    assert outcome.stdout.endswith(b"\0" + expected)
    assert outcome.stdout.count(b"\0") == 4 + len(words)


def test_options_end_at_the_first_word_that_is_not_one(launcher: Launcher) -> None:
    assert launcher.run("dxuser", "--umask=022", TRUE).refused(status=127) == (
        'cannot run "--umask=022" as "dxuser": not found in '
        'PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"; '
        "options come before the user, and a shell is written USER /bin/sh -c COMMAND"
    )


def test_a_second_pair_of_dashes_is_the_command(launcher: Launcher) -> None:
    assert (
        launcher.run("dxuser", "--", "--", TRUE).refused(status=127).startswith('cannot run "--" as "dxuser"')
    )


def test_short_options_take_their_argument_attached_or_next_and_may_be_clustered(launcher: Launcher) -> None:
    for words in (
        ["-C/tmp"],
        ["-C", "/tmp"],
        ["--chdir", "/tmp"],
        ["--chdir=/tmp"],
        ["-EC/tmp"],
        ["-EC", "/tmp"],
    ):
        assert launcher.reported(*words, "dxuser")["directory"] == "/tmp"
    found = launcher.reported("-EeA=-C", "-e", "-B=x", "dxuser")["environment"]
    assert (found["A"], found["-B"]) == ("-C", "x")


MALFORMED = [
    (
        [],
        (
            "cannot run anything: the user is missing; usage: "
            "dropexec [OPTION]... USER[:GROUP] COMMAND [ARGUMENT]..."
        ),
    ),
    (
        ["--"],
        (
            "cannot run anything: the user is missing; usage: "
            "dropexec [OPTION]... USER[:GROUP] COMMAND [ARGUMENT]..."
        ),
    ),
    (
        ["dxuser"],
        (
            'cannot run anything as "dxuser": the command is missing; '
            "usage: dropexec [OPTION]... USER[:GROUP] COMMAND [ARGUMENT]..."
        ),
    ),
    (
        ["dxuser", "--"],
        (
            'cannot run anything as "dxuser": the command is missing; '
            "usage: dropexec [OPTION]... USER[:GROUP] COMMAND [ARGUMENT]..."
        ),
    ),
    (["--chidr=/", "dxuser", TRUE], 'cannot use "--chidr": no such option; did you mean "--chdir"?'),
    (["--clear", "dxuser", TRUE], 'cannot use "--clear": no such option; see dropexec --help'),
    (
        ["--clear-group", "dxuser", TRUE],
        'cannot use "--clear-group": no such option; did you mean "--clear-groups"?',
    ),
    (["-x", "dxuser", TRUE], 'cannot use "-x": no such option; see dropexec --help'),
    (["-Ex", "dxuser", TRUE], 'cannot use "-x": no such option; see dropexec --help'),
    (["--=x", "dxuser", TRUE], 'cannot use "--": no such option; see dropexec --help'),
    (["---", "dxuser", TRUE], 'cannot use "---": no such option; see dropexec --help'),
    (["--umask"], "cannot use --umask: its argument MODE is missing"),
    (["-C"], "cannot use --chdir: its argument DIR is missing"),
    (["--no-tty=yes", "dxuser", TRUE], 'cannot use --no-tty="yes": the option takes no value'),
    (["--help=x"], 'cannot use --help="x": the option takes no value'),
    (["--umask=0", "--umask", "0", "dxuser", TRUE], "cannot use --umask twice: it may be given only once"),
    (["-E", "--preserve-env", "dxuser", TRUE], "cannot use --preserve-env twice: it may be given only once"),
    (["-EE", "dxuser", TRUE], "cannot use --preserve-env twice: it may be given only once"),
    (
        ["--preserve-env=A", "--preserve-env=B", "dxuser", TRUE],
        "cannot use --preserve-env twice: it may be given only once",
    ),
    (["--no-tty", "--no-tty", "dxuser", TRUE], "cannot use --no-tty twice: it may be given only once"),
    (
        ["--rlimit=core=0", "--rlimit=core=1", "dxuser", TRUE],
        "cannot use --rlimit core twice: each limit may be given only once",
    ),
    (["--groups=a,,b", "dxuser", TRUE], 'cannot use --groups "a,,b": an element of the list is empty'),
    (["--groups=", "dxuser", TRUE], 'cannot use --groups "": an element of the list is empty'),
    (["--umask=", "dxuser", TRUE], 'cannot use --umask "": it is not an octal mask from 0 to 0777'),
    (["--umask=08", "dxuser", TRUE], 'cannot use --umask "08": it is not an octal mask from 0 to 0777'),
    (["--nice=20", "dxuser", TRUE], 'cannot use --nice "20": it is not a number from -20 to 19'),
    (
        ["--oom-score-adj=1001", "dxuser", TRUE],
        'cannot use --oom-score-adj "1001": it is not a number from -1000 to 1000',
    ),
    (
        ["--rlimit=files=1", "dxuser", TRUE],
        (
            'cannot use --rlimit "files=1": it is not NAME=SOFT[:HARD] with one of these names: '
            "as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime "
            "sigpending stack"
        ),
    ),
    (
        ["--rlimit=core=2:1", "dxuser", TRUE],
        'cannot use --rlimit "core=2:1": the soft limit is above the hard one',
    ),
    (["--pdeathsig=FOO", "dxuser", TRUE], 'cannot use --pdeathsig "FOO": no such signal'),
    (["--argv0=", "dxuser", TRUE], 'cannot use --argv0 "": the name is empty'),
    (["--chdir=", "dxuser", TRUE], 'cannot use --chdir "": the directory is empty'),
    (
        ["--chdir=~root", "dxuser", TRUE],
        'cannot use --chdir "~root": only ~ and ~/... stand for the target\'s home; write ./~root',
    ),
    (["--keep-fds=3", "dxuser", TRUE], "cannot use --keep-fds alone: it goes with --close-fds"),
    (
        ["--close-fds", "--keep-fds=x", "dxuser", TRUE],
        'cannot use --keep-fds "x": it is not the number of a descriptor',
    ),
    (["--close-fds", "--keep-fds=77", "dxuser", TRUE], "cannot keep descriptor 77: Bad file descriptor"),
    (
        ["--ambient-caps=net_bind_servce", "dxuser", TRUE],
        'cannot use --ambient-caps "net_bind_servce": no such capability; did you mean "net_bind_service"?',
    ),
    (
        ["--ambient-caps=chown,cap_chown", "dxuser", TRUE],
        'cannot use --ambient-caps "cap_chown": the capability is listed twice',
    ),
    (
        ["--ambient-caps=chown", "--bounding-caps=none", "dxuser", TRUE],
        "cannot keep CAP_CHOWN with --ambient-caps: --bounding-caps leaves it out; name it in both",
    ),
    (
        ["--ambient-caps=chown,net_raw,mac_override", "--bounding-caps=chown", "dxuser", TRUE],
        (
            "cannot keep CAP_NET_RAW and CAP_MAC_OVERRIDE with --ambient-caps: "
            "--bounding-caps leaves it out; name it in both"
        ),
    ),
]


@pytest.mark.parametrize(("arguments", "message"), MALFORMED)
def test_what_is_malformed_is_one_clear_line_and_125(
    launcher: Launcher, arguments: list[str], message: str
) -> None:
    assert launcher.run(*arguments).refused() == message


REFUSED = {
    "--umask": ["8", "1777", "0o22", "-1", "+22", " 22", "00000", "²", "rw", "0x1f"],
    "--nice": ["", "-21", "20", "+5", "05", "1.0", "٥", "-", "--5", "1e1", " 1", "-0", "9" * 5000],
    "--oom-score-adj": ["", "-1001", "1001", "+0", "00", "x"],
    "--rlimit": [
        "",
        "nofile",
        "nofile=",
        "=1",
        "nofile=1:",
        "nofile=:1",
        "nofile=-1",
        "nofile=1:2:3",
        "nofile=2:1",
        "NOFILE=1",
        "nofile=unlimited:1",
        "nofile=infinity",
        "nofile=1k",
        "nofile=+1",
        "nofile=010",
        f"core={2**63}",
        f"core={2**64}",
        "core=" + "9" * 5000,
        "core=²",
    ],
    "--pdeathsig": [
        "",
        "0",
        "65",
        "-1",
        "SIG",
        "09",
        "+9",
        "sigterm x",
        "SIG_DFL",
        "_DFL",
        "SIGSIGTERM",
        "SIG_BLOCK",
        "²",
    ],
    "--ambient-caps": ["", "all", "none", "cap_", "41", "chown,", "net bind"],
    "--bounding-caps": ["", "none,chown", "chown,none", "ALL", "-chown"],
    "--keep-fds": ["", "-1", "+3", "03", "3-5", "99999999999", "2147483648", "²"],
}


WRONG = {
    "--umask": "it is not an octal mask from 0 to 0777",
    "--nice": "it is not a number from -20 to 19",
    "--oom-score-adj": "it is not a number from -1000 to 1000",
    "--rlimit": r"it is not NAME=SOFT\[:HARD\]|a limit is a number below 2\^63|the soft limit is above",
    "--pdeathsig": "no such signal",
    "--ambient-caps": "no such capability|an element of the list is empty",
    "--bounding-caps": "no such capability|an element of the list is empty",
    "--keep-fds": "it is not the number of a descriptor|an element of the list is empty",
}


@pytest.mark.parametrize(
    ("option", "value"), [(option, value) for option, values in REFUSED.items() for value in values]
)
def test_an_argument_out_of_its_grammar_or_range_is_refused(
    launcher: Launcher, option: str, value: str
) -> None:
    message = launcher.run("--close-fds", option, value, "dxuser", TRUE).refused()
    assert re.match(rf'cannot use {option} ".*"(\.\.\.)?: ({WRONG[option]})', message), message


def test_help_lists_every_option_on_stdout(launcher: Launcher) -> None:
    from dropexec.launcher.options import OPTIONS

    outcome = launcher.run("--help", "--nonsense")
    assert (outcome.status, outcome.stderr) == (0, b"")
    text = outcome.stdout.decode("ascii")
    assert max(map(len, text.splitlines())) < 80
    for option in OPTIONS:
        assert f"--{option.name}" in text
    for status in ("125", "126", "127"):
        assert status in text


def test_version_names_the_build(launcher: Launcher) -> None:
    outcome = launcher.run("--version")
    assert (outcome.status, outcome.stdout.decode(), outcome.stderr) == (0, launcher.version, b"")


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_that_cannot_be_written_is_a_failure(launcher: Launcher, option: str) -> None:
    with open("/dev/full", "wb") as full:
        outcome = launcher.run(option, stdout=full)
    assert (outcome.status, outcome.stderr) == (
        125,
        b"dropexec: cannot write to descriptor 1: No space left on device\n",
    )
