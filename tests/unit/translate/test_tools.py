"""The tools that exec: first what must not be translated, then what must, word for word."""

from __future__ import annotations

import pytest

from dropexec.translate import Fix, find_tool, translate
from dropexec.translate.shellline import commands
from tests.unit.translate.world import DEBIAN

MUST_NOT = {
    "supervisorctl start web": "it calls no tool that changes the user",
    "ssh host su - orchid -c x": "it calls no tool that changes the user",
    "echo su orchid": "it calls no tool that changes the user",
    "/opt/su/bin/supervise su.conf": "it calls no tool that changes the user",
    "su orchid -c a && sudo -u orchid b": "several of its commands change the user",
    "cat <<E": "the line cannot be judged: it has a here-document",
    "su orchid -c 'x": "the line cannot be judged: a quote is not closed",
    "gosu --help": "gosu needs a user and a command",
    "gosu orchid": "gosu needs a user and a command",
    "gosu root x": "to become root drops nothing",
    "gosu 0:0 x": "to become 0 drops nothing",
    "gosu 7777 x": "name the group as well: 7777:7777",
    "su-exec '' x": "the user is empty",
    "chpst -e ./env x": "it calls no tool that changes the user",
    "chpst -/ /srv/root -u orchid x": "dropexec would have to be in the new root",
    "chpst -u orchid -V": "prints its version",
    "setuidgid orchid": "setuidgid needs a user and a command",
    "setuidgid orchid:media x": "setuidgid takes the name of an account, and no group",
    "setpriv --nnp x": "setpriv without --reuid changes no user",
    "setpriv --reuid=orchid --init-groups x": "setpriv without --regid leaves the group at 0",
    "setpriv --reuid=orchid --regid=orchid x": "setpriv refuses --regid without a choice",
    "setpriv --reuid=orchid --regid=orchid --init-groups --securebits +noroot x": "securebits",
    "setpriv --reuid=orchid --regid=orchid --init-groups --bounding-set=-net_raw x": "on the caller's",
    "setpriv --reuid=orchid --regid=orchid --init-groups --pdeathsig keep x": "the kernel clears it",
    "chroot /srv/root x": "chroot without --userspec drops nothing",
    "chroot --userspec=orchid /": "chroot starts an interactive shell here",
    "chroot --userspec=:media / x": "leaves the user as it is",
    "start-stop-daemon --stop --pidfile $PIDFILE --retry 5": "starts nothing here",
    "start-stop-daemon --start --exec /opt/serve": "start-stop-daemon without --chuid drops nothing",
    "start-stop-daemon --start --user orchid --exec /opt/serve": "--user is whom to become for OpenRC",
    "start-stop-daemon --start -b -m -c orchid -x /opt/serve": "(--background), and leaves nothing",
    "daemon --user=orchid --pidfile=/run/o.pid '/opt/serve &'": "leave --user out",
    "daemon --user orchid +5 /opt/serve": "leave --user out",
    "daemon -n web -u orchid -r -- /opt/serve": "daemon(1) stays as the parent",
    "daemon /opt/serve": "daemon without --user drops nothing",
}


@pytest.mark.parametrize("line", MUST_NOT)
def test_what_has_no_faithful_line_is_refused_with_the_reason(line: str) -> None:
    result = translate(line, DEBIAN)
    assert (result.fix, result.replacement) == (Fix.NONE, None)
    assert MUST_NOT[line] in (result.why or "")


SAFE = {
    'set -- gosu orchid "$@"': 'set -- dropexec -E orchid "$@"',
    "exec gosu orchid:media serve": "exec dropexec -E orchid:media serve",
    "gosu orchid: serve": "dropexec -E orchid serve",
    "gosu 5001 serve": "dropexec -E 5001 serve",
    "su-exec orchid /opt/serve \"$@\"": "dropexec -E orchid /opt/serve \"$@\"",
    'exec gosu "${PUID:-1}:${PGID:-2}" /opt/serve': 'exec dropexec -E "${PUID:-1}:${PGID:-2}" /opt/serve',
    "gosu orchid -- serve": "dropexec -E orchid -- -- serve",
    "setpriv --reuid=orchid --regid=orchid --init-groups --reset-env serve": "dropexec orchid serve",
    "setpriv --reuid=orchid --regid=media --init-groups --reset-env serve":
        "dropexec --init-groups --add-groups=orchid orchid:media serve",
    "setpriv --reuid=orchid --regid=media --groups=tape,44 --reset-env --nnp serve":
        "dropexec --groups=tape,44 --no-new-privs orchid:media serve",
    "setpriv --reuid 5001 --regid 44 --clear-groups --reset-env --inh-caps=-all --bounding-set=-all serve":
        "dropexec --bounding-caps=none 5001:44 serve",
    "setpriv --reuid orchid --regid 44 --clear-groups --reset-env --inh-caps=+net_bind_service "
    "--ambient-caps=+net_bind_service serve": "dropexec --ambient-caps=net_bind_service orchid:44 serve",
    "start-stop-daemon --start -b -m -p /run/o.pid -x /bin/su -- orchid -c 'exec /opt/serve'":
        "start-stop-daemon --start -b -m -p /run/o.pid -x dropexec -- -E orchid /opt/serve",
    "chpst -e ./env su orchid -c /opt/serve": "chpst -e ./env dropexec -E orchid /opt/serve",
    "exec tini -g -- gosu orchid serve": "exec tini -g -- dropexec -E orchid serve",
    "A=1 timeout -k 5 60 su-exec orchid serve": "A=1 timeout -k 5 60 dropexec -E orchid serve",
}  # fmt: skip


