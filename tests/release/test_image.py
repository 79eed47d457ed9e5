"""The image is the static launcher and nothing else, for each machine; one line of a Dockerfile takes it."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from dropexec.version import VERSION
from tests.lab.containers import conftest as containers
from tests.lab.containers.engine import Engine
from tests.lab.containers.recipe import recipes

engine = containers.engine

PLATFORMS = {
    ("amd64", None): "x86_64",
    ("arm64", None): "aarch64",
    ("arm", "v7"): "armhf",
    ("arm", "v6"): "armv6",
    ("386", None): "i386",
    ("riscv64", None): "riscv64",
    ("ppc64le", None): "ppc64le",
    ("s390x", None): "s390x",
    ("loong64", None): "loongarch64",
}


@pytest.fixture(scope="module")
def archive(dist: Path) -> Path:
    return dist / f"dropexec-{VERSION}-image.tar"


def blobs(archive: Path) -> dict[str, bytes]:
    """Return what the archive holds, by digest."""
    with tarfile.open(archive) as tar:
        members = [member for member in tar.getmembers() if member.name.startswith("./blobs/sha256/")]
        files = {member.name.rpartition("/")[2]: tar.extractfile(member) for member in members}
        return {f"sha256:{name}": file.read() for name, file in files.items() if file is not None}


def index(archive: Path) -> list[dict[str, Any]]:
    with tarfile.open(archive) as tar:
        top = tar.extractfile("./index.json")
        assert top is not None
        [listed] = json.load(top)["manifests"]
    manifests: list[dict[str, Any]] = json.loads(blobs(archive)[listed["digest"]])["manifests"]
    return manifests


def test_each_machine_of_the_release_has_its_executable_and_nothing_else(dist: Path, archive: Path) -> None:
    content = blobs(archive)
    found = {}
    for manifest in index(archive):
        platform = manifest["platform"]
        machine = PLATFORMS[platform["architecture"], platform.get("variant")]
        [layer] = json.loads(content[manifest["digest"]])["layers"]
        with tarfile.open(fileobj=io.BytesIO(content[layer["digest"]])) as tar:
            [member] = [member for member in tar.getmembers() if member.name not in ("", ".", "./")]
            file = tar.extractfile(member)
            assert file is not None
            assert (member.name, member.mode & 0o7777, member.uid, member.gid) == ("dropexec", 0o755, 0, 0)
            found[machine] = file.read()
    released = {path.name.split("-", 2)[2]: path.read_bytes() for path in dist.glob("dropexec-linux-*")}
    assert found == released


SOURCES = {"loaded": "dropexec:VERSION", "archive": "oci-archive:{archive}"}


@pytest.mark.parametrize("way", SOURCES)
def test_one_line_of_a_dockerfile_takes_the_launcher(
    engine: Engine,
    archive: Path,
    tmp_path: Path,
    way: str,
) -> None:
    if way == "loaded":
        engine.podman("load", "--quiet", "--input", str(archive))
    context = tmp_path / "context"
    context.mkdir()
    recipe = recipes()["image"].replace("dropexec:VERSION", SOURCES[way])
    recipe = recipe.replace("VERSION", VERSION).replace("{archive}", str(archive))
    (context / "Dockerfile").write_text(recipe, encoding="utf-8")
    engine.podman("build", "--quiet", "--network=none", "--tag=taken", str(context))
    ran = engine.run("taken", "dropexec", "nobody", "id", "-un")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "nobody\n", "")
