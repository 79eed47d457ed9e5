"""What a package's recipe repeats of the project is the project's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dropexec.compat.toml import tables
from dropexec.version import VERSION

ROOT = Path(__file__).resolve().parents[2]

VERSIONS = {
    "packaging/debian/changelog": r"\Adropexec \((.+)\) ",
    "packaging/rpm/dropexec.spec": r"^Version: +(.+)$",
    "packaging/rpm/dropexec.spec, changelog": r"^%changelog\n.* - (.+)-1$",
    "packaging/alpine/APKBUILD": r"^pkgver=(.+)$",
}


@pytest.mark.parametrize("place", VERSIONS)
def test_a_recipe_is_of_this_version(place: str) -> None:
    text = (ROOT / place.partition(",")[0]).read_text(encoding="utf-8")
    assert re.findall(VERSIONS[place], text, re.MULTILINE) == [VERSION]


def test_a_wheel_has_every_manual_page_and_completion() -> None:
    project = tables((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    pages = {page.name: f"share/man/man{page.suffix[1:]}/{page.name}" for page in (ROOT / "man").iterdir()}
    completions = {
        "bash": "bash-completion/completions/{}",
        "fish": "fish/vendor_completions.d/{}.fish",
        "zsh": "zsh/site-functions/_{}",
    }
    scripts = {
        f"packaging/completions/{name}.{shell}": f"share/{place.format(name)}"
        for shell, place in completions.items()
        for name in ("dropexec", "dropexecctl")
    }
    assert shared == {**{f"man/{name}": place for name, place in pages.items()}, **scripts}


@pytest.mark.parametrize(
    ("recipe", "prefix"),
    [
        ("packaging/debian/control", "python3-"),
        ("packaging/rpm/dropexec.spec", "python3-"),
        ("packaging/alpine/APKBUILD", "py3-"),
    ],
)
def test_a_recipe_depends_on_what_the_project_depends_on(recipe: str, prefix: str) -> None:
    project = tables((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    modules = {re.split(r"\W", line)[0] for line in project["dependencies"]}
    named = set(re.findall(rf"\b{prefix}(\w+)", (ROOT / recipe).read_text(encoding="utf-8")))
    # tomllib is in the Python of all but the oldest distributions; Debian 11 has tomlkit alone.
    # What lint needs beside (the extra "lint") is recommended.
    assert modules - {"tomli"} <= named <= modules | {"tomlkit", "yaml"}


def test_the_licence_in_debians_words_is_the_projects() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n\nPermission")[2]
    copyright_file = (ROOT / "packaging/debian/copyright").read_text(encoding="utf-8")
    stated = copyright_file.partition("License: Expat\n\n")[2].partition("\n Permission")[2]
    assert stated.replace("\n .", "\n").replace("\n ", "\n").split() == licence.split()


def test_the_ansible_collection_is_of_this_version_and_project() -> None:
    text = (ROOT / "packaging/ansible/galaxy.yml").read_text(encoding="utf-8")
    fields = dict(re.findall(r"^(version|repository): (.+)$", text, re.MULTILINE))
    identity = (ROOT / "packaging/identity").read_text(encoding="utf-8")
    [homepage] = re.findall(r"^homepage +(.+)$", identity, re.MULTILINE)
    assert fields == {"version": VERSION, "repository": homepage}
