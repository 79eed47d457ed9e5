"""The tree that completions offer is read from click: a new subcommand is in it by itself."""

from __future__ import annotations

import click

from dropexec.ctl.completion.tree import Node, Parameter, tree


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def root() -> None:
    """Do this. And that."""


@root.command()
@click.option("--format", type=click.Choice(["text", "json"]), help="Of the findings. Default: text.")
@click.option("--fix", "-f", is_flag=True, help="Apply fixes.")
@click.option("--skip", multiple=True, help="A rule that is left out.")
@click.option("--cache", metavar="DIR", help="Where.")
@click.option("--user", help="Who.")
@click.option("--secret", hidden=True)
@click.argument("files", nargs=-1, type=click.Path())
def lint(**_: object) -> None:
    """Find what is wrong in service definitions.

    More about it.
    """


@root.command(hidden=True)
def debug() -> None:
    """Not for everybody."""


HELP = Parameter(("-h", "--help"), "Show this message and exit", None, (), False)


def test_the_tree_has_every_command_option_and_argument_that_is_not_hidden() -> None:
    options = (
        Parameter(("--format",), "Of the findings", "words", ("text", "json"), False),
        Parameter(("-f", "--fix"), "Apply fixes", None, (), False),
        Parameter(("--skip",), "A rule that is left out", "anything", (), True),
        Parameter(("--cache",), "Where", "directory", (), False),
        Parameter(("--user",), "Who", "user", (), False),
        HELP,
    )
    below = Node(
        ("lint",),
        "Find what is wrong in service definitions",
        options,
        (Parameter((), "FILES", "file", (), True),),
        (),
    )
    assert tree(root) == Node((), "Do this. And that", (HELP,), (), (below,))


def test_the_kinds_of_values_that_click_knows_as_text_are_found_by_name() -> None:
    nodes = {node.name: node for node in tree().all()}
    probe = {option.names[0]: option.takes for option in nodes["compat probe"].options if option.takes}
    assert probe == {
        "--tool": "words",
        "--scenario": "words",
        "--user": "user",
        "--shell": "shell",
        "--form": "words",
        "--attempts": "anything",
        "--record": "directory",
        "--svg": "directory",
    }
    commands = ("compat probe", "compat show", "explain")
    arguments = [[argument.takes for argument in nodes[name].arguments] for name in commands]
    assert arguments == [["command"], ["catalogue"], ["launcher"]]
