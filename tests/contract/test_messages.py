"""What went wrong, for whom, why, and what to do: one table of situations, word for word."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from dropexec.launcher import executable
from tests.contract.launch import Launcher
from tests.contract.test_user_namespace import mapped
from tests.native import toolchain

ROOT = Path(__file__).resolve().parents[2]

ELF = struct.Struct("<4sBBB9xHHIQQQIHHHHHH")
PROGRAM = struct.Struct("<IIQQQQQQ")
INTERPRETER = 3


def elf(machine: int, loader: str = "", kind: int = 3, gap: int = 0) -> bytes:
    """Return an ELF executable of 64 bits that has nothing but the path of its loader (elf(5)).

    ``gap`` is how many bytes lie between its header, its program header and the path.
    """
    path = loader.encode() + b"\0"
    entries, table = 1 if loader else 0, ELF.size + gap
    header = ELF.pack(
        b"\x7fELF", 2, 1, 1, kind, machine, 1, 0, table, 0, 0, ELF.size, PROGRAM.size, entries, 0, 0, 0
    )
    start = table + PROGRAM.size + gap
    program = PROGRAM.pack(INTERPRETER, 4, start, 0, 0, len(path), len(path), 1)
    return header + bytes(gap) + program + bytes(gap) + path


def other_machine() -> tuple[int, str]:
    """Return a machine that this one is not."""
    return (183, "aarch64") if os.uname().machine != "aarch64" else (62, "x86_64")


def this_machine() -> int:
    names = {name: number for number, name in executable.MACHINES.items()}
    return names[os.uname().machine]


@pytest.fixture(scope="module")
def place(world: Path) -> Path:
    """A directory with a file of each kind of trouble; ``private`` is root's alone."""
    base = world / "messages"
    if base.exists():
        return base
    (base / "private").mkdir(parents=True)
    (base / "directory").mkdir()
    for path, mode in ((base, 0o755), (base / "private", 0o700), (base / "directory", 0o755)):
        os.chmod(path, mode)
    number, _ = other_machine()
    long = "#!/" + "x" * 300 + "\n"
    files: dict[str, tuple[str | bytes, int]] = {
        "private/tool": ("#!/bin/sh\n", 0o755),
        "plain": ("#!/bin/sh\n", 0o644),
        "to-private": (f"#!{base}/private/tool\n", 0o755),
        "to-plain": (f"#!{base}/plain -x\n", 0o755),
        "to-directory": (f"#! {base}/directory\n", 0o755),
        "to-none": ("#!\t/no/such/interpreter -x\n", 0o755),
        "to-link": (f"#!{base}/broken\n", 0o755),
        "to-script": (f"#!{base}/to-none\n", 0o755),
        "to-loop": (f"#!{base}/loop\n", 0o755),
        **{f"row-{at}": (f"#!{base}/row-{at + 1}\n", 0o755) for at in range(1, 6)},
        "to-itself": (f"#!{base}/to-itself\n", 0o755),
        "loader-loop": (elf(this_machine(), f"{base}/loop"), 0o755),
        "crlf": ("#!/bin/sh\r\necho\r\n", 0o755),
        "bom": ("\ufeff#!/bin/sh\n", 0o755),
        "empty-line": ("#! \n", 0o755),
        "long": (long, 0o755),
        "foreign": (elf(number), 0o755),
        "to-foreign": (f"#!{base}/foreign\n", 0o755),
        "loaderless": (elf(this_machine(), "/lib/ld-none.so.1"), 0o755),
        "loaderless-far": (elf(this_machine(), "/lib/ld-none.so.1", gap=0x345), 0o755),
        "foreign-far": (elf(0x102), 0o755),
        "loader-plain": (elf(this_machine(), f"{base}/plain"), 0o755),
    }
    for name, (text, mode) in files.items():
        (base / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        os.chmod(base / name, mode)
    os.mkfifo(base / "fifo")
    os.chmod(base / "fifo", 0o755)
    links = {
        "tool": f"{base}/private/tool",
        "again": "tool",
        "root-link": "private",
        "plain-link": "plain",
        "loop": "loop",
        "row-6": "loop",
        "broken": "/no/such/file",
        "broken-again": "broken",
    }
    for name, target in links.items():
        (base / name).symlink_to(target)
    return base


LOOP = '"{place}/loop" leads through more than 40 links'
PRIVATE = '"{place}/private" denies "dxuser" search permission (x)'
PLAIN = '"{place}/plain" denies "dxuser" execute permission (x)'
NO_INTERPRETER = 'its interpreter "/no/such/interpreter" does not exist'
NO_FILE = '"/no" does not exist'
LINE_END = "its #! line ends with a carriage return; save the script with Unix line endings (LF)"

SITUATIONS: list[tuple[str, int, str]] = [
    (
        "tool",
        126,
        f'Permission denied; "{{place}}/tool" is a link to "{{place}}/private/tool", and {PRIVATE}',
    ),
    (
        "again",
        126,
        (
            'Permission denied; "{place}/again" is a link to "{place}/tool", and '
            f'"{{place}}/tool" is a link to "{{place}}/private/tool", and {PRIVATE}'
        ),
    ),
    (
        "root-link/tool",
        126,
        f'Permission denied; "{{place}}/root-link" is a link to "{{place}}/private", and {PRIVATE}',
    ),
    (
        "plain-link",
        126,
        f'Permission denied; "{{place}}/plain-link" is a link to "{{place}}/plain", and {PLAIN}',
    ),
    ("broken", 127, f'"{{place}}/broken" is a link to "/no/such/file", and {NO_FILE}'),
    (
        "broken-again",
        127,
        (
            '"{place}/broken-again" is a link to "{place}/broken", and '
            f'"{{place}}/broken" is a link to "/no/such/file", and {NO_FILE}'
        ),
    ),
    ("to-none", 126, NO_INTERPRETER),
    (
        "to-link",
        126,
        (
            'its interpreter "{place}/broken" does not exist; '
            f'"{{place}}/broken" is a link to "/no/such/file", and {NO_FILE}'
        ),
    ),
    ("to-script", 126, f'its interpreter "{{place}}/to-none" cannot be run; {NO_INTERPRETER}'),
    ("to-plain", 126, f'Permission denied; its interpreter "{{place}}/plain" cannot be run; {PLAIN}'),
    (
        "to-private",
        126,
        f'Permission denied; its interpreter "{{place}}/private/tool" cannot be run; {PRIVATE}',
    ),
    ("loop", 126, LOOP),
    ("loop/tool", 126, LOOP),
    ("to-loop", 126, f'its interpreter "{{place}}/loop" cannot be run; {LOOP}'),
    ("loader-loop", 126, f'its ELF loader "{{place}}/loop" cannot be run; {LOOP}'),
    (
        "row-1",
        126,
        (
            "".join(f'its interpreter "{{place}}/row-{at}" cannot be run; ' for at in range(2, 7))
            + '"{place}/row-6" leads through more than 40 links'
        ),
    ),
    ("to-itself", 126, "more than 5 #! lines lead to one another"),
    ("to-directory", 126, 'Permission denied; its interpreter "{place}/directory" is a directory'),
    ("crlf", 126, LINE_END),
    ("bom", 126, "a UTF-8 byte order mark comes before its #! line; remove it"),
    ("empty-line", 126, "its #! line names no interpreter"),
    ("long", 126, "its #! line is too long, the kernel reads 256 bytes of it; use a shorter path"),
    ("foreign", 126, "it is an ELF file for {other}, and this machine is {this}"),
    (
        "to-foreign",
        126,
        (
            'its interpreter "{place}/foreign" cannot be run; '
            "it is an ELF file for {other}, and this machine is {this}"
        ),
    ),
    ("loaderless", 126, 'its ELF loader "/lib/ld-none.so.1" does not exist'),
    ("loaderless-far", 126, 'its ELF loader "/lib/ld-none.so.1" does not exist'),
    ("foreign-far", 126, "it is an ELF file for loongarch64, and this machine is {this}"),
    ("loader-plain", 126, f'Permission denied; its ELF loader "{{place}}/plain" cannot be run; {PLAIN}'),
    ("fifo", 126, "Permission denied; it is not a regular file"),
]


@pytest.mark.parametrize(("name", "status", "why"), SITUATIONS, ids=[row[0] for row in SITUATIONS])
def test_a_file_that_cannot_be_run_is_explained(
    launcher: Launcher, place: Path, name: str, status: int, why: str
) -> None:
    expected = why.format(place=place, other=other_machine()[1], this=os.uname().machine)
    message = launcher.run("dxuser", f"{place}/{name}").refused(status=status)
    assert message == f'cannot run "{place}/{name}" as "dxuser": {expected}'


def explained(*words: str, before: tuple[str, ...] = ()) -> tuple[int, str]:
    """Return the status of explain and its text on one line."""
    command = (*before, sys.executable, "-m", "dropexec.ctl", "explain", *words)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "COLUMNS": "2000"}
    done = subprocess.run(command, cwd="/", env=environment, capture_output=True, check=False)
    return done.returncode, " ".join(done.stdout.decode().split())


