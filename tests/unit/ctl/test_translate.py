from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from dropexec import schemas
from dropexec.ctl import main

if TYPE_CHECKING:
    from click.testing import Result


ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A Debian 12 with one account, bound by limits.conf, and a home."""
    files = {
        "etc/os-release": "ID=debian\nVERSION_ID=12\n",
        "etc/passwd": "root:x:0:0::/root:/bin/sh\norchid:x:5001:5001::/srv/orchid:/bin/bash\n"
        "bound:x:5002:5002::/srv/bound:/bin/sh\n",
        "etc/group": "orchid:x:5001:\nbound:x:5002:\nmedia:x:44:bound\n",
        "etc/login.defs": "ENV_PATH PATH=/usr/bin:/bin\n",
        "etc/security/limits.conf": "@media - nofile 65536\n",
        "etc/security/limits.d/more.conf": "bound soft nproc 10\n",
        "usr/bin/su": "ELF",
        "var/lib/dpkg/info/util-linux.list": "/usr/bin/su\n",
        "var/lib/dpkg/status": "Package: util-linux\nVersion: 2.38.1-5+deb12u3\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "srv/orchid").mkdir(parents=True)
    return tmp_path


def _run(*arguments: str, line: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["translate", *arguments], input=line)


def _json(*arguments: str, line: str | None = None) -> dict[str, Any]:
    done = _run("--json", *arguments, line=line)
    value: dict[str, Any] = json.loads(done.stdout)
    jsonschema.Draft202012Validator(json.loads(schemas.text("translate"))).validate(value)
    assert done.exit_code == (1 if value["fix"] == "none" else 0)
    return value


def test_the_new_line_alone_is_on_standard_output(root: Path) -> None:
    done = _run("--root", str(root), "--", "su", "-", "orchid", "-c", "/opt/serve -v")
    assert (done.exit_code, done.stdout) == (
        0, "/usr/bin/dropexec --chdir=~ --argv0=-bash orchid /bin/bash -c 'exec /opt/serve -v'\n",
    )  # fmt: skip
    assert done.stderr.startswith("safe:\n  - no PAM session")


def test_the_words_need_no_dashes_in_front_of_them(root: Path) -> None:
    done = _run("--root", str(root), "--launcher", "dropexec", "sudo", "-u", "orchid", "/opt/serve")
    assert (done.exit_code, done.stdout) == (0, "dropexec orchid /opt/serve\n")


@pytest.mark.parametrize("how", ["words", "line"])
def test_a_line_comes_from_standard_input_or_as_one_word(root: Path, how: str) -> None:
    line = 'exec su -s /bin/sh -c "serve $X" orchid >> /log 2>&1'
    given = ["--root", str(root), *(["--", line] if how == "words" else [])]
    assert _json(*given, line=f"{line}\n")["replacement"] == (
        'exec /usr/bin/dropexec -E --env=SHELL=/bin/sh orchid /bin/sh -c "exec serve $X" >> /log 2>&1'
    )


def test_the_object_has_the_keys_of_its_format(root: Path) -> None:
    assert _json("--root", str(root), "--", "su", "orchid", "-c", "a | b") == {
        "format": "dropexec-translate/1",
        "original": "su orchid -c 'a | b'",
        "replacement": None,
        "fix": "none",
        "changes": [],
        "assumes": [],
        "why": "a shell must stay for the pipe: there is no single process to become; "
        "let the supervisor or the journal have the output",
    }


def test_limits_conf_of_the_root_makes_a_line_unsafe_and_names_the_option(root: Path) -> None:
    found = _json("--root", str(root), "--", "su", "bound", "-c", "/opt/serve")
    assert found["fix"] == "unsafe"
    assert found["changes"][:2] == [
        (
            "the limit @media - nofile 65536 (/etc/security/limits.conf) no longer applies: "
            "to keep it, add --rlimit=nofile=65536"
        ),
        "the limit bound soft nproc 10 (/etc/security/limits.d/more.conf) no longer applies",
    ]
    assert found["why"] == "; ".join(found["changes"][:2])


def test_a_tool_without_pam_leaves_limits_conf_alone(root: Path) -> None:
    assert _json("--root", str(root), "--", "gosu", "bound", "/opt/serve")["fix"] == "safe"


def test_a_distribution_without_a_root_is_another_machine() -> None:
    found = _json("--distro", "debian:12", "--", "su", "root2", "-c", "exec /opt/serve $A")
    assert (found["fix"], found["replacement"]) == (
        "unsafe", "/usr/bin/dropexec -E root2 /bin/sh -c 'exec /opt/serve $A'",
    )  # fmt: skip
    assert "the login shell of root2 is /bin/sh" in found["assumes"]
    found = _json(
        "--distro", "debian:12", "--assume-shell", "/bin/bash", "--", "su", "o", "-c", "exec /opt/serve $A"
    )
    assert (found["fix"], found["replacement"]) == (
        "safe", "/usr/bin/dropexec -E o /bin/bash -c 'exec /opt/serve $A'",
    )  # fmt: skip


def test_each_distribution_has_its_own_su(root: Path) -> None:
    line = ["--", "su", "-g", "media", "orchid", "-c", "/opt/serve"]
    assert _json("--root", str(root), *line)["replacement"] == "/usr/bin/dropexec -E orchid:media /opt/serve"
    assert _json("--root", str(root), "--distro", "debian:9", *line)["why"] == "su has no option -g"
    assert _json("--root", str(root), "--distro", "debian:9", "--", "su", "orchid", "-c", "serve")[
        "replacement"
    ] == ("/usr/bin/dropexec -E --env=PATH=/usr/bin:/bin orchid serve")
    assert (
        _json("--distro", "ubuntu:25.10", "--", "sudo", "-u", "o", "-C", "5", "x")["why"]
        == "sudo has no option -C"
    )


def test_a_root_without_a_su_has_that_of_its_os_release(root: Path) -> None:
    (root / "usr/bin/su").unlink()
    found = _json("--root", str(root), "--", "su", "orchid", "-c", "/opt/serve")
    assert (found["fix"], found["replacement"]) == ("safe", "/usr/bin/dropexec -E orchid /opt/serve")


def test_a_root_of_no_known_distribution_leaves_options_after_the_user_alone(root: Path) -> None:
    (root / "usr/bin/su").unlink()
    (root / "etc/os-release").write_text("ID=homegrown\n")
    found = _json("--root", str(root), "--", "su", "orchid", "-c", "/opt/serve")
    assert "name the distribution (--distro)" in found["why"]


def test_a_root_without_accounts_is_another_machine(root: Path) -> None:
    (root / "etc/passwd").unlink()
    found = _json("--root", str(root), "--", "su", "-", "orchid", "-c", "/opt/serve")
    assert "the home directory of orchid exists" in found["assumes"]


WRONG = {
    (
        "--distro",
        "nixxos",
        "--",
        "su",
    ): "cannot use --distro nixxos: no implementation or distribution is called",
    (
        "--distro",
        "sudo",
        "--",
        "su",
    ): "cannot use --distro sudo: sudo is an implementation, not a distribution",
    ("--root", "/nonexistent", "--", "su"): "'/nonexistent' does not exist",
    ("--colour",): "No such option",
}


@pytest.mark.parametrize("arguments", WRONG)
def test_a_wrong_command_line_ends_with_2(arguments: tuple[str, ...]) -> None:
    done = _run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert WRONG[arguments] in done.stderr


@pytest.mark.parametrize("given", [b"", b"\n\n", b"su \0", b"x" * 200_000])
def test_what_is_no_line_on_standard_input_ends_with_2(given: bytes) -> None:
    done = _run(line=given)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith("Error: cannot translate ")


def test_a_line_that_is_not_utf_8_comes_back_byte_for_byte(root: Path) -> None:
    done = _run("--root", str(root), line=b"su orchid -c '/opt/serve \xff'\n")
    assert (done.exit_code, done.stdout_bytes) == (0, b"/usr/bin/dropexec -E orchid /opt/serve '\xff'\n")


def test_a_refusal_is_one_line_however_long_the_line_is(root: Path) -> None:
    done = _run("--root", str(root), line="su orchid -c '" + "x\n" * 500 + "y | z'")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert len(done.stderr) < 250


def _console(text: str) -> list[tuple[str, str]]:
    """Return the commands of a console session (lines that begin with $) with what they print."""
    found = []
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        found.append((command, printed.split("\n\n")[0].rstrip("\n") + "\n"))
    return found


def _examples() -> list[tuple[str, str]]:
    manual = (ROOT / "man/dropexecctl-translate.1").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = [
        manual.partition(".Sh EXAMPLES")[2].partition(".Bd -literal\n")[2].partition(".Ed")[0],
        *(
            block
            for block in re.findall(r"```console\n(.*?)```", readme, re.DOTALL)
            if "dropexecctl translate" in block
        ),
    ]
    return [example for block in blocks for example in _console(block)]


@pytest.mark.parametrize("example", _examples(), ids=lambda example: example[0])
def test_the_examples_of_the_manual_and_the_readme_are_true(example: tuple[str, str]) -> None:
    command, printed = example
    before, _, after = command.partition("dropexecctl translate")
    line = shlex.split(before.partition(" | ")[0])[1] if before else None
    done = _run(*shlex.split(after), line=line)
    assert (done.exit_code, done.stdout) == (0, printed)


def test_there_are_examples() -> None:
    assert len(_examples()) == 4
