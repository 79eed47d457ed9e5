"""What is written more than once is written the same."""

from __future__ import annotations

import pytest

from tests.lab.containers.context import EXAMPLES
from tests.lab.containers.recipe import recipes
from tests.lab.supervised import account


def test_the_documented_recipes_are_these() -> None:
    assert sorted(recipes()) == ["image", "released", "source"]


@pytest.mark.parametrize("name", ["Dockerfile", "scratch/Dockerfile"])
def test_an_example_gets_the_launcher_as_documented(name: str) -> None:
    stage, final, _ = recipes()["released"].partition("\n\n")
    assert final
    assert f"\n\n{stage}\n\nFROM " in (EXAMPLES / name).read_text(encoding="utf-8")


def test_the_example_verifies_the_launcher_as_documented() -> None:
    assert recipes()["released"] in (EXAMPLES / "Dockerfile").read_text(encoding="utf-8")


def test_the_accounts_of_the_empty_image_are_those_of_the_examples() -> None:
    user, group = ((EXAMPLES / "scratch" / name).read_text(encoding="utf-8") for name in ("passwd", "group"))
    assert user.split(":")[:4] == [account.NAME, "x", str(account.UID), str(account.GID)]
    assert group == account.ENTRIES["group"]
