"""Every format has a schema, every schema is one, and what is shipped is as they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from dropexec import schemas
from dropexec.compat.load import CATALOGUE, RECORDINGS
from dropexec.compat.toml import tables
from dropexec.ctl import main

ROOT = Path(__file__).resolve().parents[2]
TOML = sorted(CATALOGUE.rglob("*.toml"))


def _schema(name: str) -> Any:
    return json.loads(schemas.text(name))


def _errors(name: str, document: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(_schema(name))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def test_the_formats_of_the_catalogue_are_described() -> None:
    assert {"catalogue", "list", "recording", "show"} <= set(schemas.names())


@pytest.mark.parametrize("name", schemas.names())
def test_a_schema_is_a_valid_one_of_2020_12_that_says_what_it_is_about(name: str) -> None:
    schema = _schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:dropexec:schema:{name}"
    assert schema["title"]


@pytest.mark.parametrize("name", sorted(set(schemas.names()) - {"catalogue"}))
def test_an_object_names_its_format(name: str) -> None:
    assert f'"dropexec-{name}/1"' in schemas.text(name)


@pytest.mark.parametrize("name", schemas.names())
def test_the_command_prints_the_schema_as_it_is(name: str) -> None:
    ended = CliRunner().invoke(main, ["schema", name])
    assert (ended.exit_code, ended.stdout) == (0, schemas.text(name))


def test_another_name_is_a_wrong_command_line_that_lists_the_names() -> None:
    ended = CliRunner().invoke(main, ["schema", "lists"])
    assert ended.exit_code == 2
    assert all(name in ended.output for name in schemas.names())


@pytest.mark.parametrize("file", TOML, ids=lambda file: file.name)
def test_the_catalogues_files_are_as_their_schema_says_and_name_it_for_editors(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    mark, _, place = text.partition("\n")[0].partition(" ")
    assert (mark, (file.parent / place).resolve()) == ("#:schema", ROOT / "dropexec/schemas/catalogue.json")
    assert _errors("catalogue", tables(text)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [('kind = "su"', 'kind = "so"'), ("commands", "comands"), ('evidence = "source"', 'evidence = "seen"')],
)
def test_what_the_loader_refuses_the_schema_refuses(old: str, new: str) -> None:
    text = (CATALOGUE / "implementations/util-linux-su.toml").read_text(encoding="utf-8")
    assert old in text
    assert _errors("catalogue", tables(text.replace(old, new, 1))) != []


def test_the_recordings_are_as_their_schema_says() -> None:
    validator = jsonschema.Draft202012Validator(_schema("recording"))
    found = [
        f"{file.name}: {error.json_path}: {error.message}"
        for file in sorted(RECORDINGS.glob("*.json"))[::23]
        for error in validator.iter_errors(json.loads(file.read_text(encoding="utf-8")))
    ]
    assert found == []
