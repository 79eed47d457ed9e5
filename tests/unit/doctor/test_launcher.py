"""The check launcher: the file in made-up roots, and real launchers, right ones and wrong ones, run."""

from __future__ import annotations

import os
import select
import shutil
from pathlib import Path

import pytest

from dropexec.doctor import launching, output
from dropexec.doctor.check import Result
from dropexec.doctor.checks.launcher import CHECK
from dropexec.doctor.host import Host
from dropexec.launcher import capability, credentials
from tests.unit.doctor.tree import Tree

pytestmark = pytest.mark.root

PYTHON = "#!/usr/bin/python3 -I\nprint('never run here')\n"
UNIT = "[Service]\nExecStart=-/usr/bin/dropexec --nice=5 kafka:kafka /opt/kafka\n"


def other(tree: Tree) -> Result:
    """Look at the tree as another root directory, in which nothing is run."""
    return CHECK.look(tree.host(running=False))


def install(tree: Tree, text: str = PYTHON, mode: int = 0o755) -> Path:
    for name in ("usr/bin/python3", "bin/true"):
        tree.write(name, "\x7fELF", mode=0o755)
    for directory in (tree.root, tree.root / "usr", tree.root / "usr/bin"):
        directory.chmod(0o755)
    return tree.write("usr/bin/dropexec", text, mode=mode)


def faults(result: Result) -> list[tuple[str, str]]:
    return [(one["status"], one["fault"]) for one in result.findings]


