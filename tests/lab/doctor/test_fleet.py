"""The Ansible collection over SSH: Debian 11, 12 and 13, one of them unreachable."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dropexec import schemas
from dropexec.doctor.checks import NAMES
from tests.lab.doctor import fleet
from tests.lab.doctor.fleet import Controller, SshHost, free_port
from tests.lab.doctor.hosts import HOSTS
from tests.lab.doctor.test_booted import THREADED
from tests.lab.roots import debian
from tests.lab.supervised.artefacts import Artefacts
from tests.lab.supervised.deadline import until

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.timeout(900)]

SECONDS = 30.0
REDIS = "exec redis-server --port 7401 --dir /tmp"
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def controller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Controller]:
    reason = fleet.missing() or debian.missing()
    if reason is not None:
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="fleet-", dir="/tmp") as sockets:
        yield Controller(tmp_path_factory.mktemp("controller"), Path(sockets))


@pytest.fixture(scope="module")
def hosts(built: Artefacts, controller: Controller) -> Iterator[dict[str, SshHost]]:
    """The hosts by suite, and an inventory in which each has the name of its state."""
    with ExitStack() as stack:
        made = {suite: stack.enter_context(SshHost(built, suite, controller.key)) for suite in HOSTS}
        ports = {"stale": "bullseye", "under-su": "bookworm", "clean": "trixie", "no-doctor": "trixie"}
        inventory: dict[str, dict[str, Any]] = {
            name: {"ansible_port": made[suite].port} for name, suite in ports.items()
        }
        inventory["unreachable"] = {"ansible_port": free_port()}
        inventory["no-doctor"]["dropexec_doctor_executable"] = "/opt/none/dropexecctl"
        controller.inventory(inventory)
        yield made


@pytest.fixture(scope="module")
def faulty(hosts: dict[str, SshHost]) -> dict[str, int]:
    """Make the faults: a PID file that names a thread, and a Redis under su."""
    process = hosts["bullseye"].daemon("python3", "-c", THREADED)
    _, main, worker = process.wait_for_line("ready", SECONDS).split()
    hosts["bullseye"].write("/run/broker.pid", f"{worker}\n")
    room = hosts["bookworm"]
    room.daemon("su", "-s", "/bin/sh", "redis", "-c", REDIS)
    until(lambda: "redis-server" in room.run("ps", "-e", "-o", "comm="), SECONDS, "redis was not started")
    return {"main": int(main), "worker": int(worker)}


def examine(controller: Controller, *words: str) -> tuple[subprocess.CompletedProcess[str], Any]:
    """Run the playbook; return what it printed, and the table as JSON."""
    path = controller.directory / "fleet.json"
    path.unlink(missing_ok=True)
    done = controller.play("dropexec.fleet.doctor", *words, variables={"DROPEXEC_FLEET_JSON": str(path)})
    value = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(value, json.loads(schemas.text("fleet")))
    return done, value


@pytest.mark.parametrize("words", [(), ("--check",)], ids=["run", "check mode"])
def test_one_table_has_every_host_worst_first(
    controller: Controller, faulty: dict[str, int], words: tuple[str, ...]
) -> None:
    done, value = examine(controller, *words)
    assert [(row["host"], row["status"]) for row in value["hosts"]] == [
        ("unreachable", "unreachable"),
        ("no-doctor", "failed"),
        ("stale", "fail"),
        ("under-su", "fail"),
        ("clean", "pass"),
    ]
    rows = {row["host"]: row for row in value["hosts"]}
    assert rows["no-doctor"]["message"] == (
        "cannot run /opt/none/dropexecctl: No such file or directory; install dropexecctl there "
        "(role dropexec.fleet.dropexec)"
    )
    assert rows["stale"]["message"].startswith(f"/run/broker.pid holds {faulty['worker']}, a thread ")
    assert rows["under-su"]["message"].startswith('"redis-server" has run under su (PID ')
    for name in ("stale", "under-su", "clean"):
        checks = rows[name]["report"]["checks"]
        jsonschema.validate(rows[name]["report"], json.loads(schemas.text("doctor")))
        assert [check["name"] for check in checks] == list(NAMES)
        bad = [check["name"] for check in checks if check["status"] != "pass"]
        assert bad == {"stale": ["pid-files"], "under-su": ["services-under-su"], "clean": []}[name]
    table = done.stdout[done.stdout.index("HOST ") :].splitlines()
    assert [line.split()[0] for line in table[1:-2] if not line.startswith(" ")] == list(rows)
    assert table[-1] == "5 hosts: 1 unreachable, 1 failed, 2 fail, 1 pass"
    assert max(map(len, table)) <= 80
    assert recap(done.stdout, "clean") == {"changed": 0, "failed": 0, "ok": 1, "unreachable": 0}


def recap(printed: str, host: str) -> dict[str, int]:
    """Return the numbers of a host's line in Ansible's own summary."""
    [line] = re.findall(rf"^{host} +: (.*)$", printed, re.MULTILINE)
    numbers = {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", line)}
    return {name: numbers[name] for name in ("changed", "failed", "ok", "unreachable")}


def test_a_check_that_fails_fails_the_task_where_it_is_told_to(
    controller: Controller, faulty: dict[str, int]
) -> None:
    play = """\
- hosts: stale,clean
  gather_facts: false
  tasks:
    - dropexec.fleet.dropexec_doctor:
        checks: [pid-files]
        fail_on: fail
