"""The Dockerfiles of packaging/examples/containers.md, built as they stand there but for the checksums."""

from __future__ import annotations

import hashlib
import platform
import re
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


def test_an_image_gets_the_executable_of_a_release(engine: Engine, built: Path, tmp_path: Path) -> None:
    dockerfile = context.filled(recipes()["released"], built)
    image = build(engine, "released", dockerfile, tmp_path, within=built)
    assert_has_the_release(engine, image, built)


def test_the_same_executable_comes_from_the_sources(engine: Engine, built: Path, tmp_path: Path) -> None:
    dockerfile = context.filled(recipes()["source"], built)
    image = build(engine, "source", dockerfile, tmp_path, *network.options(tmp_path), within=PROJECT)
    assert_has_the_release(engine, image, built)


def test_no_image_is_built_from_an_executable_with_another_checksum(
    engine: Engine, built: Path, tmp_path: Path
) -> None:
    dockerfile = context.filled(recipes()["released"], built)
    [first, *_] = re.findall(r"[0-9a-f]{64}", dockerfile)
    with pytest.raises(LabError, match="1 computed checksum did NOT match"):
        build(engine, "wrong", dockerfile.replace(first, "0" * 64), tmp_path, within=built)


def test_no_image_is_built_before_the_checksums_are_filled_in(
    engine: Engine, built: Path, tmp_path: Path
) -> None:
    with pytest.raises(LabError, match="no properly formatted"):
        build(engine, "unfilled", recipes()["released"], tmp_path, within=built)