@pytest.mark.parametrize("line", SAFE)
def test_a_line_with_a_faithful_one_gets_it(line: str) -> None:
    result = translate(line, DEBIAN)
    assert (result.replacement, result.fix, result.why) == (SAFE[line], Fix.SAFE, None)


UNTOUCHED = {
    "exec chpst -u orchid:media -e ./env -o 65536 /opt/serve":
        "exec chpst -e ./env -o 65536 dropexec -E orchid:media /opt/serve",
    "chpst -u orchid serve": "dropexec --clear-groups -E orchid serve",
    "chpst -u orchid:media:tape serve": "dropexec --groups=tape -E orchid:media serve",
    "chpst -u :5001:44 serve": "dropexec -E 5001:44 serve",
    "chpst -vPu orchid -b other serve": "chpst -v -P dropexec --clear-groups -E --argv0=other orchid serve",
    'exec s6-setuidgid "$PUID:$PGID" ./serve': 'exec dropexec -E "$PUID:$PGID" ./serve',
    "s6-setuidgid orchid ./serve": "dropexec -E orchid ./serve",
    "setuidgid orchid ./serve": "dropexec --clear-groups -E orchid ./serve",
    "busybox setuidgid orchid ./serve": "dropexec --clear-groups -E orchid ./serve",
    "setpriv --reuid=orchid --regid=orchid --init-groups serve": "dropexec -E orchid serve",
    "chroot --userspec=orchid / /opt/serve": "dropexec -E --chdir=/ orchid /opt/serve",
    "chroot --userspec=orchid:media --skip-chdir / serve": "dropexec --init-groups -E orchid:media serve",
    "chroot --userspec=+5001:+44 --groups=tape / serve": "dropexec --groups=tape -E --chdir=/ 5001:44 serve",
    "chroot --userspec=orchid /srv/root serve": "chroot /srv/root dropexec -E orchid serve",
    "start-stop-daemon --start --chuid $OWNER --exec /opt/serve -- -d":
        "dropexec -E --chdir=/ \"$OWNER\" /opt/serve -d",
    "start-stop-daemon -S -c orchid:media -k 027 -N 5 -d /srv -a /opt/serve -- -d":
        "dropexec --init-groups -E --chdir=/srv --umask=027 --nice=5 orchid:media /opt/serve -d",
}  # fmt: skip


@pytest.mark.parametrize("line", UNTOUCHED)
def test_a_tool_that_leaves_the_environment_alone_is_unsafe(line: str) -> None:
    result = translate(line, DEBIAN)
    assert (result.replacement, result.fix) == (UNTOUCHED[line], Fix.UNSAFE)
    assert "leaves HOME, USER, LOGNAME and SHELL as the caller has them" in (result.why or "")


def test_an_empty_user_is_unsafe_for_a_tool_that_then_stays_root() -> None:
    result = translate('exec gosu "$PUID:$PGID" /opt/serve', DEBIAN)
    assert (result.replacement, result.fix) == ('exec dropexec -E "$PUID:$PGID" /opt/serve', Fix.SAFE)
    result = translate('exec gosu "$APP_USER" /opt/serve', DEBIAN)
    assert result.fix is Fix.UNSAFE
    assert result.why == "$APP_USER may be empty: then gosu runs the command as root, and dropexec refuses"


@pytest.mark.parametrize(
    ("line", "index"),
    [
        ("su orchid", 0),
        ("exec env -u A B=1 nice -n 5 /bin/su orchid", 8),
        ("chpst -e ./env -o 5 setuidgid orchid x", 5),
        ("chpst -u orchid su x", 0),
        ("start-stop-daemon -S -x /bin/su -- orchid", 3),
        ("start-stop-daemon -S -c orchid -x /bin/su", 0),
        ("busybox su orchid", 1),
        ("action 'Starting' su orchid", None),
        ("command -v gosu", None),
        ("/opt/web/bin/daemon --user web", None),
        ("/usr/bin/daemon --user web x", 0),
        ("command su orchid", 1),
        ("", None),
        ("env", None),
        ("timeout 5", None),
    ],
)
def test_the_tool_is_found_behind_what_may_stand_in_front_of_it(line: str, index: int | None) -> None:
    words = [word for command in commands(line) for word in command.words]
    assert find_tool(words) == index