@pytest.mark.parametrize(("name", "status", "why"), SITUATIONS, ids=[row[0] for row in SITUATIONS])
def test_explain_foresees_it(scratch_accounts: None, place: Path, name: str, status: int, why: str) -> None:
    expected = why.format(place=place, other=other_machine()[1], this=os.uname().machine)
    found, text = explained("dxuser", f"{place}/{name}")
    assert found == status
    assert f'cannot run "{place}/{name}" as "dxuser": {expected}' in text


@pytest.fixture(scope="module")
def capable(world: Path) -> Path:
    """A program with capabilities of its own, and in ``script`` beside it a script that it interprets."""
    file = world / "capable/program"
    if file.exists():
        return file
    file.parent.mkdir(mode=0o755)
    file.write_bytes(Path("/usr/bin/true").read_bytes())
    file.with_name("script").write_text(f"#!{file} -x\n")
    for path in (file, file.with_name("script")):
        os.chmod(path, 0o755)
    subprocess.run([toolchain.need("setcap"), "cap_chown,cap_net_raw,cap_bpf+ep", file], check=True)
    return file


BEYOND = (
    "has CAP_NET_RAW and CAP_BPF, which the bounding set lacks; "
    "grant it (cap_add, CapabilityBoundingSet=), or remove it from the file (setcap)"
)


