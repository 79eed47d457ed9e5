"""The hooks before pre-commit itself, which installs this checkout as anybody's."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.native.toolchain import ROOT, need

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(600)]

UNIT = '[Service]\nExecStart=/bin/su -s /bin/sh nobody -c "exec /opt/a"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one unit, all of it staged."""
    path = tmp_path / "repository"
    path.mkdir()
    (path / "a.service").write_text(UNIT)
    (path / "picture.png").write_bytes(b"\x89PNG\0su nobody")
    for words in (["init", "-q"], ["add", "."]):
        subprocess.run([need("git"), *words], cwd=path, check=True)
    return path


def pre_commit(repository: Path, hook: str) -> subprocess.CompletedProcess[str]:
    """Run one hook of the last commit over all files."""
    program = Path(sys.executable).with_name("pre-commit")
    found = str(program) if program.exists() else shutil.which("pre-commit")
    if found is None:
        pytest.skip("pre-commit is not installed")
    clone = repository.parent / "hooks"
    if not clone.exists():
        safe = f"safe.directory={ROOT}/.git"
        subprocess.run(["git", "-c", safe, "clone", "-q", str(ROOT), str(clone)], check=True)
    words = [found, "try-repo", str(clone), hook, "--all-files", "--verbose"]
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(Path.home()),
        "PRE_COMMIT_HOME": str(repository.parent / "home"),
    }
    return subprocess.run(
        words,
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_the_hook_finds_and_the_other_mends(repository: Path) -> None:
    found = pre_commit(repository, "dropexec-lint")
    assert found.returncode == 1, found.stdout + found.stderr
    assert "a.service:2:11: warning [su-in-exec]" in found.stdout
    assert "unreadable" not in found.stdout
    assert (repository / "a.service").read_text() == UNIT
    mended = pre_commit(repository, "dropexec-lint-fix")
    assert "files were modified by this hook" in mended.stdout
    assert (repository / "a.service").read_text().startswith("[Service]\nExecStart=/usr/bin/dropexec ")
