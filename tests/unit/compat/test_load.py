from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dropexec.compat import parsed
from dropexec.compat.load import catalogue, lazy_catalogue, load
from dropexec.compat.model import Claim, Evidence
from dropexec.compat.schema import CatalogueError
from dropexec.compat.versions import Version

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.compat.conftest import Written

NEW, OLD = "implementations/newsu.toml", "implementations/oldsu.toml"
BEHAVIOURS, DISTRIBUTIONS = "behaviours.toml", "distributions.toml"


def test_a_catalogue_that_keeps_the_schema_is_read_whole(written: Written) -> None:
    known = load(written.directory, written.recordings)
    assert list(known.behaviours) == ["forks", "escalation"]
    assert list(known.implementations) == ["newsu", "oldsu"]
    assert [(row.release, row.codename, row.version) for row in known.rows()] == [
        ("7", "emperor", "0.9"),
        ("8", None, "1.5-2"),
    ]
    assert [part.release.versions for part in known.implementations["newsu"].ranges] == [
        ">=1.0,<2.0",
        ">=2.0",
        ">=1.0,<2.0 (patched)",
    ]


def test_a_claim_that_names_releases_goes_before_the_one_for_all_others(written: Written) -> None:
    ranges = load(written.directory, written.recordings).implementations["newsu"].ranges
    source = Evidence.SOURCE
    main, patch = "example/newsu@v2:su.c main", "example/newsu@v1:fix.patch"
    assert [part["escalation"] for part in ranges] == [
        Claim("escalation", "unconditional", True, source, main),
        Claim("escalation", None, True, source, main, note="It waits."),
        Claim("escalation", None, False, Evidence.UNVERIFIED, patch, settles="reading it"),
    ]


def test_a_variant_that_is_not_split_off_is_the_ordinary_build(written: Written) -> None:
    newsu = load(written.directory, written.recordings).implementations["newsu"]
    found = [
        newsu.at(Version(text), variant)
        for text, variant in [("1.5", None), ("1.5", "patched"), ("2.1", "patched")]
    ]
    assert [part and part.release.id for part in found] == ["1", "1-patched", "2"]
    assert newsu.at(Version("0.9")) is None