@pytest.mark.parametrize("options", [(), ("--rlimit=nofile=0",)], ids=["", "no-files"])
def test_capabilities_of_the_file_outside_the_bounding_set_are_named(
    launcher: Launcher, capable: Path, options: tuple[str, ...]
) -> None:
    assert launcher.run("dxuser", str(capable)).status == 0
    message = launcher.run(*options, "--bounding-caps=chown", "dxuser", str(capable)).refused(status=126)
    assert message == f'cannot run "{capable}" as "dxuser": Operation not permitted; the file {BEYOND}'


def test_capabilities_of_a_script_s_interpreter_are_named(launcher: Launcher, capable: Path) -> None:
    script = capable.with_name("script")
    assert launcher.run("dxuser", str(script)).status == 0
    message = launcher.run("--bounding-caps=chown", "dxuser", str(script)).refused(status=126)
    assert message == (
        f'cannot run "{script}" as "dxuser": Operation not permitted; its interpreter "{capable}" {BEYOND}'
    )


def test_explain_foresees_capabilities_of_the_file_and_of_the_interpreter(
    scratch_accounts: None, capable: Path
) -> None:
    script = capable.with_name("script")
    for file, bearer in ((capable, "the file"), (script, f'its interpreter "{capable}"')):
        status, text = explained("--bounding-caps=chown", "dxuser", str(file))
        assert status == 126
        assert f'cannot run "{file}" as "dxuser": Operation not permitted; {bearer} {BEYOND}' in text


