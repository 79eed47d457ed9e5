"""The order of the steps (manual page, ORDER): each is made while its rights are still there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.contract import callers
from tests.contract.launch import Launcher
from tests.native import toolchain

STEPS = [
    ("oom_score_adj", r'open(at)?\(.*"/proc/self/oom_score_adj", O_(RDWR|WRONLY)'),
    ("a limit that is raised", r"prlimit64\(0, RLIMIT_NOFILE, \{rlim_cur=128"),
    ("nproc", r"prlimit64\(0, RLIMIT_NPROC, \{"),
    ("nice", r"setpriority\("),
    ("umask", r"umask\(027\)"),
    ("terminal", r"setsid\("),
    ("descriptors", r'close_range\(|close\(40\)|openat\(AT_FDCWD, "/proc/self/fd"'),
    ("session keyring", r"keyctl\(KEYCTL_JOIN_SESSION_KEYRING"),
    ("bounding set", r"prctl\(PR_CAPBSET_DROP"),
    ("groups", r"setgroups\("),
    ("gids", r"setresgid\("),
    ("uids", r"setresuid\(5001"),
    ("uid 0 cannot be had back", r"setresuid\(-1, 0, -1\)"),
    ("ambient", r"prctl\(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE"),
    ("no_new_privs", r"prctl\(PR_SET_NO_NEW_PRIVS"),
    ("parent-death signal", r"prctl\(PR_SET_PDEATHSIG"),
    ("working directory", r'chdir\("/tmp"\)'),
    ("a limit that is lowered", r"prlimit64\(0, RLIMIT_MSGQUEUE, \{rlim_cur=64"),
    ("exec", r'execve\("/bin/true"'),
]
OPTIONS = (
    "--oom-score-adj=10 --rlimit=msgqueue=64 --rlimit=nofile=128:128 --rlimit=nproc=100 --nice=5 --umask=027 "
    "--no-tty --close-fds --new-keyring --bounding-caps=chown --ambient-caps=chown --no-new-privs "
    "--pdeathsig=TERM --chdir=/tmp"
)


def test_the_steps_are_made_in_this_order(launcher: Launcher, world: Path) -> None:
    trace = world / "order-trace"
    with callers.few_files() as prepare:
        before = (toolchain.need("strace"), "-s", "64", "--quiet=all", "-o", str(trace))
        outcome = launcher.run(
            *OPTIONS.split(), "dxuser", "/bin/true", before=before, preexec_fn=prepare, pass_fds=[]
        )
    assert (outcome.status, outcome.stderr) == (0, b"")
    lines = trace.read_text().splitlines()
    made = []
    for name, pattern in STEPS:
        places = [at for at, line in enumerate(lines) if re.match(pattern, line)]
        assert places, name
        # The last of the bounding set's, and the first of anything else.
        made.append((places[-1] if name == "bounding set" else places[0], name))
    ordered = [name for _, name in sorted(made) if name != "descriptors"]
    assert ordered == [name for name, _ in STEPS if name != "descriptors"]


WRONG = {
    "--pdeathsig=NONE": 'cannot use --pdeathsig "NONE": no such signal',
    "--chdir=~root": 'cannot use --chdir "~root": ',
    "--keep-fds=999": "cannot keep descriptor 999: Bad file descriptor",
    "--env==x": 'cannot use --env "=x": it is not NAME=VALUE',
    "--ambient-caps=zzz": 'cannot use --ambient-caps "zzz": no such capability',
}


def test_nothing_is_changed_before_everything_is_checked(launcher: Launcher, world: Path) -> None:
    trace = world / "order-trace"
    before = (toolchain.need("strace"), "--quiet=all", "-o", str(trace))
    for wrong, said in WRONG.items():
        options = [one for one in OPTIONS.split() if not one.startswith(wrong.partition("=")[0])]
        message = launcher.run(*options, wrong, "dxuser", "/bin/true", before=before).refused()
        assert message.startswith(said), message
        text = trace.read_text()
        for name, pattern in STEPS:
            if name not in ("descriptors", "exec"):
                assert not re.search(rf"^{pattern}", text, re.MULTILINE), (wrong, name)


@pytest.mark.parametrize("spec", ["dxuser", "dxuser:dxother", "5001:5001"])
def test_setgroups_is_called_wherever_it_may_be(launcher: Launcher, world: Path, spec: str) -> None:
    """Although the list reads as wanted: an unmapped gid reads as the overflow gid, which is a sysctl."""
    groups = {"dxuser": [5001, 5002, 5003], "dxuser:dxother": [5004], "5001:5001": [5001]}[spec]
    trace = world / "order-trace"
    setpriv = ("/usr/bin/setpriv", f"--groups={','.join(map(str, groups))}")
    before = (*setpriv, toolchain.need("strace"), "--quiet=all", "-o", str(trace), "-e", "trace=setgroups")
    assert launcher.run(spec, "/bin/true", before=before).status == 0
    assert len(re.findall(r"^setgroups\(", trace.read_text(), re.MULTILINE)) == 1


def test_keep_groups_never_calls_it(launcher: Launcher, world: Path) -> None:
    trace = world / "order-trace"
    before = (toolchain.need("strace"), "--quiet=all", "-o", str(trace), "-e", "trace=setgroups")
    assert launcher.run("--keep-groups", "dxuser", "/bin/true", before=before).status == 0
    assert trace.read_text() == ""


def test_strace_sees_what_a_launcher_calls(world: Path) -> None:
    """Otherwise the tests above could not fail."""
    trace = world / "order-trace"
    command = ["/usr/bin/setpriv", "--clear-groups", "/bin/true"]
    subprocess.run(
        [toolchain.need("strace"), "-o", str(trace), "-e", "trace=setgroups", *command], check=True
    )
    assert "setgroups(" in trace.read_text()
