from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dropexec.probe.errors import ProbeError
from dropexec.probe.template import FORMS, PLACES, Values, check, displayed, expand
from dropexec.probe.tools import TOOLS


def order(form: str = "exec", argv: tuple[str, ...] = ("/bin/echo", "a b", "c")) -> Values:
    return Values("nobody", 65534, 65533, "/bin/sh", form, argv, "/scratch")


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (["su", "{user}", "{argv}"], ["su", "nobody", "/bin/echo", "a b", "c"]),
        (
            ["x", "--as={uid}:{gid}", "{program}", "--", "{arguments}"],
            ["x", "--as=65534:65533", "/bin/echo", "--", "a b", "c"],
        ),
        (
            ["su", "-s", "{shell}", "-c", "{shell_command}"],
            ["su", "-s", "/bin/sh", "-c", "exec /bin/echo 'a b' c"],
        ),
        (["su", "{program}", "args: {arguments}"], ["su", "/bin/echo", "args: 'a b' c"]),
        (["su", "-c", "trap '' HUP; {argv}"], ["su", "-c", "trap '' HUP; /bin/echo 'a b' c"]),
        (["ssd", "{scratch}/pid", "{argv}"], ["ssd", "/scratch/pid", "/bin/echo", "a b", "c"]),
    ],
)
def test_places_are_filled(template: list[str], words: list[str]) -> None:
    assert expand(template, order()) == words


@pytest.mark.parametrize(
    ("form", "command"),
    [
        ("exec", "exec /bin/echo 'a b' c"),
        ("plain", "/bin/echo 'a b' c"),
        ("redirect", "/bin/echo 'a b' c >/scratch/output"),
    ],
)
def test_the_form_is_the_shells(form: str, command: str) -> None:
    assert order(form).shell_command == command
    assert form in FORMS


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=4
    )
)
def test_a_shell_reads_back_the_words_it_was_given(words: list[str]) -> None:
    assert shlex.split(order("plain", tuple(words)).shell_command) == words


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ([], "cannot probe an empty template"),
        (["su", "{user}"], "it does not say where the command goes"),
        (["su", "{arguments}"], "it does not say where the command goes"),
        (["su", "{name}", "{argv}"], r"\{name\} is not one of \{argv\}"),
        (["su", "{}", "{argv}"], r"\{\} is not one of"),
    ],
)
def test_a_template_that_cannot_work_is_refused(template: list[str], complaint: str) -> None:
    with pytest.raises(ProbeError, match=complaint):
        check(template)


@pytest.mark.parametrize("name", TOOLS)
def test_every_tool_of_the_table_has_a_template_that_works(name: str) -> None:
    template = ["/bin/tool", *TOOLS[name].arguments]
    check(template)
    words = expand(template, order())
    assert "{" not in "".join(words)
    assert "nobody" in words or "65534" in "".join(words)


def test_a_recording_shows_the_template_with_the_command_as_its_place() -> None:
    shown = displayed(
        ["su", "-s", "{shell}", "{user}", "-c", "{shell_command}", "{uid}"],
        user="nobody",
        shell="/bin/bash",
        form="redirect",
    )
    assert shown == ["su", "-s", "/bin/bash", "nobody", "-c", "{argv} >FILE", "{uid}"]


def test_every_place_can_be_filled() -> None:
    assert "{" not in "".join(expand([f"x{{{place}}}" for place in PLACES], order()))


def test_a_real_shell_takes_the_redirected_form(tmp_path: object) -> None:
    made = Values("u", 1, 1, "/bin/sh", "redirect", ("/bin/echo", "a b"), str(tmp_path))
    subprocess.run(["/bin/sh", "-c", made.shell_command], check=True)
    with open(f"{tmp_path}/output", encoding="utf-8") as file:
        assert file.read() == "a b\n"