SWAPS = [
    (BEHAVIOURS, 'id = "forks"\n', "", "behaviour[0]", "id", "missing"),
    (BEHAVIOURS, 'id = "escalation"', 'id = "forks"', "behaviour[1]", "id", "'forks' is there twice"),
    (BEHAVIOURS, '"Does it fork?"', '" "', "behaviour[0]", "question", "empty"),
    (BEHAVIOURS, '"Does it fork?"', "1", "behaviour[0]", "question", "expected a text, found 1"),
    (BEHAVIOURS, '"bool"', '"boolean"', "behaviour[0]", "type", "expected one of bool, int"),
    (BEHAVIOURS, '"bool"', '"choice"', "behaviour[0]", "choices", "wanted for type choice"),
    (BEHAVIOURS, 'scenarios = ["slow", "prompt"]\n', "", "behaviour[0]", "scenarios", "missing, though"),
    (BEHAVIOURS, '["slow", "prompt"]', '"slow"', "behaviour[0]", "scenarios", "expected a list of texts"),
    (BEHAVIOURS, '["slow", "prompt"]', "[1]", "behaviour[0]", "scenarios", "expected a list of texts"),
    (BEHAVIOURS, "nullable = true", 'nullable = "yes"', "behaviour[1]", "nullable", "expected true or false"),
    (BEHAVIOURS, "nullable = true", 'tolerance = "a"', "behaviour[1]", "tolerance", "expected a number"),
    (BEHAVIOURS, "nullable = true", "tolerance = true", "behaviour[1]", "tolerance", "expected a number"),
    (BEHAVIOURS, "nullable = true", 'form = "eval"', "behaviour[1]", "form", "expected one of exec, plain"),
    (BEHAVIOURS, "nullable = true", "nulable = true", "behaviour[1]", "nulable", "unknown key"),
    (BEHAVIOURS, "[[behaviour]]", "[behaviour]", "", "", "not TOML"),
    (NEW, 'name = "newsu"', 'name = "su"', "", "name", "expected the file's name, found 'su'"),
    (NEW, 'kind = "su"', 'kind = "tool"', "", "kind", "expected one of su, runas"),
    (NEW, 'invocation = "newsu USER"\n', "", "", "invocation", "missing"),
    (NEW, 'title = "new su"', 'title = "new su"\nowner = "me"', "", "owner", "unknown key"),
    (NEW, 'id = "2"\nsince', 'id = "2"\nowner = "me"\nsince', "release[1]", "owner", "unknown key"),
    (NEW, "[sources]", '[[text]]\nversions = ["1"]\nowner = 1\n[sources]', "text[0]", "owner", "unknown key"),
    (NEW, '[[release]]\nid = "1"', '[[release]]\nid = "2"', "release[1]", "id", "'2' is there twice"),
    (NEW, 'since = "1.0"', 'since = "one"', "release[0]", "since", "not a release number: 'one'"),
    (NEW, 'before = "2.0"', 'before = "0.5"', "release[0]", "before", "not above since"),
    (NEW, 'before = "2.0"', 'before = "2.1"', "release[1]", "since", "overlaps release '1'"),
    (NEW, 'main = "example/newsu@v2:su.c main"', "main = 2", "sources", "main", "expected a text, found 2"),
    (NEW, "[claims]", 'rest = "x"\n[claims]', "sources", "rest", "no claim cites it"),
    (NEW, "forks = [", "knives = [", "claims", "forks", "missing"),
    (NEW, "[claims]", "[claims]\nknives = []", "claims", "knives", "unknown key"),
    (NEW, "value = true,", "value = 1,", "claims.forks[0]", "value", "expected true or false, found 1"),
    (NEW, "value = true,", "", "claims.forks[0]", "value", "missing, though the evidence is source"),
    (NEW, "value = true,", "none = true,", "claims.forks[0]", "none", "forks always has a value"),
    (
        NEW,
        "none = true,",
        'none = true, value = "if-alive",',
        "claims.escalation[0]",
        "value",
        "there is none",
    ),
    (
        NEW,
        '"unconditional"',
        '"always"',
        "claims.escalation[2]",
        "value",
        "expected one of unconditional, if-al",
    ),
    (NEW, '"source"', '"rumour"', "claims.forks[0]", "evidence", "expected one of probed, source"),
    (NEW, 'source = "main"', 'source = "mainn"', "claims.forks[0]", "source", "'mainn' is not in [sources]"),
    (NEW, 'evidence = "source"', 'evidence = "probed"', "claims.forks[0]", "source", "no recording 'example"),
    (NEW, ', settles = "reading it"', "", "claims.escalation[1]", "settles", "missing: an unverified one"),
    (
        NEW,
        'note = "It waits."',
        'settles = "asking"',
        "claims.escalation[0]",
        "settles",
        "nothing is left to settle",
    ),
    (NEW, 'releases = ["2"]', 'releases = ["3"]', "claims.escalation[0]", "releases", "no release '3'"),
    (
        NEW,
        'releases = ["2"]',
        'releases = ["1-patched"]',
        "claims.escalation[1]",
        "releases",
        "a second claim for",
    ),
    (
        NEW,
        'releases = ["2"], ',
        "",
        "claims.escalation[2]",
        "releases",
        "missing: a second claim for all other",
    ),
    (NEW, 'releases = ["2"]', 'releases = ["1", "2"]', "claims", "escalation", "has none left"),
    (
        NEW,
        '{ value = "unconditional"',
        '{ releases = ["2"], none = true',
        "claims.escalation[2]",
        "releases",
        "a second",
    ),
    (NEW, "forks = [{", "forks = [7, {", "claims.forks[0]", "", "expected a table, found 7"),
    (NEW, "forks = [{", "forks = 7 # [{", "claims", "forks", "expected an array of tables"),
    (OLD, '[[release]]\nid = "all"\n', "release = []\n", "", "release", "no release"),
    (
        OLD,
        'main = "slow.json"',
        'main = "fast.json"',
        "claims.forks[0]",
        "source",
        "no recording 'fast.json'",
    ),
    (DISTRIBUTIONS, 'id = "tuxos"', 'id = "macos"', "row[0]", "distribution", "expected one of macos, found"),
    (DISTRIBUTIONS, 'release = "8"', 'release = "7"', "row[1]", "release", "tuxos 7 is there twice"),
    (
        DISTRIBUTIONS,
        'implementation = "newsu"',
        'implementation = "su"',
        "row[1]",
        "implementation",
        "expected one",
    ),
    (DISTRIBUTIONS, '"0.9"', '"unknown"', "row[0]", "version", "not a release number"),
    (DISTRIBUTIONS, '"1.5-2"', '"0.5"', "row[1]", "version", "no release of newsu holds 0.5"),
    (DISTRIBUTIONS, '"patched"', '"patch"', "row[1]", "variant", "newsu has none called 'patch'"),
    (DISTRIBUTIONS, '"reported"', '"probed"', "row[0]", "source", "no recording 'the release notes'"),
    (DISTRIBUTIONS, '"reported"', '"unverified"', "row[0]", "settles", "missing: an unverified one"),
    (DISTRIBUTIONS, 'codename = "emperor"', 'nickname = "emperor"', "row[0]", "nickname", "unknown key"),
    (
        DISTRIBUTIONS,
        "[[row]]",
        '[[distribution]]\nid = "bare"\nname = "Bare"\n[[row]]',
        "distribution[1]",
        "id",
        "no row",
    ),
]


