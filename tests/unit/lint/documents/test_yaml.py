"""YAML: which bytes say what in every style of scalar, and what of Compose and Kubernetes is read."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from dropexec.lint.documents import compose, kubernetes
from dropexec.lint.documents.yaml_file import Writer, YamlFile, YamlSyntaxError
from dropexec.lint.host import Host
from dropexec.lint.source import Source
from dropexec.translate import Word, translate
from tests.unit.lint.conftest import Lint

TEXTS = st.text(st.sampled_from("ab'\"\\:#{}[],&*!|>%@` é-$\n\t"), min_size=1, max_size=40)
STYLES = st.sampled_from([None, "'", '"', "|", ">"])
WIDTHS = st.sampled_from([10, 20, 1000])


def file_of(text: str) -> YamlFile:
    return YamlFile(Source("x.yml", text.encode("utf-8")))


def dumped(text: str, style: str | None, width: int) -> str:
    return str(yaml.safe_dump({"a": {"k": text}}, default_style=style, width=width, allow_unicode=True))


@given(text=TEXTS, style=STYLES, width=WIDTHS)
@example(text="a\n\n", style=">", width=10)
@example(text="a\n\n b\n\n\n", style=">", width=10)
@example(text='::::: ::"  \n', style=None, width=10)
def test_each_byte_of_a_scalar_has_its_place(text: str, style: str | None, width: int) -> None:
    assume(text.strip())
    written = dumped(text, style, width)
    # Not always the text: PyYAML folds a line that begins with a blank, which means another one.
    said = yaml.safe_load(written)["a"]["k"]
    file = file_of(written)
    node = file.documents[0].value[0][1].value[0][1]
    characters = file.characters(node)
    assert characters is not None
    assert "".join(atom.text for atom in characters).encode("latin-1").decode() == said
    data = written.encode()
    letters = [atom for atom in characters if atom.text in "ab" and node.style != '"']
    assert [data[atom.start : atom.end].decode() for atom in letters] == [atom.text for atom in letters]
    places = list(dict.fromkeys((atom.start, atom.end) for atom in characters))
    assert all(one[1] <= other[0] for one, other in zip(places, places[1:]))


@given(text=st.text(st.sampled_from("ab'\"\\:#{}[], &*!|>%-$"), min_size=1, max_size=20), style=STYLES)
@pytest.mark.parametrize("flow", [False, True])
def test_what_is_written_is_read_again(text: str, style: str | None, flow: bool) -> None:
    written = Writer(style, flow).whole(text)
    assert written is not None
    content = f"[{written}, b]" if flow else f"- {written}\n- b\n"
    assert yaml.safe_load(content) == [text, "b"]


@given(
    words=st.lists(st.text(st.sampled_from("ab'\"\\: #-"), max_size=6), min_size=1, max_size=4), style=STYLES
)
def test_compose_splits_a_string_as_shlex_does(words: list[str], style: str | None) -> None:
    line = shlex.join(["su", *words])
    text = yaml.safe_dump({"services": {"a": {"command": line}}}, default_style=style, width=1000)
    # A style of its own for every scalar hides the key that the format is known by; the reader does not mind.
    document = compose.read(Source("compose.yml", text.encode()))
    assert [word.literal for word in document.commands[0].words] == ["su", *words]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("services:\n  a: [\n", 3, 1), ("services:\n\t- a\n", 2, 1), ("services: {a: 'é\n", 2, 1)],
)
def test_what_is_no_yaml_is_one_line_with_its_place(text: str, line: int, column: int) -> None:
    [found] = compose.read(Source("compose.yml", text.encode())).unreadable
    assert (found.line, found.column) == (line, column)
    assert found.reason.startswith("is no YAML: ")


def test_a_byte_that_is_no_utf_8_has_its_place() -> None:
    with pytest.raises(YamlSyntaxError, match="a byte is no UTF-8") as raised:
        YamlFile(Source("x.yml", b"a: b\nc: \xff\n"))
    assert raised.value.offset == 8


@pytest.mark.parametrize(
    ("said", "literal"),
    [("$$HOME", "$HOME"), ("a$$$$b", "a$$b"), ("${HOME}", None), ("a$HOME", None), ("cost: 5$", "cost:")],
)
def test_compose_fills_in_variables_before_it_splits(said: str, literal: str | None) -> None:
    text = yaml.safe_dump({"services": {"a": {"command": f"su {said}"}}})
    document = compose.read(Source("compose.yml", text.encode()))
    assert document.commands[0].words[1].literal == literal


@pytest.mark.parametrize(
    ("said", "literal"), [("$HOME", "$HOME"), ("$$(A)", "$(A)"), ("$(A)", None), ("$$A", "$$A")]
)
def test_kubernetes_fills_in_what_stands_in_parentheses(said: str, literal: str | None) -> None:
    text = yaml.safe_dump({"spec": {"containers": [{"command": ["su", said]}]}})
    document = kubernetes.read(Source("pod.yaml", text.encode()))
    assert document.commands[0].words[1].literal == literal


STRINGS = st.sampled_from(
    [
        "exec serve",
        "exec serve --port 80",
        "exec serve 'a b'",
        "cd /srv && exec serve",
        'exec serve "x: y"',
        "exec serve a$$b",
        "exec serve $$A #z",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    string=STRINGS, style=STYLES, width=st.sampled_from([30, 1000]), listed=st.booleans(), flow=st.booleans()
)
def test_what_a_loader_gives_after_the_fix_is_what_was_translated(
    lint: Lint, root: Path, string: str, style: str | None, width: int, listed: bool, flow: bool
) -> None:
    words = ["su", "-s", "/bin/bash", "-c", string, "orchid"]
    said = yaml.safe_dump(
        {"command": words if listed else shlex.join(words)},
        default_style=style,
        width=width,
        default_flow_style=flow if listed else False,
    )
    # The keys are plain, as people write them; what they are known by stands on lines of its own.
    said = re.sub(r"^.*?: ?", "command: ", said, count=1).removesuffix("}\n")
    text = "services:\n  a:\n" + "".join(f"    {line}\n" for line in said.splitlines())
    assume(_command(text) in (words, shlex.join(words)))
    result = lint("compose.yml", text, mends=True, unsafe=True)
    assert result.remains.unreadable == ()
    kinds = {
        item.fix.kind for item in lint("compose.yml", text).remains.findings if item.rule == "su-in-exec"
    }
    if kinds == {"none"}:
        assert result.after.data == text.encode()
        return
    after = _command(result.after.data.decode())
    circumstances = replace(Host(root, "debian:12").circumstances, launcher="dropexec")
    given_ = [word.replace("$$", "$") for word in words]
    expected = translate([Word.of(word) for word in given_], circumstances).words
    assert expected is not None
    got = shlex.split(after) if isinstance(after, str) else after
    assert [word.replace("$$", "$") for word in got] == [word.text for word in expected]


def _command(text: str) -> str | list[str]:
    try:
        loaded: str | list[str] = yaml.safe_load(text)["services"]["a"]["command"]
    except (yaml.YAMLError, TypeError, KeyError):
        return []
    return loaded


def test_every_document_of_a_stream_and_every_container_is_read() -> None:
    pod = {
        "apiVersion": "v1",
        "spec": {"initContainers": [{"command": ["a"]}], "containers": [{"command": ["b"]}]},
    }
    text = yaml.safe_dump_all([pod, {"items": [pod]}])
    document = kubernetes.read(Source("pod.yaml", text.encode()))
    assert [(item.words[0].literal, item.role.value) for item in document.commands] == [
        ("b", "main"), ("a", "step"), ("b", "main"), ("a", "step"),
    ]  # fmt: skip