def test_an_isolated_script_of_roots_passes_and_is_described(tree: Tree) -> None:
    install(tree)
    result = other(tree)
    assert (result.status, result.message) == ("pass", "/usr/bin/dropexec, nobody's but root's to change")
    assert result.details == {
        "findings": [],
        "path": "/usr/bin/dropexec",
        "real_path": "/usr/bin/dropexec",
        "others_on_path": [],
        "kind": "python",
        "mode": "0755",
        "first_line": "/usr/bin/python3 -I",
        "login_defs": {
            "path": None,
            "ENV_PATH": "/usr/local/bin:/usr/bin:/bin",
            "ENV_SUPATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        },
    }


@pytest.mark.parametrize("line", ["/usr/bin/python3 -IS", "/usr/bin/python3 -sI"])
def test_isolation_may_be_one_letter_of_several(tree: Tree, line: str) -> None:
    install(tree, f"#!{line}\n")
    assert faults(other(tree)) == []


@pytest.mark.parametrize(
    "text",
    [
        "#!/usr/bin/python3\n",
        "#!/usr/bin/env python3\n",
        "#!/usr/bin/python3 -s\n",
        "#!/bin/sh\n",
        "exec true\n",
    ],
)
def test_a_first_line_that_is_not_isolated_fails(tree: Tree, text: str) -> None:
    install(tree, text)
    assert faults(other(tree)) == [("fail", "not-isolated")]


def test_a_set_user_id_launcher_fails(tree: Tree) -> None:
    install(tree, "\x7fELF", mode=0o4755)
    assert faults(other(tree)) == [("fail", "set-id")]


def test_without_a_launcher_it_fails_where_a_unit_starts_with_one(tree: Tree) -> None:
    assert other(tree) == Result("pass", "no dropexec is on PATH, and no unit needs one", {"findings": []})
    tree.write("etc/systemd/system/kafka.service", UNIT)
    result = other(tree)
    assert result.message == (
        "no dropexec is on PATH, but kafka.service starts its service with it; install it"
    )
    assert faults(result) == [("fail", "missing")]


@pytest.mark.parametrize(("text", "element"), [("ENV_PATH PATH=/usr/bin:.\n", "."), ("ENV_PATH /bin:\n", "")])
def test_the_working_directory_in_the_path_of_login_defs_fails(tree: Tree, text: str, element: str) -> None:
    install(tree)
    tree.write("etc/login.defs", text)
    result = other(tree)
    assert faults(result) == [("fail", "login.defs")]
    assert result.findings[0]["element"] == element


def test_a_directory_of_the_path_that_others_may_write_fails(tree: Tree) -> None:
    install(tree)
    tree.write("etc/login.defs", "ENV_PATH /usr/bin:/games\n")
    (tree.root / "games").mkdir()
    (tree.root / "games").chmod(0o777)
    assert other(tree).message == (
        "the PATH that /etc/login.defs gives holds /games, but everybody may write /games; mend its owner "
        "and mode"
    )


def this(path: Path, *, uid: int = 0) -> Host:
    return Host(name="here", uid=uid, pid=os.getpid(), path="/nowhere", candidate=str(path))


def wrapper(world: Path, name: str, text: str) -> Path:
    """Write an executable into a directory of root's own."""
    directory = world / "doctor"
    directory.mkdir(exist_ok=True)
    path = directory / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(params=["native", "static"])
def launcher(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(request.param)
    return path


def test_a_launcher_that_does_what_it_plans_passes(launcher: Path) -> None:
    result = CHECK.look(this(launcher))
    assert result.findings == []
    assert result.details["self_test"]["differences"] == 0
    assert result.details["build"].startswith("dropexec ")


def test_one_that_others_may_write_fails_without_being_run(world: Path) -> None:
    ran = world / "ran"
    path = wrapper(world, "writable", f"#!/usr/bin/python3 -I\nopen({str(ran)!r}, 'w')\n")
    for mode, owner in ((0o777, 0), (0o755, 54321)):
        path.chmod(mode)
        os.chown(path, owner, 0)
        assert faults(CHECK.look(this(path))) == [("fail", "writable")]
    os.chown(path, 0, 0)
    path.chmod(0o755)
    shutil.copy(path, open_directory := world / "open")
    open_directory.unlink()
    open_directory.mkdir()
    open_directory.chmod(0o777)
    shutil.copy(path, open_directory / "dropexec")
    assert faults(CHECK.look(this(open_directory / "dropexec"))) == [("fail", "writable")]
    assert not ran.exists()


WRONG = {
    "uid": "os.setgroups([gid]); os.setresgid(gid, gid, gid); os.setresuid(uid + 7, uid + 7, uid + 7)",
    "gid": "os.setgroups([gid]); os.setresgid(0, gid, gid); os.setresuid(uid, uid, uid)",
    "groups": "os.setgroups([gid, 0]); os.setresgid(gid, gid, gid); os.setresuid(uid, uid, uid)",
}
SCRIPT = """\
#!/usr/bin/python3 -I
# Change to the last UID:GID among the words, wrongly.
import os, sys
[at] = [n for n, word in enumerate(sys.argv) if word.replace(":", "").isdigit() and ":" in word]
uid, gid = map(int, sys.argv[at].split(":"))
{change}
os.execve(sys.argv[at + 1], sys.argv[at + 1:], {environment})
"""


@pytest.mark.parametrize("what", WRONG)
def test_one_that_changes_to_other_ids_fails_and_the_ids_are_named(world: Path, what: str) -> None:
    path = wrapper(world, f"wrong-{what}", SCRIPT.format(change=WRONG[what], environment="{}"))
    found = {one["what"] for one in CHECK.look(this(path)).findings}
    assert what in found
    assert "environment" in found


def test_one_that_forks_is_found_by_its_pid(world: Path, native: Path) -> None:
    text = (
        f"#!/usr/bin/python3 -I\nimport subprocess, sys\nsubprocess.run([{str(native)!r}, *sys.argv[1:]])\n"
    )
    result = CHECK.look(this(wrapper(world, "forks", text)))
    assert result.status == "fail"
    # The second run keeps no descriptor and sets no_new_privs, the parent does neither.
    assert {one["what"] for one in result.findings} == {"pid", "descriptors"}


def test_one_that_leaves_a_descriptor_open_is_found(world: Path, native: Path) -> None:
    text = (
        "#!/usr/bin/python3 -I\nimport os, sys\n"
        "words = [word for word in sys.argv[1:] if word not in ('--close-fds', '--no-new-privs')]\n"
        "os.set_inheritable(os.open('/etc/passwd', os.O_RDONLY), True)\n"
        f"os.execv({str(native)!r}, ['x', *words])\n"
    )
    result = CHECK.look(this(wrapper(world, "leaves", text)))
    assert [one["what"] for one in result.findings].count("descriptors") == 2
    assert [one["what"] for one in result.findings].count("no_new_privs") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sys.exit('cannot do anything')", 'it ended with status 1, saying "cannot do anything"'),
        ("os.kill(os.getpid(), 9)", "it ended with status -9"),
    ],
)
def test_one_that_fails_is_quoted(world: Path, text: str, says: str) -> None:
    path = wrapper(world, "fails", f"#!/usr/bin/python3 -I\nimport os, sys\n{text}\n")
    result = CHECK.look(this(path))
    assert faults(result) == [("fail", "self-test")]
    assert says in result.message