@pytest.fixture
def cut(written: Written) -> Written:
    """A catalogue whose newsu changes at a packager's number, of which one row has the upstream number."""
    written.change(NEW, 'id = "2"\nsince = "2.0"', 'id = "2"\nsince = "2.0-3"')
    written.change(
        NEW, 'before = "2.0"\n\n[[release]]\nid = "2"', 'before = "2.0-3"\n\n[[release]]\nid = "2"'
    )
    return written


@pytest.mark.parametrize(
    ("version", "problem"),
    [
        ("2.0", "2.0 is upstream's number, and a release is cut at 2.0-3: give the packager's"),
        ("2.0-1", None),
        ("2.0-3", None),
        ("1.9", None),
    ],
)
def test_a_row_with_upstreams_number_is_refused_where_a_packagers_cuts(
    cut: Written, version: str, problem: str | None
) -> None:
    cut.change(DISTRIBUTIONS, 'version = "1.5-2"\nvariant = "patched"', f'version = "{version}"')
    if problem is None:
        load(cut.directory, cut.recordings)
        return
    with pytest.raises(CatalogueError) as breach:
        load(cut.directory, cut.recordings)
    assert (breach.value.table, breach.value.key, breach.value.problem) == ("row[1]", "version", problem)


REPOSITORY = 'packages = ["newsu"]\nrepository = "example/newsu"'


@pytest.mark.parametrize(
    ("citation", "problem"),
    [
        ("example/newsu@v1.4:su.c main", None),
        ("example/newsu@NEWSU_1_4p2:su.c main", None),
        ("example/newsu@0a1b2c3:su.c main", None),
        ("another/project@v9.9:su.c main", None),
        (
            "example/newsu@v9.9:su.c main",
            "example/newsu@v9.9:su.c main: not in release '1', which is >=1.0,<2.0",
        ),
        ("example/newsu@NEWSU_2_0:su.c main", "not in release '1', which is >=1.0,<2.0"),
        ("{read}:su.c main", "release '1' has no `read` that {read} could stand for"),
    ],
)
def test_a_source_lies_in_the_release_that_it_proves(
    written: Written, citation: str, problem: str | None
) -> None:
    written.change(NEW, 'packages = ["newsu"]', REPOSITORY)
    written.change(
        NEW,
        "forks = [{ value = true",
        'forks = [{ value = true, evidence = "source", source = "two", '
        'releases = ["2"] }, { releases = ["1", "1-patched"], value = true',
    )
    written.change(NEW, "[sources]", f'[sources]\ntwo = "example/newsu@v2.5:su.c main"\nfor = "{citation}"')
    written.change(
        NEW,
        'value = true, evidence = "source", source = "main"',
        'value = true, evidence = "source", source = "for"',
    )
    if problem is None:
        load(written.directory, written.recordings)
        return
    with pytest.raises(CatalogueError) as breach:
        load(written.directory, written.recordings)
    assert problem in breach.value.problem