@pytest.mark.parametrize("name", ["program", "script"])
def test_capabilities_of_a_file_do_not_count_where_it_is_mounted_nosuid(
    launcher: Launcher, capable: Path, name: str
) -> None:
    file = capable.with_name(name)
    command = 'mount --bind "$0" "$0" && mount -o remount,bind,nosuid "$0" && exec "$@"'
    before = ("/usr/bin/unshare", "-m", "/bin/sh", "-c", command, str(capable.parent))
    options = ("--bounding-caps=chown", "dxuser", str(file))
    assert launcher.run(*options, before=before).status == 0
    outcome = launcher.run(*options, before=(*before, *denied("execve:when=1", capable.parents[1])))
    assert outcome.refused(status=126) == (
        f'cannot run "{file}" as "dxuser": Operation not permitted; '
        "does a security module or a seccomp filter refuse it?"
    )


def denied(call: str, world: Path) -> tuple[str, ...]:
    """Return what has the kernel deny a system call with EPERM."""
    return ("/usr/bin/strace", "-qq", "-o", str(world / "fault-trace"), "-e", f"inject={call}:error=EPERM")


PRESENT = "Operation not permitted; {0} is present: does a security module or a seccomp filter refuse {1}(2)?"
REFUSED = [
    (
        "setgroups",
        (),
        f'cannot set the supplementary groups of "dxuser": {PRESENT.format("CAP_SETGID", "setgroups")}',
    ),
    ("setresgid", (), f'cannot set the gid of "dxuser" to 5001: {PRESENT.format("CAP_SETGID", "setresgid")}'),
    ("setresuid", (), f'cannot set the uid of "dxuser" to 5001: {PRESENT.format("CAP_SETUID", "setresuid")}'),
    (
        "fchown",
        ("--chown-stdio",),
        f"cannot give descriptor 1 to uid 5001: {PRESENT.format('CAP_CHOWN', 'fchown')}",
    ),
    (
        "setpriority",
        ("--nice=-1",),
        f"cannot set the nice value to -1: {PRESENT.format('CAP_SYS_NICE', 'setpriority')}",
    ),
]


