"""Laws of the readers: every byte is accounted for, and a word that is written reads as it was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.lint.command import Service, Supervisor
from dropexec.lint.documents import dockerfile, exec_form, unit_file, upstart
from dropexec.lint.documents.frame import Frame
from dropexec.lint.documents.shell import read as read_shell
from dropexec.lint.documents.shell_dialect import ShellDialect
from dropexec.lint.documents.unit_word import UnitDialect, read_words
from dropexec.lint.passage import Plain
from dropexec.lint.source import Source
from dropexec.lint.word import Atom, Quoting

CORPUS = sorted(
    path for path in (Path(__file__).parents[1] / "corpus").iterdir() if path.suffix not in (".json", ".yml")
)
LINES = st.lists(
    st.sampled_from(
        [
            b"[Service]", b"ExecStart=/bin/su a -c 'b \\", b"# c", b"; d", b"", b"  x=y \\", b"\\", b"plain",
            b"e' ; f", b"FROM a", b"RUN <<E", b"E", b"CMD a \\ ", b"# escape=`", b"b `", b"script",
            b"end script",
            b"exec a \\", b"expect fork", b"\xff\xfe", b"K\xc3\xa4=v", b"\xef\xbb\xbf[Unit]",
        ]
    )
)  # fmt: skip
FILES = st.builds(
    lambda lines, end, last: end.join(lines) + last,
    LINES,
    st.sampled_from([b"\n", b"\r\n"]),
    st.sampled_from([b"", b"\n"]),
)
VALUES = st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), min_size=1)


def spans(data: bytes) -> dict[str, list[tuple[int, int]]]:
    source = Source("x", data)
    return {
        "unit": [(line.start, line.end) for line in unit_file.read(source).lines],
        "upstart": [(item.start, item.end) for item in upstart.stanzas(source.text)],
        "dockerfile": [(item.start, item.end) for item in dockerfile.instructions(source.text)],
    }


def check(data: bytes) -> None:
    for name, found in spans(data).items():
        assert b"".join(data[start:end] for start, end in found) == data, name
    assert unit_file.read(Source("x", data)).render() == data


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_every_byte_of_the_corpus_is_rendered_as_it_was_read(path: Path) -> None:
    check(path.read_bytes())


@given(FILES)
def test_every_byte_of_any_file_is_rendered_as_it_was_read(data: bytes) -> None:
    check(data)


@given(st.binary(max_size=200))
def test_no_reader_fails_for_any_bytes(data: bytes) -> None:
    check(data)
    upstart.recognises(data.decode("latin-1"))


def atoms(value: str) -> list[Atom]:
    return [Atom(char, 0, 0) for char in value]


@given(VALUES, st.booleans())
def test_a_unit_word_that_is_written_reads_as_it_was_meant(value: str, expands: bool) -> None:
    written = UnitDialect(expands).quote(atoms(value))
    assert written is not None
    [word] = read_words(written, 0, len(written), expands)
    assert (word.literal, word.start, word.end) == (value, 0, len(written))


@given(VALUES)
def test_a_string_in_the_exec_form_reads_as_it_was_meant(value: str) -> None:
    written = f"[{exec_form.written(value)}]"
    words = exec_form.read_words(written, 0, len(written))
    assert words is not None
    assert [word.literal for word in words] == [value]


@given(st.lists(VALUES, min_size=1, max_size=3))
def test_shell_words_that_are_written_read_as_they_were_meant(values: list[str]) -> None:
    dialect = ShellDialect(Plain(""), 0)
    text = " ".join(["x", *(str(dialect.quote(atoms(value))) for value in values)])
    frame = Frame(Source("x", text.encode("latin-1")), Service(Supervisor.SCRIPT), "")
    [command] = read_shell(Plain(text), frame)
    # shfmt is given ASCII: what the bytes above are is read from the file.
    assert [word.literal for word in command.words[1:]] == values


@given(VALUES, st.sampled_from([Quoting.SINGLE, Quoting.DOUBLE]))
def test_text_put_into_quotes_is_that_text(value: str, quoting: Quoting) -> None:
    dialect = ShellDialect(Plain(""), 0)
    written = dialect.encode(value, quoting)
    mark = "'" if quoting is Quoting.SINGLE else '"'
    if written is None:
        assert "'" in value
        return
    text = f"x {mark}{written}{mark}"
    frame = Frame(Source("x", text.encode("latin-1")), Service(Supervisor.SCRIPT), "")
    [command] = read_shell(Plain(text), frame)
    assert command.words[1].literal == value