"""
    (controller.directory / "strict.yml").write_text(play, encoding="utf-8")
    done = controller.play("strict.yml", variables={"DROPEXEC_FLEET_FORMAT": "json"})
    assert recap(done.stdout, "stale")["failed"] == 1
    assert recap(done.stdout, "clean")["failed"] == 0
    table = json.loads(done.stdout[done.stdout.index('{\n  "format"') :])
    assert [(row["host"], row["status"]) for row in table["hosts"]] == [("stale", "fail"), ("clean", "pass")]


def install(controller: Controller, variables: dict[str, Any], *words: str) -> dict[str, int]:
    """Run the role on the clean host and return what Ansible says of it."""
    extra = json.dumps({"ansible_become": False, **variables})
    done = controller.play("dropexec.fleet.install", "--limit", "clean", "-e", extra, *words)
    return recap(done.stdout, "clean")


def test_the_static_executable_is_installed_once_and_check_mode_changes_nothing(
    controller: Controller, hosts: dict[str, SshHost], built: Artefacts
) -> None:
    source = controller.directory / "dropexec-static"
    shutil.copyfile(built.dropexec, source)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    architecture = subprocess.run(["uname", "-m"], check=True, capture_output=True, text=True).stdout.strip()
    place = hosts["trixie"].path("/opt/tried/dropexec")
    place.parent.mkdir()
    variables = {
        "dropexec_install": "static",
        "dropexec_static_path": "/opt/tried/dropexec",
        "dropexec_static_executables": {
            architecture: {"source": str(source), "checksum": f"sha256:{digest}"}
        },
        "dropexec_fact": True,
    }
    assert install(controller, variables, "--check")["changed"] > 0
    assert not place.exists()
    first = install(controller, variables)
    assert (first["changed"] > 0, first["failed"]) == (True, 0)
    assert place.read_bytes() == source.read_bytes()
    assert place.stat().st_mode & 0o7777 == 0o755
    again = install(controller, variables)
    assert (again["changed"], again["failed"]) == (0, 0)
    fact = hosts["trixie"].run("/etc/ansible/facts.d/dropexec.fact")
    assert json.loads(fact)["format"] == "dropexec-doctor/1"


def test_an_executable_with_another_checksum_touches_no_host(
    controller: Controller, hosts: dict[str, SshHost], built: Artefacts
) -> None:
    architecture = subprocess.run(["uname", "-m"], check=True, capture_output=True, text=True).stdout.strip()
    wrong = {"source": str(built.dropexec), "checksum": "0" * 64}
    variables = {
        "dropexec_install": "static",
        "dropexec_static_path": "/opt/wrong-dropexec",
        "dropexec_static_executables": {architecture: wrong},
    }
    assert install(controller, variables)["failed"] == 1
    variables["dropexec_static_executables"] = {"vax": wrong}
    assert install(controller, variables)["failed"] == 1
    assert not hosts["trixie"].path("/opt/wrong-dropexec").exists()


CONTROL = """\
Package: dropexec
Version: 0.1.0-1
Architecture: all
Maintainer: the lab <lab@example.org>
Description: what the role installs
"""


def test_package_files_are_installed_once_and_check_mode_installs_none(
    controller: Controller, hosts: dict[str, SshHost]
) -> None:
    tree = controller.directory / "deb"
    (tree / "DEBIAN").mkdir(parents=True)
    tree.chmod(0o755)
    (tree / "DEBIAN/control").write_text(CONTROL, encoding="ascii")
    package = controller.directory / "dropexec_0.1.0-1_all.deb"
    subprocess.run(["dpkg-deb", "--build", tree, package], check=True, capture_output=True)
    variables = {"dropexec_package_files": [str(package)]}
    query = ("dpkg-query", "-W", "-f=${Status}", "dropexec")
    assert install(controller, variables, "--check")["failed"] == 0
    assert hosts["trixie"].run(*query, statuses=(1,)).startswith("dpkg-query: no packages found")
    assert install(controller, variables)["failed"] == 0
    assert hosts["trixie"].run(*query) == "install ok installed"
    again = install(controller, variables)
    assert (again["changed"], again["failed"]) == (0, 0)


def run(*argv: str, directory: Path, controller: Controller) -> str:
    """Run a linter of Ansible's in a directory; its words are the assertion's message."""
    environment = {
        "ANSIBLE_COLLECTIONS_PATH": str(controller.directory / "collections"),
        "ANSIBLE_HOME": str(controller.directory / "home"),
        "HOME": str(controller.directory),
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PATH": f"{BIN}:/usr/bin:/bin",
    }
    done = subprocess.run(
        argv, cwd=directory, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_collection_is_clean_for_ansible_lint_and_yamllint(controller: Controller) -> None:
    if not (BIN / "ansible-lint").exists():
        pytest.skip("ansible-lint is not installed: pip install -e '.[fleet]'")
    # Where it is installed: the linter leaves a cache beside what it reads.
    run("yamllint", "--strict", ".", directory=controller.collection, controller=controller)
    argv = ("ansible-lint", "--offline", "--strict", "--profile=production")
    run(*argv, directory=controller.collection, controller=controller)


@pytest.mark.parametrize(
    ("kind", "name", "documented"),
    [
        ("module", "dropexec.fleet.dropexec_doctor", ("fail_on", "candidate", "check_mode", "report")),
        ("callback", "dropexec.fleet.table", ("json_file", "DROPEXEC_FLEET_JSON")),
        ("role", "dropexec.fleet.dropexec", ("dropexec_static_executables", "dropexec_package_files")),
    ],
)
def test_ansible_doc_shows_each_part(
    controller: Controller, kind: str, name: str, documented: tuple[str, ...]
) -> None:
    argv = ("ansible-doc", "--type", kind, name)
    text = run(*argv, directory=controller.directory, controller=controller)
    assert all(word in text for word in documented)