def test_root_without_the_capability_is_told_so_and_the_launcher_is_not_blamed(
    launcher: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(*_: object) -> int:
        return 1 << capability.SETUID

    monkeypatch.setattr(credentials, "lacking", lacking)
    [one] = CHECK.look(this(launcher)).findings
    assert (one["status"], one["message"]) == (
        "unknown",
        "the self-test needs CAP_SETUID, which root lacks here",
    )


def test_an_ordinary_user_is_told_that_the_self_test_needs_root(launcher: Path) -> None:
    assert [one["status"] for one in CHECK.look(this(launcher, uid=1000)).findings] == ["unknown"]


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("print('junk', flush=True)", 'it prints before the target does: "junk"'),
        ("print('Uid:', 'x', sep=chr(9), flush=True)", 'it prints before the target does: "Uid:\\x09x"'),
        ("[os.write(1, b'x' * 65536) for _ in range(99)]", "it printed more than 1 MiB"),
        ("[os.write(2, b'x' * 65536) for _ in range(99)]", "it printed more than 1 MiB"),
        ("os.close(1); signal.pause()", "it did not start the target within 1 s"),
        ("os.fork() and os._exit(3); signal.pause()", "it did not start the target within 1 s"),
        ("os.kill(os.getpid(), 9)", 'it ended with status -9, saying ""'),
    ],
)
def test_a_launcher_that_misbehaves_fails_and_leaves_nothing_behind(
    world: Path, static: Path, monkeypatch: pytest.MonkeyPatch, does: str, says: str
) -> None:
    monkeypatch.setattr(output, "SECONDS", 1.0)
    pids = world / "pids"
    pids.write_text("", encoding="utf-8")
    lines = [
        "#!/usr/bin/python3 -I",
        "import os, signal, sys",
        "if sys.argv[1:] == ['--version']: sys.exit()",
        f"os.register_at_fork(after_in_child=lambda: open({str(pids)!r}, 'a').write(str(os.getpid())))",
        does,
        f"os.execv({str(static)!r}, ['dropexec', *sys.argv[1:]])",
    ]
    path = wrapper(world, "misbehaves", "\n".join(lines) + "\n")
    result = CHECK.look(this(path))
    assert (result.status, result.message) == (
        "fail",
        f"the self-test of {path} failed: {says}; do not put it in place",
    )
    assert all(map(ends, pids.read_text(encoding="utf-8").split()))


def ends(pid: str) -> bool:
    """Return whether a process that was killed has ended, after waiting for it (pidfd_open(2))."""
    try:
        descriptor = os.pidfd_open(int(pid))
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 20)[0])
    finally:
        os.close(descriptor)


def test_a_launcher_that_prints_its_version_without_end_is_stopped(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "SECONDS", 5.0)
    path = wrapper(
        world, "endless", "#!/usr/bin/python3 -I\nimport os\nwhile True: os.write(1, b'x' * 65536)\n"
    )
    assert launching.status(str(path), "--version") == (None, "it printed more than 1 MiB")


def test_a_fifo_in_the_place_of_a_candidate_fails_at_once(world: Path) -> None:
    path = world / "candidate-fifo"
    os.mkfifo(path)
    result = CHECK.look(this(path))
    assert (result.status, result.message) == (
        "fail",
        f"cannot read {path}: it is not a regular file; name a file",
    )


def test_a_units_name_moves_no_cursor(tree: Tree) -> None:
    tree.write("etc/systemd/system/a\x1b[2J.service", UNIT)
    assert other(tree).message == (
        "no dropexec is on PATH, but a\\x1b[2J.service starts its service with it; install it"
    )
