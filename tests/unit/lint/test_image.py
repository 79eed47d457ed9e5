"""Images as files: what is in them, what they start, and what none of them may do."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dropexec.ctl.lint import command
from dropexec.lint import image, layers


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where images are unpacked: deep enough that an error reaches the test's own files at most."""
    place = tmp_path / "a/b/c/d/e/f"
    place.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


PASSWD = "root:x:0:0::/root:/bin/sh\norchid:x:5001:5001::/srv:/bin/bash\n"
RELEASE = 'ID=debian\nVERSION_ID="12"\n'
BASE = {"etc/passwd": PASSWD, "etc/group": "orchid:x:5001:\n", "etc/os-release": RELEASE}
SCRIPT = '#!/bin/sh\nexec su orchid -c "exec /opt/serve"\n'


def layer(files: Mapping[str, str | tarfile.TarInfo], packed: bool = True) -> bytes:
    """Return a layer: a text is a regular file's."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in files.items():
            if isinstance(content, tarfile.TarInfo):
                content.name = name
                tar.addfile(content)
            else:
                item = tarfile.TarInfo(name)
                item.size = len(content.encode())
                item.mode = 0o755
                tar.addfile(item, io.BytesIO(content.encode()))
    return gzip.compress(buffer.getvalue()) if packed else buffer.getvalue()


def link(target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    item = tarfile.TarInfo()
    item.type, item.linkname = kind, target
    return item


def docker(path: Path, config: dict[str, Any], *layers: bytes) -> Path:
    """Write an archive as docker save makes it."""
    members = {f"{number}/layer.tar": data for number, data in enumerate(layers)}
    members["config.json"] = json.dumps({"config": config}).encode()
    manifest = [{"Config": "config.json", "Layers": [f"{number}/layer.tar" for number in range(len(layers))]}]
    members["manifest.json"] = json.dumps(manifest).encode()
    return write(path, members)


def oci(path: Path, config: dict[str, Any], *layers: bytes) -> Path:
    """Write an archive of an OCI layout, with one manifest for each of two machines."""
    members: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def blob(data: bytes) -> dict[str, Any]:
        digest = hashlib.sha256(data).hexdigest()
        members[f"blobs/sha256/{digest}"] = data
        return {"digest": f"sha256:{digest}", "size": len(data)}

    own = {
        "config": blob(json.dumps({"config": config}).encode()),
        "layers": [blob(data) for data in layers],
    }
    index = {"manifests": [{**blob(json.dumps(own).encode()), "platform": {"architecture": "amd64"}}]}
    members["index.json"] = json.dumps(index).encode()
    return write(path, members)


def write(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, data in members.items():
            item = tarfile.TarInfo(name)
            item.size = len(data)
            tar.addfile(item, io.BytesIO(data))
    return path


def lint(path: Path, *words: str, status: int) -> Any:
    done = CliRunner().invoke(command, ["--format", "json", "--root", str(path), *words])
    assert done.exit_code == status, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("make", [docker, oci])
def test_what_the_configuration_starts_is_judged_with_the_images_accounts(make: Any, tmp_path: Path) -> None:
    config = {"Cmd": ["su", "orchid", "-c", "exec /opt/serve"], "Env": ["A=$b"]}
    path = make(tmp_path / "image.tar", config, layer(BASE))
    [finding] = lint(path, status=1)["findings"]
    assert (finding["file"], finding["rule"], finding["fix"]) == (
        f"{path}:config.Dockerfile",
        "su-in-exec",
        "safe",
    )
    assert finding["replacement"] == 'CMD ["dropexec", "-E", "orchid", "/opt/serve"]'
    assert "Debian 12's su" in finding["message"]


def test_the_script_that_it_starts_is_read(tmp_path: Path) -> None:
    config = {"Entrypoint": ["start.sh"], "Env": ["PATH=/opt/bin:/bin"]}
    path = docker(tmp_path / "image.tar", config, layer({**BASE, "opt/bin/start.sh": SCRIPT}))
    [finding] = lint(path, status=1)["findings"]
    assert (finding["file"], finding["line"]) == (f"{path}:/opt/bin/start.sh", 2)


def test_the_user_of_the_image_counts(tmp_path: Path) -> None:
    path = docker(tmp_path / "image.tar", {"Cmd": ["/opt/serve"], "User": "orchid"}, layer(BASE))
    assert lint(path, status=0)["findings"] == []


def test_a_path_is_one_in_the_image(tmp_path: Path) -> None:
    files = {**BASE, "srv/a.sh": SCRIPT, "srv/b.sh": SCRIPT}
    path = docker(tmp_path / "image.tar", {}, layer(files))
    assert [item["file"] for item in lint(path, "/srv/a.sh", status=1)["findings"]] == [f"{path}:/srv/a.sh"]
    assert lint(path, "/srv/c.sh", status=2)["unreadable"] == [
        {"file": str(path), "line": None, "column": None, "reason": "has no /srv/c.sh"}
    ]


def test_layers_lie_upon_each_other(tmp_path: Path) -> None:
    lower = layer({**BASE, "d/a": "1", "d/b": "2", "e/c": "3", "f": "4"})
    upper = layer(
        {"d/.wh.a": "", "e/.wh..wh..opq": "", "e/d": "5", "f": "6", "g": link("d", tarfile.LNKTYPE)}
    )
    path = docker(tmp_path / "image.tar", {}, lower, upper)
    with image.unpacked(str(path)) as found:
        files = {str(item.relative_to(found.root)) for item in found.root.rglob("*") if item.is_file()}
        assert files == {*BASE, "d/b", "e/d", "f"}
        assert (found.root / "f").read_text() == "6"
    assert not found.root.exists()


def test_a_directory_of_a_layout_is_read_too(tmp_path: Path) -> None:
    archive = oci(
        tmp_path / "image.tar", {"Cmd": ["su", "orchid", "-c", "exec a"]}, layer(BASE, packed=False)
    )
    (tmp_path / "layout").mkdir()
    subprocess.run(["tar", "-x", "-C", str(tmp_path / "layout"), "-f", str(archive)], check=True)
    assert [item["rule"] for item in lint(tmp_path / "layout", status=1)["findings"]] == ["su-in-exec"]


HOSTILE: dict[str, dict[str, str | tarfile.TarInfo]] = {
    "a name that climbs": {"../../escaped": "x", "a/../../../escaped": "x"},
    "an absolute name": {"/escaped": "x"},
    "a link to the outside that is written through": {"out": link("/"), "out/escaped": "x"},
    "a relative one": {"out": link("../../.."), "out/escaped": "x"},
    "a file that becomes a link": {"f": "x", "f2": link("/etc/passwd"), "f2/x": "y"},
    "a hard link to the outside": {"h": link("../../../../etc/shadow", tarfile.LNKTYPE)},
    "a link to itself": {"l": link("l"), "l/x": "y"},
    "a device": {"dev": link("", tarfile.CHRTYPE), "fifo": link("", tarfile.FIFOTYPE)},
    "a whiteout of the outside": {".wh...": "", "a/.wh..": ""},
}


@pytest.mark.parametrize("files", HOSTILE.values(), ids=HOSTILE)
def test_no_layer_reaches_beyond_the_root(files: dict[str, Any], tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("untouched")
    path = docker(tmp_path / "image.tar", {}, layer({**BASE, **files}))
    before = set(tmp_path.iterdir())
    with image.unpacked(str(path)) as found:
        assert (found.root / "etc/passwd").read_text() == PASSWD
        for item in found.root.rglob("*"):
            assert item.is_symlink() or item.is_file() or item.is_dir()
        shadow = found.root / "h"
        assert not shadow.exists()
        assert not Path("/escaped").exists()
        assert set(found.root.parent.glob("escaped")) == set()
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "is no image: it has neither a manifest.json nor an index.json"),
        ({"manifest.json": b"{"}, "is no image: manifest.json is no JSON"),
        ({"manifest.json": b"[]"}, "is no image: its manifest is not understood"),
        ({"manifest.json": b'[{"Config": "c", "Layers": []}]'}, "is no image: c is not in it"),
        ({"index.json": b'{"manifests": [{"digest": "sha256:../x"}]}'}, "is no image: a digest is malformed"),
        (
            {"manifest.json": b'[{"Config": "c", "Layers": ["l"]}]', "c": b"{}", "l": b"\x28\xb5\x2f\xfd"},
            "has a layer that is packed with zstd, which is not read; save it with gzip",
        ),
    ],
)
def test_what_is_no_image_is_one_line(members: dict[str, bytes], reason: str, tmp_path: Path) -> None:
    path = write(tmp_path / "image.tar", members)
    assert [item["reason"] for item in lint(path, status=2)["unreadable"]] == [reason]


def test_a_file_that_is_no_archive_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("no archive")
    [found] = lint(path, status=2)["unreadable"]
    assert found["reason"].startswith("is no image: ")


def test_a_file_that_no_reader_takes_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "LARGEST_FILE", 10)
    monkeypatch.setattr(layers, "LARGEST_IMAGE", 12)
    path = docker(tmp_path / "image.tar", {}, layer({"large": "x" * 11, "small": "x"}))
    with image.unpacked(str(path)) as found:
        assert os.listdir(found.root) == ["small"]
    path = docker(tmp_path / "image.tar", {}, layer({"a": "x" * 10, "b": "x" * 3}))
    with pytest.raises(layers.ImageError, match="has more than 0 GiB in files"), image.unpacked(str(path)):
        pass


def test_an_image_is_not_mended(tmp_path: Path) -> None:
    path = docker(tmp_path / "image.tar", {}, layer(BASE))
    done = CliRunner().invoke(command, ["--fix", "--root", str(path)])
    assert (done.exit_code, f"cannot mend {path}: it is an image" in done.output) == (2, True)
