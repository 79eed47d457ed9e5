"""Finding the command with the target's rights, argv[0], and the statuses 126 and 127."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.contract.launch import Launcher


@pytest.fixture
def tools(world: Path) -> Path:
    """Directories for a PATH: ``private`` (root alone), ``public``; files of each kind of trouble."""
    base = world / "tools"
    if base.exists():
        return base
    for name, mode in (("private", 0o700), ("public", 0o755), ("later", 0o755)):
        (base / name).mkdir(parents=True)
        os.chmod(base / name, mode)
    os.chmod(base, 0o755)
    for place, text in (("private", "private"), ("public", "public")):
        script(base / place / "tool", f"#!/bin/sh\necho {text}\n")
    script(base / "private" / "secret", "#!/bin/sh\necho secret\n")
    script(base / "public" / "plain", "echo from a shell\n")
    script(base / "public" / "orphan", "#!/no/such/interpreter\n")
    script(base / "public" / "unexecutable", "#!/bin/sh\n", 0o644)
    script(base / "later" / "unexecutable", "#!/bin/sh\necho later\n")
    script(base / "public" / "rootonly", "#!/bin/sh\n", 0o700)
    (base / "public" / "directory").mkdir()
    (base / "public" / "dangling").symlink_to("/no/such/file")
    return base


def script(path: Path, text: str, mode: int = 0o755) -> None:
    path.write_text(text)
    os.chmod(path, mode)


def test_the_path_searched_is_the_new_environments_with_the_targets_rights(
    launcher: Launcher, tools: Path
) -> None:
    path = f"PATH={tools}/private:{tools}/public"
    assert launcher.run("-e", path, "dxuser", "tool").stdout == b"public\n"
    assert launcher.run("-e", path, "root", "tool").stdout == b"private\n"


def test_the_callers_path_is_never_searched(launcher: Launcher, tools: Path) -> None:
    caller = {"PATH": f"{tools}/public"}
    message = launcher.run("dxuser", "tool", env=caller).refused(status=127)
    assert message == (
        'cannot run "tool" as "dxuser": not found in '
        'PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"'
    )
    assert launcher.run("--preserve-env=PATH", "dxuser", "tool", env=caller).stdout == b"public\n"


PRIVATE = '"{0}/private" denies "dxuser" search permission (x)'
FAILURES = [
    ("secret", 126, 'cannot run "{0}/private/secret" as "dxuser": Permission denied; ' + PRIVATE),
    (
        "rootonly",
        126,
        (
            'cannot run "{0}/public/rootonly" as "dxuser": Permission denied; '
            '"{0}/public/rootonly" denies "dxuser" execute permission (x)'
        ),
    ),
    ("directory", 126, 'cannot run "{0}/public/directory" as "dxuser": it is a directory'),
    (
        "plain",
        126,
        (
            'cannot run "{0}/public/plain" as "dxuser": it is not in an executable format; '
            "a script needs a #! line, and no shell is tried"
        ),
    ),
]


@pytest.mark.parametrize(("name", "status", "message"), FAILURES)
def test_what_is_found_and_cannot_be_run_is_126(
    launcher: Launcher, tools: Path, name: str, status: int, message: str
) -> None:
    path = f"PATH={tools}/private:{tools}/public"
    # A file that is not found behind a directory that may not be searched could be in there: execvp(3) says
    # EACCES.
    behind = f'cannot run "{{0}}/private/{name}" as "dxuser": Permission denied; {PRIVATE}'
    expected = (behind if name in ("rootonly", "directory") else message).format(tools)
    assert launcher.run("-e", path, "dxuser", name).refused(status=status) == expected
    where = "private" if name == "secret" else "public"
    assert launcher.run("dxuser", f"{tools}/{where}/{name}").refused(status=status) == message.format(tools)


@pytest.mark.parametrize(
    ("directory", "command", "denied"),
    [
        ("private", "./secret", '"." denies "dxuser" search'),
        ("private", "secret", '"." denies "dxuser" search'),
        ("", "private/secret", '"private" denies "dxuser" search'),
        ("", "./public//../private/x/y", '"./public//../private" denies "dxuser" search'),
        ("public", "rootonly", '"rootonly" denies "dxuser" execute'),
    ],
)
def test_a_relative_path_is_denied_by_the_part_that_is_shown(
    launcher: Launcher, tools: Path, directory: str, command: str, denied: str
) -> None:
    message = launcher.run("-e", "PATH=", "dxuser", command, cwd=tools / directory).refused(status=126)
    assert message == f'cannot run "{command}" as "dxuser": Permission denied; {denied} permission (x)'


def test_an_empty_command_is_127(launcher: Launcher) -> None:
    assert launcher.run("dxuser", "").refused(status=127) == 'cannot run "" as "dxuser": the command is empty'


def test_a_missing_interpreter_is_126_although_execve_says_enoent(launcher: Launcher, tools: Path) -> None:
    message = (
        f'cannot run "{tools}/public/orphan" as "dxuser": '
        'its interpreter "/no/such/interpreter" does not exist'
    )
    assert launcher.run("dxuser", f"{tools}/public/orphan").refused(status=126) == message
    assert launcher.run("-e", f"PATH={tools}/public", "dxuser", "orphan").refused(status=126) == message


@pytest.mark.parametrize("command", ["/no/such/file", "/etc/passwd/x", "./none", "dangling", "", "no such"])
def test_what_is_not_found_is_127(launcher: Launcher, tools: Path, command: str) -> None:
    command = f"{tools}/public/dangling" if command == "dangling" else command
    message = launcher.run("dxuser", command).refused(status=127)
    assert message.startswith(f'cannot run "{command}" as "dxuser": ')


def test_an_unexecutable_file_does_not_end_the_search(launcher: Launcher, tools: Path) -> None:
    assert (
        launcher.run("-e", f"PATH={tools}/public:{tools}/later", "dxuser", "unexecutable").stdout
        == b"later\n"
    )


def test_a_file_that_is_no_executable_ends_the_search(launcher: Launcher, tools: Path) -> None:
    message = launcher.run("-e", f"PATH={tools}/public:/usr/bin", "dxuser", "plain").refused(status=126)
    assert message.startswith(
        f'cannot run "{tools}/public/plain" as "dxuser": it is not in an executable format'
    ), message


@pytest.mark.parametrize("path", ["", ":/nowhere", "/nowhere:", "/nowhere::/nowhere"])
def test_an_empty_element_of_path_is_the_working_directory(
    launcher: Launcher, tools: Path, path: str
) -> None:
    assert launcher.run("-e", f"PATH={path}", "-C", f"{tools}/public", "dxuser", "tool").stdout == b"public\n"


def test_without_path_bin_and_usr_bin_are_searched(launcher: Launcher) -> None:
    assert launcher.run("--unset-env=PATH", "dxuser", "id", "-u").stdout == b"5001\n"
    message = launcher.run("--unset-env=PATH", "dxuser", "none").refused(status=127)
    assert message == 'cannot run "none" as "dxuser": not found in PATH="/bin:/usr/bin"'


def test_a_command_with_a_slash_is_relative_to_the_new_directory(launcher: Launcher, tools: Path) -> None:
    assert launcher.run("-C", str(tools), "dxuser", "public/tool").stdout == b"public\n"


def test_argv0_is_the_command_as_written_or_what_the_option_says(launcher: Launcher, tools: Path) -> None:
    shutil.copy("/bin/cat", tools / "public" / "cat")
    assert launcher.run("dxuser", "cat", "/proc/self/cmdline").stdout == b"cat\0/proc/self/cmdline\0"
    assert (
        launcher.run("--argv0=-x y", "dxuser", "cat", "/proc/self/cmdline").stdout
        == b"-x y\0/proc/self/cmdline\0"
    )


def test_a_file_system_mounted_noexec_is_named(launcher: Launcher, world: Path) -> None:
    place = world / "noexec"
    place.mkdir(exist_ok=True)
    command = 'mount -t tmpfs -o noexec,mode=755 none "$0" && cp /usr/bin/true "$0/" && exec "$@"'
    before = ("/usr/bin/unshare", "-m", "/bin/sh", "-c", command, str(place))
    outcome = launcher.run("dxuser", f"{place}/true", before=before, env={"PATH": "/usr/bin:/bin"})
    assert (
        outcome.refused(status=126)
        == f'cannot run "{place}/true" as "dxuser": Permission denied; its file system is mounted noexec'
    )


def test_an_interpreter_on_a_file_system_mounted_noexec_is_named(launcher: Launcher, world: Path) -> None:
    place, script = world / "noexec-too", world / "script-of-noexec"
    place.mkdir(exist_ok=True)
    script.write_text(f"#!{place}/true\n", encoding="utf-8")
    script.chmod(0o755)
    command = 'mount -t tmpfs -o noexec,mode=755 none "$0" && cp /usr/bin/true "$0/" && exec "$@"'
    before = ("/usr/bin/unshare", "-m", "/bin/sh", "-c", command, str(place))
    outcome = launcher.run("dxuser", str(script), before=before, env={"PATH": "/usr/bin:/bin"})
    assert outcome.refused(status=126) == (
        f'cannot run "{script}" as "dxuser": Permission denied; '
        f'the file system of its interpreter "{place}/true" is mounted noexec'
    )


@pytest.mark.parametrize("command", ["/usr/bin/true", "true"])
def test_too_many_processes_of_the_user_is_126_and_says_so(launcher: Launcher, command: str) -> None:
    # setuid succeeds and execve fails since Linux 3.1 (commit 72fa59970f86), before it looks at the file; the
    # user has one process already.
    with subprocess.Popen(
        ["/bin/cat"], stdin=subprocess.PIPE, user=12399, group=12399, extra_groups=[]
    ) as other:
        outcome = launcher.run("-e", "PATH=/nonexistent", "--rlimit=nproc=0", "12399:12399", command)
        other.communicate()
    assert outcome.refused(status=126) == (
        f'cannot run "{command}" as 12399: Resource temporarily unavailable; '
        "12399 already runs as many processes as RLIMIT_NPROC allows"
    )


def test_an_environment_that_is_too_large_is_126(launcher: Launcher) -> None:
    # A quarter of the stack's limit is what arguments and environment may take (execve(2)).
    large = [word for name in "ABC" for word in ("-e", f"{name}=" + "x" * 100_000)]
    outcome = launcher.run(*large, "--rlimit=stack=1048576", "dxuser", "/usr/bin/true")
    assert outcome.refused(status=126) == (
        'cannot run "/usr/bin/true" as "dxuser": Argument list too long; '
        "the arguments and the environment are more than execve(2) takes, see --unset-env"
    )


@pytest.mark.parametrize(
    ("command", "status"),
    [("exit 0", 0), ("exit 7", 7), ("exit 125", 125), ("kill -9 $$", -9), ("kill -TERM $$", -15)],
)
def test_any_other_status_or_signal_is_the_targets_own(launcher: Launcher, command: str, status: int) -> None:
    outcome = launcher.run("dxuser", "/bin/sh", "-c", command)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (status, b"", b"")


def test_the_target_has_the_pid_and_parent_that_the_launcher_had(launcher: Launcher) -> None:
    outcome = launcher.run("dxuser", *launcher.report)
    assert (outcome.report["pid"], outcome.report["ppid"]) == (outcome.pid, os.getpid())