@pytest.mark.parametrize(("call", "options", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_call_that_is_denied_despite_the_capability_is_named(
    launcher: Launcher, world: Path, call: str, options: tuple[str, ...], message: str
) -> None:
    outcome = launcher.run(*options, "dxuser", "/bin/true", before=denied(call, world))
    assert outcome.refused() == message


def test_an_exec_that_is_denied_for_no_visible_reason_asks_for_a_filter(
    launcher: Launcher, world: Path
) -> None:
    outcome = launcher.run("dxuser", "/bin/true", before=denied("execve:when=1", world))
    assert outcome.refused(status=126) == (
        'cannot run "/bin/true" as "dxuser": Operation not permitted; '
        "does a security module or a seccomp filter refuse it?"
    )


def test_other_groups_alone_are_what_is_named(open_launcher: Launcher) -> None:
    before = ("/usr/bin/setpriv", "--reuid=5010", "--regid=5010", "--groups=7,5010")
    message = open_launcher.run("dxlone", "/bin/true", before=before).refused()
    assert message == (
        'cannot set the supplementary groups of "dxlone" to [5010]: this process has [7, 5010] and lacks '
        "CAP_SETGID; grant it, or see --keep-groups and --inherit-groups"
    )
    for option in ("--keep-groups", "--inherit-groups"):
        assert open_launcher.reported(option, "dxlone", before=before)["groups"] == [7, 5010]


def test_a_list_of_many_groups_is_cut(open_launcher: Launcher) -> None:
    many = ",".join(map(str, range(100, 2100)))
    before = ("/usr/bin/setpriv", "--reuid=5010", "--regid=5010", f"--groups={many}")
    message = open_launcher.run("dxlone", "/bin/true", before=before).refused()
    shown = ", ".join(map(str, range(100, 116)))
    assert message == (
        f'cannot set the supplementary groups of "dxlone" to [5010]: this process has [{shown} and 1984 more]'
        " and lacks CAP_SETGID; grant it, or see --keep-groups and --inherit-groups"
    )


def test_groups_that_the_user_namespace_does_not_map_are_named(open_launcher: Launcher) -> None:
    prepare = mapped([0, 5010, 7], [])
    outcome = open_launcher.run("--add-groups=7,27,33", "dxlone", "/bin/true", preexec_fn=prepare)
    assert outcome.refused() == (
        'cannot set the supplementary groups of "dxlone": Invalid argument; this user namespace does not '
        "map [27, 33]: use --clear-groups, or --groups with mapped ones"
    )
    again = open_launcher.run("--clear-groups", "dxlone", "/bin/true", preexec_fn=prepare)
    assert again.status == 0, again.stderr


def test_where_only_root_is_mapped_keep_groups_is_no_advice(open_launcher: Launcher) -> None:
    prepare = mapped([0], [], denies=True)
    outcome = open_launcher.run("dxlone", "/bin/true", preexec_fn=prepare)
    assert outcome.refused() == (
        'cannot set the supplementary groups of "dxlone": Operation not permitted; this user namespace '
        "denies setgroups(2) and does not map uid 5010; map more ids (unshare --map-auto)"
    )


HABITS = [
    (("-u", "nobody", "id"), 'cannot use "-u": no such option; the user is no option: dropexec USER COMMAND'),
    (
        ("--user=nobody", "id"),
        'cannot use "--user": no such option; the user is no option: dropexec USER COMMAND',
    ),
    (
        ("-s", "/bin/sh", "nobody"),
        'cannot use "-s": no such option; write a shell as the command: USER /bin/sh -c COMMAND',
    ),
    (
        ("--login", "nobody"),
        'cannot use "--login": no such option; no login shell is run; --chdir=~ enters the home',
    ),
    (("-h",), 'cannot use "-h": no such option; write --help'),
    (("FOO=bar", "id"), 'cannot find user "FOO=bar": no such account; a variable is set with --env'),
    (
        ("--preserve-env", "JAVA_HOME", "nobody", "id"),
        'cannot find user "JAVA_HOME": no such account; variables are kept with --preserve-env=LIST',
    ),
    (
        ("dxuser.dxother", "id"),
        'cannot find user "dxuser.dxother": no such account; a group is written USER:GROUP',
    ),
    (
        ("-", "dxuser", "id"),
        (
            'cannot use user "-": it is neither a name nor a number in canonical form; '
            "no login shell is run; --chdir=~ enters the home"
        ),
    ),
    (
        ("dxuser:dxsupa,dxsupb", "id"),
        'cannot find group "dxsupa,dxsupb": no such group; more groups are given with --add-groups',
    ),
    (
        ("dx.dot:dx.dot", "id"),
        'cannot find group "dx.dot": no such group; write the user alone for its login group',
    ),
    (
        ("-e", "PATH=/none", "dxuser", "sleep 1"),
        (
            'cannot run "sleep 1" as "dxuser": not found in PATH="/none"; '
            "no shell splits it: write the command and its arguments as separate words"
        ),
    ),
    (
        ("-e", "PATH=/none", "dxuser", "-c", "id"),
        (
            'cannot run "-c" as "dxuser": not found in PATH="/none"; '
            "options come before the user, and a shell is written USER /bin/sh -c COMMAND"
        ),
    ),
    (
        ("-e", "PATH=/none", "dxuser", "A=b", "id"),
        'cannot run "A=b" as "dxuser": not found in PATH="/none"; a variable is set with --env',
    ),
]


@pytest.mark.parametrize(("words", "message"), HABITS, ids=[" ".join(row[0]) for row in HABITS])
def test_what_is_written_by_habit_for_another_tool_has_a_hint(
    launcher: Launcher, words: tuple[str, ...], message: str
) -> None:
    outcome = launcher.run(*words)
    assert outcome.refused(status=127 if message.startswith("cannot run") else 125) == message


def test_explain_tells_what_inherit_groups_leaves_out_and_of_the_new_keyring(scratch_accounts: None) -> None:
    words = (
        sys.executable,
        "-m",
        "dropexec.ctl",
        "explain",
        "--inherit-groups",
        "--new-keyring",
        "nobody",
        "true",
    )
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "COLUMNS": "2000"}
    done = subprocess.run(
        words, cwd="/", env=environment, capture_output=True, check=False, extra_groups=[0, 7]
    )
    said = " ".join(done.stdout.decode().split())
    assert "--inherit-groups leaves out the caller's groups root (0): gid 0 or its account's own." in said
    assert "The target starts with a new, empty session keyring." in said
