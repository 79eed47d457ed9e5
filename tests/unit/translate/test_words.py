"""Words, the small reader of a shell's string, and the lines that are put together again: laws."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dropexec.translate import Piece, Word, find_tool, script, translate
from dropexec.translate.shellline import commands, literal, quoted
from dropexec.translate.shelltokens import ObstacleError, tokens
from dropexec.translate.word import joined
from tests.unit.translate.world import DEBIAN

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
PIECES = st.lists(
    st.one_of(
        TEXT.filter(bool).map(Piece),
        st.sampled_from(["$X", "%i", "{{ x }}"]).map(lambda text: Piece(text, opaque=True, may_split=True)),
    ),
    max_size=4,
)


@given(PIECES, st.data())
def test_an_insertion_leaves_the_rest_as_it_is(pieces: list[Piece], data: st.DataObject) -> None:
    word = Word(tuple(pieces))
    inside = {at for begin, end in word.holes for at in range(begin + 1, end)}
    place = data.draw(st.sampled_from(sorted(set(range(len(word.text) + 1)) - inside)))
    changed = word.insert(place, "exec ")
    assert changed.text == word.text[:place] + "exec " + word.text[place:]
    assert [piece for piece in changed.pieces if piece.opaque] == [piece for piece in pieces if piece.opaque]


@given(st.lists(TEXT, max_size=4))
@example(["/=~", "--chdir=~", "a=~", "a=b:~", "a:~", "~", "/~"])
def test_literal_words_are_read_as_they_are_quoted(texts: list[str]) -> None:
    line = " ".join(literal(text) for text in texts)
    assert [token.value for token in tokens(line)] == texts
    assert shlex.split(line) == texts


@given(st.lists(TEXT, max_size=4))
def test_words_that_others_quote_are_read_alike(texts: list[str]) -> None:
    assert [token.value for token in tokens(shlex.join(texts))] == texts


@given(TEXT)
def test_no_line_is_too_strange(line: str) -> None:
    for text in (
        line,
        f"su orchid -c {line}",
        f"su orchid -c {literal(line)}",
        f"sudo -u {line} x",
        f"chpst {line}",
    ):
        result = translate(text, DEBIAN)
        assert result.original == text
        assert (result.replacement is None) == (result.words is None)


@given(
    st.lists(st.sampled_from(["su", "-", "-c", "orchid", "x", "-s", "/bin/sh", "--", "-l", "'a b'", "$X"]))
)
def test_a_translation_has_nothing_left_to_translate(parts: list[str]) -> None:
    result = translate(" ".join(parts), DEBIAN)
    if result.words is not None:
        index = find_tool(result.words)
        assert index is None or result.words[index].literal == "su"
        assert translate(result.replacement or "", DEBIAN).replacement is None


def test_words_that_stay_are_the_very_objects_that_were_given() -> None:
    words = commands('env A=1 su -s /bin/sh -c \'exec "$@"\' orchid -- sh /opt/serve "$X" -v')[0].words
    result = translate(words, DEBIAN)
    assert result.words is not None
    kept = [index for index, word in enumerate(words) if any(word is new for new in result.words)]
    assert [words[index].text for index in kept] == ["env", "A=1", "orchid", "/opt/serve", "$X", "-v"]


def test_a_string_that_gets_an_exec_has_the_pieces_that_were_given() -> None:
    string = Word((Piece("serve --port "), Piece("${PORT}", opaque=True), Piece(" >> /log")), "'as written'")
    result = translate([Word.of("su"), Word.of("-c"), string, Word.of("orchid")], DEBIAN)
    assert result.words is not None
    new = result.words[-1]
    assert (new.text, new.source) == ("exec serve --port ${PORT} >> /log", None)
    assert [piece for piece in new.pieces if piece.opaque] == [Piece("${PORT}", opaque=True)]


def test_what_a_variable_is_known_to_be_counts_and_the_variable_stays() -> None:
    owner = Word((Piece("$OWNER", opaque=True, may_split=True, value="orchid"),), "$OWNER")
    words = [Word.of("su"), Word.of("-"), owner, Word.of("-c"), Word.of("/opt/serve")]
    result = translate(words, DEBIAN)
    assert result.fix.value == "safe"
    assert result.words is not None
    assert [word.text for word in result.words] == [
        "dropexec", "--chdir=~", "--argv0=-bash", "$OWNER", "/bin/bash", "-c", "exec /opt/serve",
    ]  # fmt: skip
    assert result.words[3] is owner
    assert result.words[5] is words[3]


def test_an_option_of_several_parts_no_longer_splits() -> None:
    word = joined("--env=A=", Word((Piece("$X", opaque=True, may_split=True),), "$X"))
    assert not word.may_split
    assert quoted(word) == '"--env=A=$X"'


ANALYSED = {
    "a": {"simple"},
    "exec a": {"simple", "ends_in_exec"},
    "cd /x && exec a": {"ends_in_exec"},
    "a; b": {"several"},
    "a | b": {"pipeline"},
    "a &": {"background"},
    "cd /x && a & echo $! > /p": {"background", "pid_of_subshell", "several"},
    "if a; then b; fi": set(),
}


@pytest.mark.parametrize("text", ANALYSED)
def test_a_string_is_analysed_for_whoever_asks(text: str) -> None:
    found = script.read(Word.of(text))
    names = {"simple", "ends_in_exec", "several", "pipeline", "background", "pid_of_subshell"}
    assert {name for name in names if getattr(found, name)} == ANALYSED[text]
    assert (found.obstacle is None) == (text != "if a; then b; fi")


READ = {
    "a 'b c' \"d e\" f\\ g": ["a", "b c", "d e", "f g"],
    'a "x\\"y\\\\z\\q"': ["a", 'x"y\\z\\q'],
    "a \\\n b": ["a", "b"],
    'a $X "$Y" ${Z} $(c d) `e f` $\'g\' "`h`" $((1+(2)))': ["a", *[None] * 8],
    "a * b? [c] ~ ~d x~ {e,f} {g} [": ["a", None, None, None, None, None, "x~", None, "{g}", "["],
    "a $ b$": ["a", "$", "b$"],
    'a ${X:-"}"} $(echo ")") b': ["a", None, None, "b"],
    "[ -x a ]": ["[", "-x", "a", "]"],
    "a=1": ["a=1"],
    "a=~ a=b:~c --a=~ /a=~ a:~": [None, None, "--a=~", "/a=~", "a:~"],
}


@pytest.mark.parametrize("text", READ)
def test_words_of_a_string_are_what_a_shell_makes_of_them(text: str) -> None:
    assert [token.value for token in tokens(text)] == READ[text]


@pytest.mark.parametrize(
    "text", ["'a", '"a', "`a", "$(a", "${a", "a >", "a <<E", "a <(b)", "a #b", "(a)", "f() {"]
)
def test_what_the_reader_cannot_judge_is_an_obstacle(text: str) -> None:
    with pytest.raises(ObstacleError):
        tokens(text)
