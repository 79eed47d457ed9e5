"""su: first what must not be translated, then what must, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dropexec.translate import Fix, Program, translate
from tests.unit.translate.world import DEBIAN, ELSEWHERE

MUST_NOT = {
    "su - orchid": "starts an interactive shell",
    "su": "su without a user becomes root: nothing is dropped",
    "su -c /opt/serve": "su without a user becomes root: nothing is dropped",
    "su - root -c /opt/panel.sh": "to become root drops nothing; leave su out",
    "su toor -c /opt/panel.sh": "to become toor drops nothing; leave su out",
    "su --help": "prints its help",
    "su --colour orchid -c x": "su has no option --colour",
    "su -Z orchid -c x": "su has no option -Z",
    "su orchid -c": "the argument of su's -c is missing",
    "su fern -c /opt/fern/fernd": "the shell of fern is /usr/sbin/nologin",
    "su - fern -c /opt/fern/fernd": "the shell of fern is /usr/sbin/nologin",
    "su 5001 -c x": "su reads 5001 as a name, and dropexec as a uid",
    "su orchid -l -c /opt/orchid/desk -- VT12": "VT12 is the shell's $0",
    "su $OPTS orchid -c x": "quote it",
    "su -s /bin/sh -c \"$*\" orchid": "$* makes one string of several words",
    "su orchid -c ''": "runs no command",
    "su orchid -c 'cd /srv && ; /opt/serve'": "a command is missing at ';'",
    "su orchid -c '/opt/migrate; /opt/serve; /opt/report'": "/opt/report need not be the service",
    "su orchid -c '/opt/serve 2>&1 | logger'": "a shell must stay for the pipe",
    "su orchid -c '/opt/serve &'": "puts itself into the background",
    "su orchid -c 'nohup /opt/serve >> /log 2>&1 &'": "puts itself into the background",
    "su orchid -c '/opt/serve & wait'": "a shell must stay: the string ends with wait",
    "su orchid -c 'trap x TERM; /opt/serve'": "sets a trap",
    "su orchid -c 'test -x /opt/serve || /opt/other'": "only if the one before it fails",
    "su orchid -c 'if true; then /opt/serve; fi'": "it has a compound command (if)",
    "su orchid -c '{ /opt/serve; }'": "it has a compound command ({)",
    "su orchid -c '(/opt/serve)'": "it has a subshell",
    "su orchid -c '! /opt/serve'": "it has a compound command (!)",
    "su orchid -c 'serve() { x; }; serve'": "it defines a function",
    "su orchid -c '/opt/serve &> /log'": "it has &>",
    "su orchid -c 'command serve'": "a shell must stay: the string ends with command",
    "su orchid -c 'cat <<E'": "it has a here-document",
    "su orchid -c \"exec serve 'x\"": "a quote is not closed",
    "su reed -c 'cd /x && exec serve'": "the string is for /usr/bin/fish",
    "su $SU_ARGS": "starts an interactive shell",
}  # fmt: skip


@pytest.mark.parametrize("line", MUST_NOT)
def test_what_has_no_faithful_line_is_refused_with_the_reason(line: str) -> None:
    result = translate(line, DEBIAN)
    assert (result.fix, result.replacement, result.words, result.changes) == (Fix.NONE, None, None, ())
    assert MUST_NOT[line] in (result.why or "")


SAFE = {
    "su orchid -c /opt/orchid/serve": "dropexec -E orchid /opt/orchid/serve",
    "su orchid -c 'exec /opt/orchid/serve -v'": "dropexec -E orchid /opt/orchid/serve -v",
    "su --command=/opt/serve orchid": "dropexec -E orchid /opt/serve",
    "su --comm /opt/serve orchid": "dropexec -E orchid /opt/serve",
    "su -c/opt/serve orchid": "dropexec -E orchid /opt/serve",
    "su - orchid -c '/opt/orchid/serve --conf /etc/o.toml'":
        "dropexec --chdir=~ --argv0=-bash orchid /bin/bash -c 'exec /opt/orchid/serve --conf /etc/o.toml'",
    'su -c "/opt/orchid/serve --port 9" - orchid':
        'dropexec --chdir=~ --argv0=-bash orchid /bin/bash -c "exec /opt/orchid/serve --port 9"',
    "su -lc '/opt/serve' orchid": "dropexec --chdir=~ --argv0=-bash orchid /bin/bash -c 'exec /opt/serve'",
    "su -w A,B - orchid -c 'exec /opt/serve'":
        "dropexec --preserve-env=A,B --chdir=~ --argv0=-bash orchid /bin/bash -c 'exec /opt/serve'",
    "su - heath -c /opt/serve": "dropexec --argv0=-sh heath /bin/sh -c 'exec /opt/serve'",
    "su -s /bin/sh fern -c 'exec /opt/fern/fernd -f'": "dropexec -E fern /opt/fern/fernd -f",
    "su fern -s /bin/bash -c 'exec /opt/fernd'": "dropexec -E --env=SHELL=/bin/bash fern /opt/fernd",
    "su -s /bin/bash orchid -c /opt/serve": "dropexec -E orchid /opt/serve",
    "su -s /bin/sh - fern -c /opt/fernd": "dropexec --chdir=~ --argv0=-sh fern /bin/sh -c 'exec /opt/fernd'",
    "su -s /bin/sh -c 'exec \"$0\" \"$@\"' fern -- /opt/fernd --name \"two words\" $X":
        "dropexec -E fern /opt/fernd --name \"two words\" $X",
    "su -s /bin/sh -c 'exec \"$@\"' orchid -- sh \"$@\"": "dropexec -E --env=SHELL=/bin/sh orchid \"$@\"",
    "su -s /bin/sh -c 'exec nice \"$1\"' orchid -- sh /opt/serve":
        "dropexec -E --env=SHELL=/bin/sh orchid nice /opt/serve",
    "su orchid -c 'cd /opt/orchid && ./bin/serve'":
        "dropexec -E orchid /bin/bash -c 'cd /opt/orchid && exec ./bin/serve'",
    "su orchid -c 'cd /opt/orchid &&\n./bin/serve'":
        "dropexec -E orchid /bin/bash -c 'cd /opt/orchid &&\nexec ./bin/serve'",
    "su orchid -c 'LANG=C JAVA_OPTS=\"-Xmx1g -Xss1m\" /opt/serve'":
        "dropexec -E --env=LANG=C '--env=JAVA_OPTS=-Xmx1g -Xss1m' orchid /opt/serve",
    "su orchid -c 'A=\"x'\\''y\" /opt/serve'":
        "dropexec -E orchid /bin/bash -c 'A=\"x'\\''y\" exec /opt/serve'",
    "su orchid -c '. /etc/default/x; /opt/serve'":
        "dropexec -E orchid /bin/bash -c '. /etc/default/x; exec /opt/serve'",
    "su orchid -c 'export A=1 B=2; /opt/serve'": "dropexec -E --env=A=1 --env=B=2 orchid /opt/serve",
    "su orchid -c 'umask 027; exec /opt/serve'": "dropexec -E --umask=027 orchid /opt/serve",
    "su orchid -c 'ulimit -c 0; ulimit -c0 && /opt/serve'": "dropexec -E --rlimit=core=0 orchid /opt/serve",
    "su orchid -c 'umask 022; umask 077; /opt/serve'":
        "dropexec -E orchid /bin/bash -c 'umask 022; umask 077; exec /opt/serve'",
    "su orchid -c 'ulimit -c 0; /opt/serve'": "dropexec -E --rlimit=core=0 orchid /opt/serve",
    "su orchid -c 'ulimit -n 65536; exec /opt/serve'":
        "dropexec -E orchid /bin/bash -c 'ulimit -n 65536; exec /opt/serve'",
    "su orchid -c 'A=$B /opt/serve'": "dropexec -E orchid /bin/bash -c 'A=$B exec /opt/serve'",
    "su orchid -c 'exec /opt/serve --id $(hostname) --key `cat /k`'":
        "dropexec -E orchid /bin/bash -c 'exec /opt/serve --id $(hostname) --key `cat /k`'",
    'su orchid -c "exec /opt/serve $OPTS"': 'dropexec -E orchid /bin/bash -c "exec /opt/serve $OPTS"',
    'su orchid -c "/opt/serve \'$NAME\' >> /log"':
        'dropexec -E orchid /bin/bash -c "exec /opt/serve \'$NAME\' >> /log"',
    "su orchid -c 'sh -c \"exec /opt/serve --name '\\''a b'\\''\"'":
        "dropexec -E orchid /bin/bash -c 'exec sh -c \"exec /opt/serve --name '\\''a b'\\''\"'",
    "su orchid -c 'exec -a other /opt/serve'":
        "dropexec -E orchid /bin/bash -c 'exec -a other /opt/serve'",
    "su orchid -c 'exec >> /log 2>&1; /opt/serve'":
        "dropexec -E orchid /bin/bash -c 'exec >> /log 2>&1; exec /opt/serve'",
    "su orchid -c 'export A=1; export A=2; A=3 /opt/serve'":
        "dropexec -E --env=A=1 --env=A=2 --env=A=3 orchid /opt/serve",
    "su orchid -c 'echo up'": "dropexec -E orchid /bin/bash -c 'echo up'",
    "su orchid -c 'exec /opt/serve \"$0\"'":
        "dropexec -E --argv0=bash orchid /bin/bash -c 'exec /opt/serve \"$0\"'",
    "su orchid /opt/script a": "dropexec -E orchid /bin/bash /opt/script a",
    "su -g media orchid -c /opt/serve": "dropexec -E orchid:media /opt/serve",
    "su -G media -G tape orchid -c /opt/serve": "dropexec --groups=tape -E orchid:media /opt/serve",
    "su reed -c 'exec /opt/serve -v'": "dropexec -E reed /opt/serve -v",
    "env LANG=C su orchid -c /opt/serve": "env LANG=C dropexec -E orchid /opt/serve",
    "exec su orchid -c ./serve >> /log 2>&1 &": "exec dropexec -E orchid ./serve >> /log 2>&1 &",
    "su orchid 2>/dev/null -c /opt/serve": "dropexec -E orchid /opt/serve 2>/dev/null",
    "cd /srv && su orchid -c /opt/serve": "cd /srv && dropexec -E orchid /opt/serve",
    "nohup nice -n 5 su orchid -c /opt/serve": "nohup nice -n 5 dropexec -E orchid /opt/serve",
    'su "$U" -c /opt/serve': 'dropexec -E "$U" /opt/serve',
    "su ${U:-orchid} -c /opt/serve": 'dropexec -E "${U:-orchid}" /opt/serve',
}  # fmt: skip


@pytest.mark.parametrize("line", SAFE)
def test_a_line_with_a_faithful_one_gets_it(line: str) -> None:
    result = translate(line, DEBIAN)
    assert (result.replacement, result.fix, result.why) == (SAFE[line], Fix.SAFE, None)


UNSAFE = {
    "su $APP_USER -c /opt/serve": ('dropexec -E "$APP_USER" /opt/serve', "$APP_USER may be empty"),
    "su -m -s /bin/sh fern -c 'exec /opt/fernd'": ("dropexec -E fern /opt/fernd", "left HOME, USER, LOGNAME"),
    "su orchid -c '/opt/agent & exec /opt/serve'": (
        "dropexec -E orchid /bin/bash -c '/opt/agent & exec /opt/serve'",
        "second command runs in the background"),
    "su -P orchid -c /opt/serve": ("dropexec -E orchid /opt/serve", "pseudo-terminal"),
    "su bound -c /opt/serve": ("dropexec -E bound /opt/serve", "add --rlimit=nofile=65536"),
    "su kafka -c /opt/serve": ("dropexec -E kafka /opt/serve", "there is no account kafka here"),
    "su orchid -c '. /etc/rc.d/init.d/functions; daemon x'": (
        "dropexec -E orchid /bin/bash -c '. /etc/rc.d/init.d/functions; exec daemon x'",
        "daemon may be a function of the file that is read before"),
    'su orchid -c "$CMD"': ('dropexec -E orchid /bin/bash -c "$CMD"', "unless $CMD begins with exec"),
    'su orchid -c "$BIN --port 1"': (
        'dropexec -E orchid /bin/bash -c "exec $BIN --port 1"', "exec stands before $BIN"),
    "su - $OWNER -c /opt/serve": (
        "dropexec --chdir=~ --argv0=-sh \"$OWNER\" /bin/sh -c 'exec /opt/serve'",
        "the login shell of $OWNER"),
}  # fmt: skip


@pytest.mark.parametrize("line", UNSAFE)
def test_a_line_that_does_something_else_is_unsafe_and_says_why(line: str) -> None:
    result = translate(line, DEBIAN)
    assert (result.replacement, result.fix) == (UNSAFE[line][0], Fix.UNSAFE)
    assert UNSAFE[line][1] in (result.why or "")
    assert set((result.why or "").split("; ")) <= set(result.changes)


def test_another_machines_login_shell_makes_the_line_unsafe_and_is_named() -> None:
    result = translate("su - orchid -c /opt/serve", ELSEWHERE)
    assert (result.fix, result.replacement) == (
        Fix.UNSAFE, "dropexec --chdir=~ --argv0=-sh orchid /bin/sh -c 'exec /opt/serve'",
    )  # fmt: skip
    assert "the login shell of orchid is /bin/sh" in result.assumes
    assert "the home directory of orchid exists" in result.assumes


def test_an_assumed_login_shell_settles_that_of_another_machines_account() -> None:
    result = translate("su orchid -c 'exec /opt/serve $A'", replace(ELSEWHERE, assumed_shell="/bin/bash"))
    assert (result.fix, result.replacement) == (
        Fix.SAFE,
        "dropexec -E orchid /bin/bash -c 'exec /opt/serve $A'",
    )
    assert "the login shell of orchid is /bin/bash" in result.assumes


def test_one_simple_command_needs_no_login_shell_and_is_safe_on_any_machine() -> None:
    result = translate("exec su orchid -c 'exec /opt/serve'", ELSEWHERE)
    assert (result.fix, result.replacement) == (Fix.SAFE, "exec dropexec -E orchid /opt/serve")


def test_options_after_the_user_are_not_guessed_without_a_distribution() -> None:
    unknown = replace(DEBIAN, programs=None)
    for line in (
        "su orchid -c /opt/serve",
        "su - orchid -c /opt/serve",
        "su -c 'exec \"$@\"' orchid -- sh x",
    ):
        result = translate(line, unknown)
        assert (result.fix, result.replacement) == (Fix.NONE, None)
        assert "name the distribution (--distro)" in (result.why or "")
    assert translate("su -c /opt/serve orchid", unknown).fix is Fix.SAFE


def test_the_one_util_linux_that_stops_at_the_user_hands_options_to_the_shell() -> None:
    stopping = replace(DEBIAN, programs={"su": Program("util-linux-su", "2.42-1")})
    assert translate("su orchid -c /opt/serve", stopping).replacement == "dropexec -E orchid /opt/serve"
    result = translate("su orchid -s /bin/sh -c /opt/serve", stopping)
    assert (result.fix, result.why) == (
        Fix.NONE, "this su hands -s to the shell, since it stands after the user; put the options first",
    )  # fmt: skip
    later = replace(DEBIAN, programs={"su": Program("util-linux-su", "2.42.1")})
    assert translate("su fern -s /bin/sh -c /opt/serve", later).replacement == "dropexec -E fern /opt/serve"


def test_a_su_that_sets_path_has_it_set_or_is_unsafe() -> None:
    shadow = {"su": Program("shadow-su", "4.4-4.1", path_reset=True)}
    known = replace(DEBIAN, programs=shadow, path="/usr/local/bin:/usr/bin:/bin")
    assert translate("su orchid -c serve", known).replacement == (
        "dropexec -E --env=PATH=/usr/local/bin:/usr/bin:/bin orchid serve"
    )
    unknown = translate("su orchid -c serve", replace(known, path=None))
    assert (unknown.fix, unknown.replacement) == (Fix.UNSAFE, "dropexec -E orchid serve")
    assert "this su sets PATH anew" in (unknown.why or "")


def test_shadows_su_without_a_home_is_another_matter() -> None:
    shadow = replace(DEBIAN, programs={"su": Program("shadow-su", "4.4", path_reset=True)})
    result = translate("su - heath -c /opt/serve", shadow)
    assert (result.fix, result.replacement) == (
        Fix.UNSAFE, "dropexec --argv0=-sh heath /bin/sh -c 'exec /opt/serve'",
    )  # fmt: skip
    assert result.why == "/nonexistent does not exist: shadow's su goes to / or ends (DEFAULT_HOME)"


def test_a_shell_that_is_given_is_no_assumption() -> None:
    result = translate("su -s /bin/sh kafka -c 'exec serve $A'", ELSEWHERE)
    assert (result.fix, result.replacement) == (
        Fix.SAFE, "dropexec -E --env=SHELL=/bin/sh kafka /bin/sh -c 'exec serve $A'",
    )  # fmt: skip
    assert result.assumes == ("limits.conf gives kafka nothing",)


@pytest.mark.parametrize("option", ["-g media", "-P", "-f", "--session-command=x"])
def test_each_implementation_has_its_own_options(option: str) -> None:
    shadow = replace(DEBIAN, programs={"su": Program("shadow-su", "4.4")})
    assert "su has no option" in (translate(f"su {option} orchid -c x", shadow).why or "")


def test_busybox_and_toybox_are_seen_through() -> None:
    assert translate("busybox su orchid -c /opt/serve", DEBIAN).replacement == "dropexec -E orchid /opt/serve"
    result = translate("toybox su -s /bin/sh -c '/opt/serve $A' orchid", DEBIAN)
    assert result.replacement == "dropexec -E orchid /bin/sh -c 'exec /opt/serve $A'"
    assert result.why == "this su sets PATH anew, dropexec -E keeps the caller's"
    result = translate("toybox su -l -c /opt/serve orchid", DEBIAN)
    assert (result.fix, result.replacement) == (
        Fix.SAFE, "dropexec --chdir=~ orchid /bin/bash -l -c 'exec /opt/serve'",
    )  # fmt: skip
    assert "without a shell" in (translate("toybox su orchid /opt/serve", DEBIAN).why or "")
