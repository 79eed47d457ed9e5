"""Who the project is stands in packaging/identity alone; every other place takes it from there."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.native.toolchain import need

ROOT = Path(__file__).resolve().parents[2]
READER = ROOT / "packaging/system/identity"


def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([READER, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["homepage", "maintainer", "security", "held"])
def test_both_readers_find_the_same_values(name: str) -> None:
    known = runpy.run_path(str(ROOT / "packaging/wheel/hatch_metadata.py"))["identity"](
        (ROOT / "packaging/identity").read_text(encoding="utf-8")
    )
    assert ask(name).stdout == f"{known[name]}\n"


def test_an_unknown_name_is_an_error() -> None:
    asked = ask("colour")
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr == "cannot find colour in packaging/identity\n"


@pytest.mark.parametrize(
    "recipe",
    [
        "packaging/debian/control",
        "packaging/debian/changelog",
        "packaging/rpm/dropexec.spec",
        "packaging/alpine/APKBUILD",
    ],
)
def test_a_recipe_has_no_identity_of_its_own_and_is_filled_whole(recipe: str, tmp_path: Path) -> None:
    text = (ROOT / recipe).read_text(encoding="utf-8")
    assert "@maintainer@" in text
    assert "example.org" not in text
    filled = Path(shutil.copy(ROOT / recipe, tmp_path))
    done = ask("--fill", str(filled))
    assert (done.returncode, done.stderr) == (0, "")
    expected = text
    for name in ("homepage", "maintainer", "security"):
        expected = expected.replace(f"@{name}@", ask(name).stdout.rstrip("\n"))
    assert filled.read_text(encoding="utf-8") == expected


def test_the_hook_for_pre_commit_is_taken_from_the_homepage() -> None:
    homepage = ask("homepage").stdout.rstrip("\n")
    page = (ROOT / "man/dropexecctl-lint.1").read_text(encoding="utf-8")
    assert re.findall(r"^- repo: (.+)$", page, re.MULTILINE) == [homepage]


def test_the_package_and_the_examples_have_no_placeholder() -> None:
    shipped = [path for place in ("dropexec", "packaging/examples") for path in (ROOT / place).rglob("*")]
    files = [path for path in shipped if path.is_file() and "__pycache__" not in path.parts]
    assert [str(path) for path in files if b"example.org" in path.read_bytes()] == []


def test_the_security_policy_names_the_contact() -> None:
    contact = ask("security").stdout.rstrip("\n")
    assert f"<{contact}>" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")


REAL = """homepage   https://dropexec.dev
maintainer A Name <name@dropexec.dev>
security   https://dropexec.dev/security
held       none
"""
PLACEHOLDER = REAL.replace("A Name <name@dropexec.dev>", "A Name <name@example.org>")


@pytest.mark.parametrize(("text", "names"), [(REAL, ""), (PLACEHOLDER, "maintainer\n")])
def test_placeholders_are_told_from_values(tmp_path: Path, text: str, names: str) -> None:
    copy = Path(shutil.copytree(ROOT / "packaging/system", tmp_path / "system"))
    (tmp_path / "identity").write_text(text, encoding="utf-8")
    done = subprocess.run([copy / "identity", "--placeholders"], capture_output=True, text=True, check=True)
    assert done.stdout == names


def test_a_release_with_placeholders_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("packaging/build wants a checkout")
    safe = ["-c", f"safe.directory={ROOT}/.git"]
    subprocess.run([need("git"), *safe, "clone", "-q", ROOT, tmp_path / "clone"], check=True)
    (tmp_path / "clone/packaging/identity").write_text(PLACEHOLDER, encoding="utf-8")
    build = [str(tmp_path / "clone/packaging/build"), "--release", str(tmp_path / "dist")]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, (tmp_path / "dist").exists()) == (1, "", False)
    assert done.stderr.splitlines()[-1] == (
        "packaging/build: cannot release: packaging/identity has placeholders: maintainer; "
        "write the real values there"
    )
