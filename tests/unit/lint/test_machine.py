"""Files of a machine: units with their drop-ins, packages that own them, links, launchers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dropexec.ctl.lint import command
from tests.unit.lint.conftest import Lint, rules
from tests.unit.lint.texts import unit

SU = "ExecStart=/bin/su orchid -c 'exec /opt/orchid/serve'"
NEW = "ExecStart=/usr/bin/dropexec -E orchid /opt/orchid/serve"


@pytest.fixture
def machine(root: Path) -> Path:
    """A Debian 12 root with dpkg's database and the launcher."""
    (root / "etc/os-release").write_text('ID=debian\nVERSION_ID="12"\n')
    for directory in (
        "usr/bin",
        "usr/lib/systemd/system",
        "etc/systemd/system",
        "etc/init.d",
        "var/lib/dpkg/info",
    ):
        (root / directory).mkdir(parents=True)
    (root / "lib").symlink_to("usr/lib")
    (root / "usr/bin/dropexec").write_text("")
    (root / "usr/bin/dropexec").chmod(0o755)
    info = root / "var/lib/dpkg/info"
    (info / "orchid.list").write_text("/lib/systemd/system/orchid.service\n/etc/init.d/orchid\n")
    (info / "orchid.conffiles").write_text("/etc/init.d/orchid\n")
    stanza = "Package: orchid\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0-1\n"
    (root / "var/lib/dpkg/status").write_text(stanza)
    return root


def lint(*words: str | Path) -> dict[str, Any]:
    result = CliRunner().invoke(command, [*(str(word) for word in words), "--format", "json"])
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_the_places_of_a_root_are_linted_without_a_path(machine: Path) -> None:
    (machine / "etc/systemd/system/a.service").write_text(unit(SU))
    (machine / "etc/init.d/b").write_text("#!/bin/sh\n### BEGIN INIT INFO\nsu orchid -c serve &\n")
    (machine / "srv/c.service").write_text(unit(SU))
    found = lint("--root", machine)
    files = [item["file"] for item in found["findings"]]
    assert files == [f"{machine}/etc/systemd/system/a.service", f"{machine}/etc/init.d/b"]
    assert found["unreadable"] == []


def test_a_units_drop_in_in_another_directory_settles_what_the_unit_says(machine: Path) -> None:
    (machine / "usr/lib/systemd/system/a.service").write_text(unit(SU))
    drop_in = machine / "etc/systemd/system/a.service.d/stop.conf"
    drop_in.parent.mkdir()
    drop_in.write_text("[Service]\nTimeoutStopSec=300\nExecReload=/bin/kill -HUP $MAINPID\n")
    found = [item["rule"] for item in lint("--root", machine)["findings"]]
    assert found == ["su-in-exec", "stop-timeout-ignored", "reload-lost"]


def test_a_drop_in_is_judged_with_its_unit(machine: Path) -> None:
    (machine / "usr/lib/systemd/system/a@.service").write_text(unit("Type=oneshot", "ExecStart=/bin/true"))
    drop_in = machine / "etc/systemd/system/a@b.service.d/x.conf"
    drop_in.parent.mkdir()
    drop_in.write_text(f"[Service]\nExecStart=\n{SU}\n")
    assert lint("--root", machine)["findings"] == []


def test_a_command_that_a_drop_in_throws_away_is_no_finding(machine: Path) -> None:
    (machine / "usr/lib/systemd/system/a.service").write_text(unit(SU))
    drop_in = machine / "etc/systemd/system/a.service.d/x.conf"
    drop_in.parent.mkdir()
    drop_in.write_text("[Service]\nExecStart=\nExecStart=/opt/serve\n")
    assert lint("--root", machine)["findings"] == []


def test_a_unit_of_a_repository_is_judged_with_the_drop_ins_beside_it(
    root: Path, tmp_path: Path, lint: Lint
) -> None:
    (tmp_path / "a.service").write_text(unit(SU))
    (tmp_path / "a.service.d").mkdir()
    (tmp_path / "a.service.d/x.conf").write_text("[Service]\nKillMode=mixed\nTimeoutStopSec=1min\n")
    result = lint("a.service", unit(SU), path=tmp_path / "a.service")
    assert rules(result) == ["stop-timeout-ignored", "su-in-exec"]