def test_what_was_read_stands_in_the_source(written: Written) -> None:
    written.change(NEW, 'main = "example/newsu@v2:su.c main"', 'main = "{read}:su.c main"')
    for release, read in (("1", "v1.3"), ("2", "v2.6"), ("1-patched", "fork")):
        written.change(NEW, f'id = "{release}"\n', f'id = "{release}"\nread = "example/newsu@{read}"\n')
    ranges = load(written.directory, written.recordings).implementations["newsu"].ranges
    assert [part["forks"].source for part in ranges] == [
        "example/newsu@v1.3:su.c main",
        "example/newsu@v2.6:su.c main",
        "example/newsu@fork:su.c main",
    ]


@pytest.mark.parametrize(("file", "old", "new", "table", "key", "problem"), SWAPS)
def test_a_breach_of_the_schema_is_named_by_file_table_and_key(
    written: Written, file: str, old: str, new: str, table: str, key: str, problem: str
) -> None:
    written.change(file, old, new)
    with pytest.raises(CatalogueError) as breach:
        load(written.directory, written.recordings)
    error = breach.value
    assert (error.file, error.table, error.key) == (file.rpartition("/")[2], table, key)
    assert problem in error.problem
    assert str(error).startswith(f"{error.file}: [{table}] {key}: ")
    assert "\n" not in str(error)


def test_a_missing_claim_for_one_release_is_named(written: Written) -> None:
    written.change(NEW, '    { value = "unconditional", evidence = "source", source = "main" },\n', "")
    with pytest.raises(CatalogueError, match=r"newsu\.toml: \[claims\] escalation: no claim for release '1'"):
        load(written.directory, written.recordings)


def test_a_file_that_is_not_text_is_named(written: Written) -> None:
    (written.directory / OLD).write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogueError, match=r"^oldsu\.toml: .*not TOML"):
        load(written.directory, written.recordings)


def test_the_quickly_read_files_are_those_of_the_catalogue() -> None:
    found = {file.name: file.read_text(encoding="utf-8") for file in parsed.PARSED.glob("*.json")}
    assert found == parsed.documents(), "run: python3 -m dropexec.compat.parsed"


def test_the_quickly_read_file_is_taken_while_its_source_is_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parsed, "tables", lambda text: pytest.fail(f"parsed {text[:40]!r}"))
    for file in parsed.CATALOGUE.rglob("*.toml"):
        assert parsed.read(file)


def test_a_file_that_has_changed_since_is_read_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsed, "CATALOGUE", tmp_path)
    monkeypatch.setattr(parsed, "PARSED", tmp_path / "parsed")
    (tmp_path / "parsed").mkdir()
    (tmp_path / "a.toml").write_text("key = 1\n")
    for name, text in parsed.documents().items():
        (tmp_path / "parsed" / name).write_text(text.replace("1", "2") if "key" not in text else text)
    assert parsed.read(tmp_path / "a.toml") == {"key": 1}
    (tmp_path / "a.toml").write_text("key = 2\n")
    assert parsed.read(tmp_path / "a.toml") == {"key": 2}
    (tmp_path / "parsed/a.json").write_text("<<<<<<< ours\n")
    assert parsed.read(tmp_path / "a.toml") == {"key": 2}


def test_what_is_read_as_far_as_it_is_shown_says_the_same() -> None:
    whole, lazy = catalogue(), lazy_catalogue()
    assert set(lazy.implementations) == set(whole.implementations)
    assert lazy.distributions == whole.distributions
    for row in whole.rows():
        assert lazy.claims_of(row) == whole.claims_of(row)
