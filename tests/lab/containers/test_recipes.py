"""The Dockerfiles of packaging/examples/containers.md, built as they stand there."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path

import pytest

from tests.lab.collection import PROJECT
from tests.lab.containers import context, network
from tests.lab.containers.engine import Engine
from tests.lab.containers.recipe import recipes
from tests.lab.process import LabError

NOBODY = "uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)"

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]


def build(engine: Engine, name: str, dockerfile: str, place: Path, *options: str, within: Path) -> str:
    path = place / "Dockerfile"
    path.write_text(dockerfile, encoding="utf-8")
    engine.build(f"localhost/{name}", within, f"--file={path}", *options)
    return f"localhost/{name}"


def assert_has_the_release(engine: Engine, image: str, built: Path) -> None:
    """Assert that the image has the executable of the release, and that it works there."""
    released = (built / f"dropexec-linux-{platform.machine()}").read_bytes()
    script = "sha256sum /usr/local/bin/dropexec; dropexec nobody id"
    done = engine.run(image, "sh", "-c", script)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        f"{hashlib.sha256(released).hexdigest()}  /usr/local/bin/dropexec\n{NOBODY}\n",
        "",
    )


@pytest.fixture
def release(built: Path, tmp_path: Path) -> Path:
    """A build context with what a release has."""
    directory = tmp_path / "release"
    directory.mkdir()
    context.give_release(directory, built)
    return directory


def test_an_image_gets_the_executable_of_a_release(
    engine: Engine, built: Path, release: Path, tmp_path: Path
) -> None:
    image = build(engine, "released", recipes()["released"], tmp_path, within=release)
    assert_has_the_release(engine, image, built)


def test_the_same_executable_comes_from_the_sources(engine: Engine, built: Path, tmp_path: Path) -> None:
    options = network.options(tmp_path)
    image = build(engine, "source", recipes()["source"], tmp_path, *options, within=PROJECT)
    assert_has_the_release(engine, image, built)


def test_no_image_is_built_from_an_executable_with_another_checksum(
    engine: Engine, release: Path, tmp_path: Path
) -> None:
    with (release / f"dropexec-linux-{platform.machine()}").open("ab") as file:
        file.write(b"more")
    with pytest.raises(LabError, match="1 computed checksum did NOT match"):
        build(engine, "wrong", recipes()["released"], tmp_path, within=release)


def test_no_image_is_built_for_a_machine_without_a_checksum(
    engine: Engine, release: Path, tmp_path: Path
) -> None:
    sums = release / "SHA256SUMS"
    others = [line for line in sums.read_text().splitlines(True) if platform.machine() not in line]
    sums.write_text("".join(others))
    with pytest.raises(LabError, match="no properly formatted"):
        build(engine, "unlisted", recipes()["released"], tmp_path, within=release)
