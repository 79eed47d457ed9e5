"""What a run of the launcher imports until the exec: an interface, because each module costs time."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from dropexec.launcher import options

ROOT = Path(__file__).resolve().parents[2]

ALWAYS = {
    "dropexec",
    "dropexec.launcher",
    "dropexec.launcher.account",
    "dropexec.launcher.accountfiles",
    "dropexec.launcher.caller",
    "dropexec.launcher.capability",
    "dropexec.launcher.credentials",
    "dropexec.launcher.database",
    "dropexec.launcher.descriptors",
    "dropexec.launcher.directory",
    "dropexec.launcher.entry",
    "dropexec.launcher.environment",
    "dropexec.launcher.errors",
    "dropexec.launcher.exitstatus",
    "dropexec.launcher.interrupt",
    "dropexec.launcher.number",
    "dropexec.launcher.options",
    "dropexec.launcher.permission",
    "dropexec.launcher.plan",
    "dropexec.launcher.program",
    "dropexec.launcher.record",
    "dropexec.launcher.text",
    "dropexec.launcher.textfile",
    "dropexec.launcher.transition",
    "dropexec.launcher.userspec",
    "grp",
    "pwd",
}
"""What a run without options imports, over what ``python3 -I -S`` has loaded at its start."""

ATTRIBUTES = {"dropexec.launcher.process"}
STAT = {"_stat", "stat"}
CTYPES = {"_ctypes", "_struct", "ctypes", "ctypes._endian", "struct"}
# ctypes imports os, which -S leaves out.
OS = {"_collections_abc", "genericpath", "os", "os.path", "posixpath", "types", *STAT}
KERNEL = {"dropexec.launcher.kernel", *CTYPES, *OS}

OPTIONS: dict[str, set[str]] = {
    "--preserve-env": set(),
    "--preserve-env=JAVA_*": set(),
    "--env=A=b": set(),
    "--unset-env=A": set(),
    "--groups=0": set(),
    "--init-groups": set(),
    "--add-groups=0": set(),
    "--clear-groups": set(),
    "--inherit-groups": set(),
    "--keep-groups": set(),
    "--chdir=/": KERNEL,  # getcwd(2) itself, after the drop
    "--argv0=x": set(),
    "--umask=022": ATTRIBUTES,
    "--nice=1": ATTRIBUTES,
    "--oom-score-adj=5": ATTRIBUTES,
    "--rlimit=core=0": {*ATTRIBUTES, "resource"},
    "--no-tty": {"dropexec.launcher.terminal", "errno", "fcntl", "termios"},
    "--close-fds": set(),
    "--chown-stdio": set(),
    "--no-new-privs": KERNEL,
    "--new-keyring": KERNEL,
    "--ambient-caps=chown": KERNEL,
    "--bounding-caps=none": KERNEL,
    "--pdeathsig=TERM": {*ATTRIBUTES, *KERNEL},
}
"""What each option imports besides."""

FORBIDDEN = {"argparse", "dataclasses", "enum", "getopt", "logging", "pathlib", "re", "subprocess", "typing"}


"""Each costs about as much as the launcher's whole job (python3 -X importtime)."""

PROBE = """
import sys
loaded = set(sys.modules)
import posix
def seam(*arguments):
    posix.write(1, "\\n".join(sorted(set(sys.modules) - loaded)).encode())
    posix._exit(0)
posix.execve = seam
sys.path.insert(0, {root!r})
sys.argv = ["dropexec", *{arguments!r}]
from dropexec.launcher.entry import main
sys.exit(main())
"""


def imported(*arguments: str) -> set[str]:
    """Return what the launcher has imported when it would exec."""
    code = PROBE.format(root=str(ROOT), arguments=arguments)
    argv = [sys.executable, "-I", "-S", "-B", "-c", code]
    ended = subprocess.run(argv, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (ended.returncode, ended.stderr) == (0, "")
    return set(ended.stdout.split())


@pytest.mark.root
def test_a_run_without_options_imports_exactly_these() -> None:
    assert imported("nobody", "/bin/true") == ALWAYS


@pytest.mark.root
@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_imports_exactly_what_it_needs_besides(option: str) -> None:
    found = imported(option, "nobody", "/bin/true")
    if "ctypes" in OPTIONS[option]:
        # A later point release of Python 3.13 has it imported by ctypes; it is built in.
        found.discard("errno")
    assert found == ALWAYS | OPTIONS[option]


def test_the_options_are_all_there() -> None:
    known = {f"--{option.name}" for option in options.OPTIONS}
    # These end before the exec, or go with another option only.
    assert {option.partition("=")[0] for option in OPTIONS} == known - {"--help", "--version", "--keep-fds"}


def test_no_list_holds_a_module_that_is_too_dear() -> None:
    assert not FORBIDDEN & ALWAYS.union(*OPTIONS.values())


@pytest.mark.parametrize(
    "path", sorted((ROOT / "dropexec" / "launcher").glob("*.py")), ids=lambda path: path.stem
)
def test_no_module_of_the_launcher_names_one_that_is_too_dear(path: Path) -> None:
    """On any path, of errors and --help as well; what stands under TYPE_CHECKING is never run."""
    found: set[str] = set()
    for node in ast.walk(at_run_time(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            found.update(name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    assert not found & (FORBIDDEN | {"__future__", "os", "signal"})


def at_run_time(tree: ast.Module) -> ast.Module:
    kept = [
        node
        for node in tree.body
        if not (
            isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        )
    ]
    return ast.Module(body=kept, type_ignores=[])
