"""The entrypoints of well-known images do with dropexec -E what they do with gosu."""

from __future__ import annotations

import pwd
import shutil
from pathlib import Path

import pytest

from tests.lab.entrypoints.container import FROM_IMAGE, run
from tests.lab.entrypoints.shapes import SHAPES, Shape

pytestmark = [
    pytest.mark.root,
    pytest.mark.lab,
    pytest.mark.skipif(shutil.which("gosu") is None, reason="not installed: gosu"),
]


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.name for shape in SHAPES])
def test_the_server_is_what_it_is_with_gosu(shape: Shape, static: Path, tmp_path: Path) -> None:
    missing = shape.missing()
    if missing is not None:
        pytest.skip(missing)
    theirs = run(shape, "gosu", _directory(tmp_path / "gosu"))
    ours = run(shape, f"{static} -E", _directory(tmp_path / "dropexec"))

    # gosu leaves these three as the image has them, which is: not at all. The table "coming from" says so.
    added = {"USER", "LOGNAME", "SHELL"}
    assert (ours.environment - added, ours.uids, ours.gids) == (
        theirs.environment - added,
        theirs.uids,
        theirs.gids,
    )
    assert (ours.argv, ours.ignored, ours.capabilities) == (theirs.argv, theirs.ignored, theirs.capabilities)
    assert (ours.umask, ours.owners, ours.status) == (theirs.umask, theirs.owners, theirs.status)

    uid, gid = _ids(shape.account)
    assert (ours.uids, ours.gids) == ("\t".join([str(uid)] * 4), "\t".join([str(gid)] * 4))
    # Their list with the gid in it, which gosu leaves out for ids without an account.
    assert set(ours.groups.split()) == {*theirs.groups.split(), str(gid)}
    if not shape.rewrites:
        assert FROM_IMAGE.keys() <= ours.environment | _LOST_IN_A_SHELL
    assert ours.status in ("status 0", "SIGTERM")


# dash and bash do not hand down what no variable of theirs could be called: the script's doing.
_LOST_IN_A_SHELL = {"discovery.type"}


def _directory(path: Path) -> Path:
    for parent in (path.parent, path.parent.parent, path.parent.parent.parent):
        parent.chmod(0o755)
    path.mkdir()
    return path


def _ids(account: str) -> tuple[int, int]:
    if account.isdigit():
        return int(account), int(account)
    entry = pwd.getpwnam(account)
    return entry.pw_uid, entry.pw_gid
