"""Images that podman has saved, in both of its formats, and one that buildah has mounted."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from dropexec.ctl.lint import command

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(300)]

DOCKERFILE = """\
FROM scratch
COPY root/ /
ENV TZ=UTC
ENTRYPOINT ["/start.sh"]
CMD ["serve"]
"""
FILES = {
    "etc/passwd": "root:x:0:0::/root:/bin/sh\norchid:x:5001:5001::/srv:/bin/bash\n",
    "etc/group": "orchid:x:5001:\n",
    "etc/os-release": 'ID=debian\nVERSION_ID="12"\n',
    "start.sh": '#!/bin/sh\nexec su orchid -c "exec /opt/serve"\n',
}


def run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[str], str]]:
    """The options that name a storage of the tests' own, and the image in it."""
    for name in ("podman", "buildah"):
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
    context = tmp_path_factory.mktemp("context")
    for name, text in FILES.items():
        (context / "root" / name).parent.mkdir(parents=True, exist_ok=True)
        (context / "root" / name).write_text(text)
    (context / "root/start.sh").chmod(0o755)
    (context / "Dockerfile").write_text(DOCKERFILE)
    storage = tmp_path_factory.mktemp("storage")
    options = ["--root", str(storage / "root"), "--runroot", str(storage / "run"), "--storage-driver", "vfs"]
    run("buildah", *options, "build", "-q", "--isolation", "chroot", "-t", "localhost/service", str(context))
    yield options, "localhost/service"
    run("podman", *options, "rmi", "-f", "localhost/service")


def lint(*words: str) -> list[str]:
    done = CliRunner().invoke(command, ["--format", "json", *words])
    return [
        f"{item['file']}:{item['line']} {item['rule']} {item['fix']}"
        for item in json.loads(done.stdout)["findings"]
    ]


@pytest.mark.parametrize("form", ["docker-archive", "oci-archive", "oci-dir"])
def test_a_saved_image_is_linted(store: tuple[list[str], str], form: str, tmp_path: Path) -> None:
    options, image = store
    saved = tmp_path / "saved"
    run("podman", *options, "save", "-q", f"--format={form}", "-o", str(saved), image)
    assert lint("--root", str(saved)) == [f"{saved}:/start.sh:2 su-in-exec safe"]


def test_a_mounted_image_is_a_root(store: tuple[list[str], str]) -> None:
    options, image = store
    container = run("buildah", *options, "from", image)
    try:
        place = run("buildah", *options, "mount", container)
        assert lint("--root", place, f"{place}/start.sh") == [f"{place}/start.sh:2 su-in-exec safe"]
    finally:
        run("buildah", *options, "rm", container)
