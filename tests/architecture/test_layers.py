"""Who may import whom, who changes credentials, and who execs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "dropexec"
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
THIRD_PARTY = {"click", "distro", "tomli"}

CHANGES = {"setgroups", "initgroups", "setuid", "setgid", "seteuid", "setegid"}
CHANGES |= {"setreuid", "setregid", "setresuid", "setresgid", "capset", "clear_ambient", "raise_ambient"}
EXECS = {
    "execv",
    "execve",
    "execvp",
    "execvpe",
    "execl",
    "execle",
    "execlp",
    "execlpe",
    "posix_spawn",
    "posix_spawnp",
}
FORKS = {"fork", "forkpty", "vfork", "system", "popen", "spawnv", "spawnve"}


def tree(module: str) -> ast.Module:
    return ast.parse(SOURCES[module].read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """Yield the full name of every module that one imports, anywhere in its text."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            for name in node.names:
                full = f"{node.module}.{name.name}"
                yield full if full in SOURCES else node.module or ""


def launcher() -> list[str]:
    return [module for module in SOURCES if module.startswith("dropexec.launcher")]


def called(module: str) -> set[str]:
    calls = [node.func for node in ast.walk(tree(module)) if isinstance(node, ast.Call)]
    return {function.attr for function in calls if isinstance(function, ast.Attribute)}


def test_the_launcher_imports_nothing_of_ours_but_itself_and_the_version() -> None:
    for module in launcher():
        ours = {name for name in imports(module) if name.split(".")[0] == "dropexec"}
        assert {name for name in ours if not name.startswith("dropexec.launcher")} <= {"dropexec.version"}, (
            module
        )


def test_the_launcher_and_the_public_api_import_no_third_party() -> None:
    for module in [*launcher(), "dropexec", "dropexec.__main__", "dropexec.privileges", "dropexec.version"]:
        assert not {name.split(".")[0] for name in imports(module)} & THIRD_PARTY, module


def test_only_ctl_imports_click() -> None:
    users = {module for module in SOURCES if "click" in {name.split(".")[0] for name in imports(module)}}
    assert all(module.startswith("dropexec.ctl") for module in users)


def test_data_flows_one_way_through_the_launcher() -> None:
    """What is imported when a module is loaded has no cycle."""
    loaded: dict[str, set[str]] = {}
    for module in launcher():
        names: set[str] = set()
        for node in tree(module).body:
            if isinstance(node, ast.ImportFrom):
                full = {f"{node.module}.{name.name}" for name in node.names}
                names |= {name for name in full if name in SOURCES} or {node.module or ""}
        loaded[module] = {name for name in names if name in SOURCES} - {"dropexec.launcher"}
    done: set[str] = set()
    while len(done) < len(loaded):
        free = {
            module
            for module, names in loaded.items()
            if module not in done and names <= done | {"dropexec.version"}
        }
        assert free, {module: names - done for module, names in loaded.items() if module not in done}
        done |= free


@pytest.mark.parametrize("module", launcher())
def test_one_module_changes_credentials_and_one_execs_and_none_forks(module: str) -> None:
    assert not called(module) & CHANGES or module in (
        "dropexec.launcher.credentials",
        "dropexec.launcher.kernel",
    )
    assert not called(module) & EXECS or module == "dropexec.launcher.program"
    assert not called(module) & FORKS


def test_that_module_does_exec_and_that_one_does_change() -> None:
    assert called("dropexec.launcher.program") & EXECS == {"execve"}
    assert called("dropexec.launcher.credentials") & CHANGES >= {"setgroups", "setresgid", "setresuid"}


@pytest.mark.parametrize("module", SOURCES)
def test_no_file_outgrows_300_lines(module: str) -> None:
    assert len(SOURCES[module].read_text(encoding="utf-8").splitlines()) <= 300
