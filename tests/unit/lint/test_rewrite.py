"""A line of words turned into another: what is written is what was meant, and nothing else changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dropexec.lint.command import Command, Role, Service, Supervisor
from dropexec.lint.documents.exec_form import ExecFormDialect
from dropexec.lint.documents.exec_form import read_words as read_strings
from dropexec.lint.documents.unit_word import UnitDialect, read_words
from dropexec.lint.edits import apply, overlap
from dropexec.lint.finding import Fix
from dropexec.lint.rewrite import Rewriting, to_word
from dropexec.lint.source import Source
from dropexec.lint.word import PlacedWord
from dropexec.translate import Word

WORDS = st.lists(
    st.sampled_from(["su", "-", "orchid", "-c", '"two words"', "'it $$x'", "a%%b", "x=y"]),
    min_size=1,
    max_size=6,
)
SEPARATORS = st.sampled_from([" ", "  ", "\t", " \\\n    ", " \\\n# why\n  "])
FRESH = st.sampled_from(["new", "new words", "it's", 'a"b', "c:\\d", "100%", "$HOME", ";"])


@st.composite
def plans(draw: st.DrawFn, count: int) -> list[object]:
    """Old words that stay, as their indexes and in order, and new ones between them; the first word goes."""
    kept = [index for index in range(1, count) if draw(st.booleans())]
    plan: list[object] = [draw(FRESH)]
    for index in kept:
        plan += draw(st.lists(FRESH, max_size=2))
        plan.append(index)
    return plan + draw(st.lists(FRESH, max_size=2))


def command(source: Source, words: list[PlacedWord], dialect: object) -> Command:
    service = Service(Supervisor.SYSTEMD)
    return Command(source, tuple(words), words[0].start, words[-1].end, Role.MAIN, service, dialect, "x")  # type: ignore[arg-type]


@given(st.data())
def test_a_units_line_reads_as_the_new_words(data: st.DataObject) -> None:
    written = data.draw(WORDS)
    text = written[0]
    for word in written[1:]:
        text += data.draw(SEPARATORS) + word
    text += data.draw(st.sampled_from(["", " ", "\n", " \\\n"]))
    source = Source("x", text.encode())
    placed = read_words(text, 0, len(text.rstrip(" \\\n")), True)
    old = [to_word(word, source, {}) for word in placed]
    plan = data.draw(plans(len(placed)))
    new = [old[item] if isinstance(item, int) else Word.of(str(item)) for item in plan]
    edits = Rewriting(command(source, placed, UnitDialect(True)), old, new).edits()
    assert not any(overlap(one, other) for one in edits for other in edits)
    after = apply(source.data, [Fix("safe", edits)]).decode()
    again = read_words(after, 0, len(after.rstrip(" \\\n")), True)
    assert [word.text for word in again] == [word.text for word in new]
    assert after.count("# why") == text.count("# why")


@given(st.data())
def test_an_array_reads_as_the_new_words(data: st.DataObject) -> None:
    written = data.draw(
        st.lists(st.sampled_from(['"su"', '"-"', '"a b"', '"\\"q\\""']), min_size=1, max_size=6)
    )
    text = f"[{data.draw(st.sampled_from([', ', ',', ' ,  ', ',   '])).join(written)}]"
    source = Source("x", text.encode())
    placed = read_strings(text, 0, len(text))
    assert placed is not None
    old = [to_word(word, source, {}) for word in placed]
    plan = data.draw(plans(len(placed)))
    new = [old[item] if isinstance(item, int) else Word.of(str(item)) for item in plan]
    edits = Rewriting(command(source, placed, ExecFormDialect()), old, new).edits()
    after = apply(source.data, [Fix("safe", edits)]).decode()
    again = read_strings(after, 0, len(after))
    assert again is not None, after
    assert [word.text for word in again] == [word.text for word in new]