def test_a_file_that_a_package_owns_gets_a_drop_in(machine: Path) -> None:
    packaged = machine / "usr/lib/systemd/system/orchid.service"
    packaged.write_text(unit("Environment=A=1", SU))
    [finding] = lint("--root", machine)["findings"]
    assert (finding["edits"], finding["fix"]) == ([], "safe")
    assert finding["replacement"] == f"[Service]\nExecStart=\n{NEW}\n"
    created = "/etc/systemd/system/orchid.service.d/dropexec.conf"
    assert f"the fix creates {created}; then run systemctl daemon-reload" in finding["notes"]
    result = CliRunner().invoke(command, ["--root", str(machine), "--fix"])
    assert result.exit_code == 0
    assert packaged.read_text() == unit("Environment=A=1", SU)
    assert (machine / created.lstrip("/")).read_text() == f"[Service]\nExecStart=\n{NEW}\n"
    assert result.stdout.endswith("then run: systemctl daemon-reload\n")
    assert lint("--root", machine)["findings"] == []


def test_the_diff_shows_the_drop_in_as_a_new_file(machine: Path) -> None:
    (machine / "usr/lib/systemd/system/orchid.service").write_text(unit(SU))
    result = CliRunner().invoke(command, ["--root", str(machine), "--diff"])
    assert "--- /dev/null\n+++ b/etc/systemd/system/orchid.service.d/dropexec.conf\n" in result.stdout
    assert "@@ -0,0 +1,3 @@ su-in-exec\n" in result.stdout


def test_a_conffile_is_edited(machine: Path) -> None:
    script = machine / "etc/init.d/orchid"
    script.write_text("#!/bin/sh\n### BEGIN INIT INFO\nsu orchid -c 'exec serve' &\n")
    CliRunner().invoke(command, ["--root", str(machine), "--fix"])
    assert script.read_text() == "#!/bin/sh\n### BEGIN INIT INFO\ndropexec -E orchid serve &\n"


