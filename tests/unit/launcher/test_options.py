"""The grammar of the command line, over words of every kind."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dropexec.launcher import options
from dropexec.launcher.errors import DropexecError
from dropexec.launcher.options import OPTIONS, CommandLine, Option

BARE = st.text("abc=:,*~-\n\udcff0", max_size=6)
ARGUMENTS = st.one_of(BARE, st.sampled_from(["--", "-", "--help", "-E", "root", "--umask"]))
SPELLINGS = st.sampled_from(
    [f"--{option.name}" for option in OPTIONS]
    + ["-E", "-e", "-C", "-EE", "-Ee", "-EC/", "--", "-", "-x", "--umas"]
)
WORDS = st.one_of(SPELLINGS, st.tuples(SPELLINGS, BARE).map("=".join), ARGUMENTS)
COMMANDS = st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=5)
ORDINARY = [option for option in OPTIONS if option.name not in ("help", "version")]


def written(option: Option, argument: str, joined: bool) -> list[str]:
    """One way to write an option on a command line."""
    if option.argument is None:
        return [f"--{option.name}"]
    return [f"--{option.name}={argument}"] if joined or option.optional else [f"--{option.name}", argument]


GIVEN = st.lists(
    st.tuples(st.sampled_from(ORDINARY), ARGUMENTS, st.booleans()),
    unique_by=lambda word: word[0].name,
    max_size=6,
)


@given(st.lists(WORDS, max_size=8))
def test_any_words_are_a_command_line_or_a_refusal(argv: list[str]) -> None:
    before = list(argv)
    try:
        found = options.parse(argv)
    except DropexecError as error:
        assert error.status == 125
        assert str(error).isascii()
        assert str(error).isprintable()
    else:
        assert found.command or found.flag("help") or found.flag("version")
    assert argv == before


@given(GIVEN, st.booleans(), st.booleans(), COMMANDS)
def test_everything_from_the_command_on_is_untouched(
    given_options: list[tuple[Option, str, bool]], ended: bool, dashes: bool, command: list[str]
) -> None:
    words = [word for entry in given_options for word in written(*entry)]
    tail = ["cmd", *command]
    found = options.parse([*words, *["--"] * ended, "user", *["--"] * dashes, *tail])
    assert (found.spec, found.command) == ("user", tail)


@given(GIVEN, st.randoms(use_true_random=False))
def test_distinct_options_mean_the_same_in_any_order(
    given_options: list[tuple[Option, str, bool]], random: Random
) -> None:
    def line(entries: list[tuple[Option, str, bool]]) -> CommandLine:
        return options.parse([*(word for entry in entries for word in written(*entry)), "user", "cmd"])

    shuffled = list(given_options)
    random.shuffle(shuffled)
    assert line(shuffled) == line(given_options)


@given(GIVEN)
def test_every_option_given_can_be_read_back(given_options: list[tuple[Option, str, bool]]) -> None:
    found = options.parse([*(word for entry in given_options for word in written(*entry)), "user", "cmd"])
    expected = {
        option.name: True if option.argument is None else [argument] if option.repeatable else argument
        for option, argument, _ in given_options
    }
    assert found.values == expected


@given(st.sampled_from([option for option in ORDINARY if not option.repeatable]), ARGUMENTS, ARGUMENTS)
def test_an_option_that_is_not_repeatable_may_stand_once(option: Option, first: str, second: str) -> None:
    try:
        options.parse([*written(option, first, True), *written(option, second, False), "user", "cmd"])
    except DropexecError as error:
        assert str(error) == f"cannot use --{option.name} twice: it may be given only once"
    else:
        raise AssertionError(option)


@given(st.lists(BARE.filter(lambda text: "," not in text), min_size=1))
def test_a_list_is_split_at_commas_and_has_no_empty_element(words: list[str]) -> None:
    line = CommandLine(values={"groups": ",".join(words)}, spec="user", command=["cmd"])
    try:
        assert line.words("groups") == words
    except DropexecError:
        assert "" in words


def test_the_table_is_sound() -> None:
    names = [option.name for option in OPTIONS]
    assert len(names) == len(set(names))
    for option in OPTIONS:
        assert option.help
        assert option.help.isascii()
        assert option.argument is not None or not (option.optional or option.repeatable)
