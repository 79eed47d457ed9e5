from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from tests.lab.roots import debian, inside
from tests.lab.roots.debian import RootError
from tests.lab.roots.release import Release

RELEASE = Release("bookworm", "12", ("python3", "sudo"), files={"/etc/doas.conf": "permit\n"})
OTHER = Release("bookworm", "12", ("python3",), files={"/bin/run": "#!/bin/sh\n"})

# Lays out what the lab relies on, and says how it was called, as the real one does in a minute.
MMDEBSTRAP = """#!/bin/sh
echo "I: $*"
for directory; do :; done
mkdir -p "$directory/etc" "$directory/bin"
echo once >>"$directory/built"
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, and a bootstrap that takes no time."""
    monkeypatch.setenv("DROPEXEC_CACHE", str(tmp_path / "cache"))
    bootstrap = tmp_path / "mmdebstrap"
    bootstrap.write_text(MMDEBSTRAP)
    bootstrap.chmod(0o755)
    monkeypatch.setitem(inside.ENVIRONMENT, "PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "cache"


def test_a_root_is_built_with_its_packages_and_files(cache: Path) -> None:
    with debian.root(RELEASE) as root:
        assert root == cache / "lab-bookworm"
        assert (root / "etc/doas.conf").read_text() == "permit\n"
        assert (root / "etc/hosts").read_text().endswith("\n127.0.0.1 lab\n")
        assert (root / "srv/dropexec").is_dir()
    assert (cache / "lab-bookworm.log").read_text() == (
        'I: --variant=minbase --aptopt=Acquire::Check-Valid-Until "false" --include=python3,sudo bookworm '
        f"{cache}/lab-bookworm\n"
    )


def test_what_begins_as_a_script_may_be_run(cache: Path) -> None:
    with debian.root(OTHER) as root:
        assert (root / "bin/run").stat().st_mode & 0o777 == 0o755


def test_a_root_that_is_complete_is_used_again(cache: Path) -> None:
    for _ in range(2):
        with debian.root(RELEASE) as root:
            assert (root / "built").read_text() == "once\n"
            (root / "etc/kept").touch()
    assert (root / "etc/kept").exists()


def test_another_recipe_is_built_anew(cache: Path) -> None:
    with debian.root(RELEASE) as root:
        (root / "etc/former").touch()
    with debian.root(OTHER) as root:
        assert not (root / "etc/former").exists()
        assert not (root / "etc/doas.conf").exists()


def test_a_root_that_was_interrupted_is_built_anew(cache: Path) -> None:
    with debian.root(RELEASE) as root:
        (root / "etc/former").touch()
        (root / ".complete").unlink()
    with debian.root(RELEASE) as root:
        assert not (root / "etc/former").exists()


def test_nobody_rebuilds_a_root_that_somebody_is_in(cache: Path) -> None:
    with debian.root(RELEASE), open(cache / "lab-bookworm.lock", encoding="ascii") as lock:
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)


@pytest.fixture
def broken(cache: Path) -> Path:
    """A bootstrap that says forty lines and fails."""
    script = '#!/bin/sh\nfor n in $(seq 40); do echo "E: $n" >&2; done\nexit 9\n'
    (cache.parent / "mmdebstrap").write_text(script)
    return cache


def test_a_build_that_fails_shows_the_end_of_its_log_and_leaves_no_root(broken: Path) -> None:
    with pytest.raises(RootError) as failure, debian.root(RELEASE):
        pass
    said = str(failure.value).splitlines()
    assert said[0] == f"mmdebstrap failed, status 9; from {broken}/lab-bookworm.log:"
    assert said[1:] == [f"  E: {number}" for number in range(16, 41)]
    assert not (broken / "lab-bookworm" / ".complete").exists()
