"""runuser and sudo: first what must not be translated, then what must, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dropexec.translate import Fix, Program, translate
from tests.unit.translate.world import DEBIAN, ELSEWHERE

MUST_NOT = {
    "runuser -l": "runuser without a user becomes root",
    "runuser -u root -- x": "to become root drops nothing; leave runuser out",
    "runuser -u orchid": "runuser runs no command here",
    "runuser -u orchid -c x": "runuser refuses -c, -l, -s and -f together with -u",
    "runuser -u orchid serve --fast-start": "runuser has no option --fast-start",
    "runuser -u $U": "runuser runs no command here",
    "sudo /opt/panel.sh": "sudo without -u goes up to root by the sudoers policy",
    "sudo su - orchid -c x": "leave sudo out in front of su",
    "sudo -g media /opt/panel.sh": "sudo without -u goes up to root by the sudoers policy",
    "sudo -u root x": "to become root drops nothing; leave sudo out",
    "sudo -u '#0' x": "to become 0 drops nothing; leave sudo out",
    "sudo -u 5001 x": "sudo's uid is #5001",
    "sudo -u '#7777' x": "name the group as well: 7777:7777",
    "sudo -u orchid": "sudo starts an interactive shell here",
    "sudo -u orchid -i": "sudo starts an interactive shell here",
    "sudo -b -u orchid /opt/serve": "-b puts the command into the background",
    "sudo -u orchid -r sysadm_r -C 5 /opt/serve": "the SELinux role (-r) has no counterpart",
    "sudo -u orchid -R /srv/root x": "the root directory (-R) has no counterpart",
    "sudo -u orchid -s x": "sudo -s runs the shell that the caller's SHELL names",
    "sudo -u fern -i x": "the shell of fern is /usr/sbin/nologin",
    "sudo -u orchid -i serve $X": "leave -i or -s out",
    "sudo -u orchid -E -i x": "sudo refuses -E together with -i",
    "sudo -l": "nothing is run",
    "sudo -e /etc/x": "-e edits files",
    "sudo -Z x": "sudo has no option -Z",
    'sudo -u orchid --preserve-env="$LIST" x': "the variables in $LIST are not known",
}


@pytest.mark.parametrize("line", MUST_NOT)
def test_what_has_no_faithful_line_is_refused_with_the_reason(line: str) -> None:
    result = translate(line, DEBIAN)
    assert (result.fix, result.replacement) == (Fix.NONE, None)
    assert MUST_NOT[line] in (result.why or "")


SAFE = {
    "runuser -u orchid -- /opt/serve -v": "dropexec -E orchid /opt/serve -v",
    "runuser -u fern /opt/serve": "dropexec -E fern /opt/serve",
    "runuser --user=orchid -g media -- serve": "dropexec -E orchid:media serve",
    "runuser -l orchid -c '/opt/serve %i'":
        "dropexec --chdir=~ --argv0=-bash orchid /bin/bash -c 'exec /opt/serve %i'",
    "runuser -s /bin/sh fern -c 'exec /opt/fernd'": "dropexec -E fern /opt/fernd",
    "sudo -u orchid /opt/serve": "dropexec orchid /opt/serve",
    "sudo -n -H -u orchid -- /opt/serve -x": "dropexec orchid /opt/serve -x",
    "sudo -uorchid /opt/serve": "dropexec orchid /opt/serve",
    "sudo -u orchid -g media /opt/serve":
        "dropexec --init-groups --add-groups=orchid orchid:media /opt/serve",
    "sudo -E -u orchid /opt/serve": "dropexec '--preserve-env=*,HOME' orchid /opt/serve",
    "sudo -E -H -u orchid /opt/serve": "dropexec -E orchid /opt/serve",
    "sudo --preserve-env=A,B -u orchid /opt/serve": "dropexec --preserve-env=A,B orchid /opt/serve",
    "sudo -u orchid A=1 B='x y' /opt/serve": "dropexec --env=A=1 '--env=B=x y' orchid /opt/serve",
    "sudo -u '#5001' /opt/serve": "dropexec 5001 /opt/serve",
    "sudo -u orchid -i /opt/serve 'a b'":
        "dropexec --chdir=~ --argv0=-bash orchid /bin/bash -c 'exec /opt/serve a\\ b'",
    "exec sudo -u orchid -H env PORT=5000 /opt/serve": "exec dropexec orchid env PORT=5000 /opt/serve",
    "/usr/bin/sudo -u orchid ./serve": "dropexec orchid ./serve",
    "sudo -u orchid sh -c 'cd /srv && ./serve $A'": "dropexec orchid sh -c 'cd /srv && exec ./serve $A'",
    "sudo -u orchid /bin/bash -c 'exec ./serve'": "dropexec orchid /bin/bash -c 'exec ./serve'",
    "sudo -u orchid /bin/sh -c 'a | b'": "dropexec orchid /bin/sh -c 'a | b'",
    "sudo -u orchid /bin/sh -c 'a & b'": "dropexec orchid /bin/sh -c 'a & b'",
    "sudo -u orchid /bin/fish -c 'cd /srv; ./serve'": "dropexec orchid /bin/fish -c 'cd /srv; ./serve'",
    "runuser -u orchid -- sh -c \"exec serve >> $LOG\"  # as orchid":
        "dropexec -E orchid sh -c \"exec serve >> $LOG\"  # as orchid",
}  # fmt: skip


@pytest.mark.parametrize("line", SAFE)
def test_a_line_with_a_faithful_one_gets_it(line: str) -> None:
    result = translate(line, DEBIAN)
    assert (result.replacement, result.fix, result.why) == (SAFE[line], Fix.SAFE, None)


def test_a_command_that_sudo_looked_up_in_its_own_path_is_unsafe() -> None:
    result = translate("sudo -u orchid serve --all", DEBIAN)
    assert (result.replacement, result.fix) == ("dropexec orchid serve --all", Fix.UNSAFE)
    assert "secure_path" in (result.why or "")


def test_sudo_needs_no_account_of_another_machine() -> None:
    result = translate("sudo -E -u orchid /usr/local/bin/start.sh", ELSEWHERE)
    assert (result.replacement, result.fix) == (
        "dropexec '--preserve-env=*,HOME' orchid /usr/local/bin/start.sh", Fix.SAFE,
    )  # fmt: skip


def test_a_group_of_sudo_needs_the_login_group_of_the_account() -> None:
    result = translate("sudo -u orchid -g media /opt/serve", ELSEWHERE)
    assert (result.replacement, result.fix) == ("dropexec --init-groups orchid:media /opt/serve", Fix.UNSAFE)
    assert "the login group of orchid is not known" in (result.why or "")


def test_sudo_rs_has_fewer_options() -> None:
    rust = replace(DEBIAN, programs={"sudo": Program("sudo-rs", "0.2.8")})
    assert translate("sudo -u orchid /opt/serve", rust).fix is Fix.SAFE
    assert translate("sudo -u orchid -C 5 /opt/serve", rust).why == "sudo has no option -C"
    assert translate("sudo-rs -u orchid -C 5 /opt/serve", DEBIAN).why == "sudo has no option -C"


def test_an_unknown_runuser_is_not_guessed_at() -> None:
    unknown = replace(DEBIAN, programs=None)
    assert translate("runuser -u orchid -- /opt/serve -v", unknown).fix is Fix.SAFE
    assert "name the distribution" in (translate("runuser orchid -c /opt/serve", unknown).why or "")
