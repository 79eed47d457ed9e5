"""``dropexecctl man``: the pages as text, held against mandoc(1), and their names as people write them."""

from __future__ import annotations

import re
import shutil
import subprocess
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from click.testing import CliRunner

from dropexec.ctl import man, mdoc
from tests.native.toolchain import ROOT

PAGES = sorted((ROOT / "man").iterdir())


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9_/.=-]+", re.sub(r"-\n\s+", "-", text))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_says_what_mandoc_makes_of_it(path: Path) -> None:
    if shutil.which("mandoc") is None:
        pytest.skip("mandoc is not installed")
    command = ["mandoc", "-T", "ascii", "-O", "width=78", str(path)]
    set_ = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    body = "\n".join(re.sub(r".\x08", "", set_).splitlines()[1:-1])
    ours = "\n".join(list(mdoc.render(path.read_text()))[1:])
    assert SequenceMatcher(None, words(ours), words(body), autojunk=False).ratio() > 0.99


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_line_is_wider_than_a_terminal_and_no_macro_is_left(path: Path) -> None:
    for line in mdoc.render(path.read_text()):
        assert len(line) <= 80
        assert not line.startswith(".")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (".Fl -groups , -init-groups", "--groups, --init-groups"),
        (".Op Fl -fix | Fl -diff", "[--fix | --diff]"),
        (".Xr execve 2 .", "execve(2)."),
        (".Ar user Ns : Ns Ar group", "user:group"),
        (".Pq Ic dropexecctl schema lint .", "(dropexecctl schema lint)."),
        (".Qq a b ,", '"a b",'),
        (".Ev PATH , HOME", "PATH, HOME"),
        ("a \\- b \\&.c \\e d", "a - b .c \\ d"),
    ],
)
def test_a_macro_reads_as_mdoc_7_has_it(source: str, text: str) -> None:
    assert " ".join("\n".join(mdoc.render(source)).split()) == text


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("dropexec", "dropexec.1"),
        ("dropexec.1", "dropexec.1"),
        ("dropexec(1)", "dropexec.1"),
        ("lint", "dropexecctl-lint.1"),
        ("dropexecctl-lint(1)", "dropexecctl-lint.1"),
        ("compat", "dropexec-compat.7"),
        ("dropexecctl", "dropexecctl.1"),
    ],
)
def test_a_page_is_found_by_the_names_that_people_write(name: str, page: str) -> None:
    found = man.page(name, man.pages())
    assert found is not None
    assert found.name == page


def test_a_page_that_is_packed_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    (tmp_path / "man1").mkdir()
    (tmp_path / "man1/dropexec.1.gz").write_bytes(gzip.compress(b".Dt DROPEXEC 1\n.Sh NAME\nx\n"))
    monkeypatch.setattr(man, "places", lambda: [tmp_path])
    done = CliRunner().invoke(man.command, ["dropexec"])
    assert done.output == "DROPEXEC(1)\n\nNAME\n     x\n"


def test_what_is_no_page_is_a_wrong_command_line() -> None:
    done = CliRunner().invoke(man.command, ["nosuch"])
    assert (done.exit_code, "there is no page nosuch; the pages are: dropexec-" in done.output) == (2, True)