def test_a_link_is_resolved_inside_the_root_and_never_out_of_it(machine: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.service").write_text(unit(SU))
    (machine / "etc/systemd/system/a.service").symlink_to(tmp_path / "outside.service")
    (machine / "opt").mkdir()
    (machine / "opt/b.service").write_text(unit(SU))
    (machine / "etc/systemd/system/b.service").symlink_to("/opt/b.service")
    found = lint("--root", machine)
    assert [item["file"] for item in found["findings"]] == [f"{machine}/etc/systemd/system/b.service"]


def test_a_unit_that_two_links_name_is_linted_once(machine: Path) -> None:
    units = machine / "etc/systemd/system"
    (units / "a.service").write_text(unit(SU))
    (units / "multi-user.target.wants").mkdir()
    (units / "multi-user.target.wants/a.service").symlink_to("/etc/systemd/system/a.service")
    assert len(lint("--root", machine)["findings"]) == 1


def test_a_root_that_has_the_launcher_elsewhere_gets_that_path(machine: Path) -> None:
    (machine / "usr/bin/dropexec").unlink()
    (machine / "usr/local/bin").mkdir(parents=True)
    (machine / "usr/local/bin/dropexec").write_text("")
    (machine / "etc/systemd/system/a.service").write_text(unit(SU))
    [finding] = lint("--root", machine)["findings"]
    assert finding["replacement"] == NEW.replace("/usr/bin", "/usr/local/bin")


def test_limits_that_only_pam_sets_make_a_fix_unsafe_and_are_named(machine: Path) -> None:
    (machine / "etc/security").mkdir()
    (machine / "etc/security/limits.conf").write_text("orchid - nofile 65536\n")
    (machine / "etc/systemd/system/a.service").write_text(unit(SU))
    found = {item["rule"]: item for item in lint("--root", machine)["findings"]}
    assert set(found) == {"su-in-exec", "limits-conf"}
    assert found["su-in-exec"]["fix"] == "unsafe"
    assert "--rlimit=nofile=65536" in "".join(found["limits-conf"]["notes"])


def test_the_message_names_the_su_of_the_distribution(machine: Path) -> None:
    (machine / "etc/systemd/system/a.service").write_text(unit(SU, "TimeoutStopSec=300"))

    def said(*words: str) -> str:
        found = lint("--root", machine, "--select", "stop-timeout-ignored", *words)["findings"]
        return str(found[0]["message"]) if found else ""

    assert said("--distro", "centos:6") == (
        "TimeoutStopSec=300 is not honoured: "
        "CentOS 6's su (coreutils 8.4) kills the service 2 s after SIGTERM"
    )
    assert said() == (
        "TimeoutStopSec=300 is not honoured: "
        "Debian 12's su (util-linux 2.38.1) kills the service 2 s after SIGTERM"
    )
    assert said("--distro", "alpine:3.20") == ""


def test_an_unknown_distribution_gets_the_range_over_all(tmp_path: Path, lint: Lint) -> None:
    text = 'FROM scratch\nCMD ["su", "orchid", "-c", "exec /serve"]\n'
    result = lint("Dockerfile", text, distribution=None, accounts=False)
    [finding] = result.remains.findings
    assert "kills the service 2 s after SIGTERM on most distributions" in finding.message


def test_a_dockerfiles_base_image_names_the_distribution(lint: Lint) -> None:
    text = 'FROM ubuntu:16.04\nCMD ["su", "orchid", "-c", "exec /serve"]\n'
    [finding] = lint("Dockerfile", text, distribution=None, accounts=False).remains.findings
    assert "Ubuntu 16.04's su (shadow 4.2)" in finding.message


def test_without_shfmt_a_script_is_unreadable_and_says_how_to_get_it(
    lint: Lint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dropexec.lint.documents import shfmt

    def missing() -> str:
        raise shfmt.MissingParserError(f"needs shfmt, which is not installed; {shfmt.HOW_TO_GET}")

    monkeypatch.setattr(shfmt, "_program", missing)
    [item] = lint("a.sh", "#!/bin/sh\nexec su orchid -c serve\n").remains.unreadable
    assert item.reason == (
        "needs shfmt, which is not installed; "
        "install shfmt (pip install 'dropexec[lint]', or the package shfmt)"
    )
    within = lint("a.service", unit(SU, "ExecStop=/bin/sh -c 'kill $(cat /run/x)'"))
    assert rules(within) == ["su-in-exec"]
    assert [(item.line, item.reason[:24]) for item in within.remains.unreadable] == [
        (6, "the string needs shfmt, ")
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: the owner of a file is set")
def test_a_mended_file_keeps_its_owner_mode_and_attributes(machine: Path) -> None:
    file = machine / "etc/systemd/system/a.service"
    file.write_text(unit(SU))
    os.chown(file, 5001, 5002)
    file.chmod(0o604)
    try:
        os.setxattr(file, "user.note", b"kept")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    CliRunner().invoke(command, ["--root", str(machine), "--fix"])
    status = file.stat()
    assert NEW in file.read_text()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (5001, 5002, 0o604)
    assert os.getxattr(file, "user.note") == b"kept"


def test_edits_of_a_file_that_is_no_utf8_are_the_bytes_to_write(tmp_path: Path) -> None:
    script = tmp_path / "run"
    script.write_bytes(b'#!/bin/sh\nexec su orchid -s /bin/sh -c "/opt/x \xe9"\n')
    result = CliRunner().invoke(command, [str(script), "--distro", "debian:12", "--format", "json"])
    edits = json.loads(result.stdout)["findings"][0]["edits"]
    data = script.read_bytes()
    for edit in reversed(edits):
        data = data[: edit["start"]] + edit["text"].encode("utf-8", "surrogateescape") + data[edit["end"] :]
    assert data == b"#!/bin/sh\nexec dropexec -E --env=SHELL=/bin/sh orchid /opt/x \xe9\n"


@pytest.mark.parametrize("exists_here", [True, False])
def test_a_drop_in_is_never_created_outside_the_root(
    machine: Path, tmp_path: Path, exists_here: bool
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (machine / "usr/lib/systemd/system/orchid.service").write_text(unit(SU))
    directory = machine / "etc/systemd/system/orchid.service.d"
    directory.symlink_to(outside)
    inside = machine / str(outside).lstrip("/")
    if exists_here:
        inside.mkdir(parents=True)
    found = lint("--root", machine, "--fix")
    assert list(outside.iterdir()) == []
    assert (inside / "dropexec.conf").exists() == exists_here
    assert [item["reason"] for item in found["unreadable"]] == (
        [] if exists_here else ["cannot be written: a link in its path leads nowhere; it is as it was"]
    )
