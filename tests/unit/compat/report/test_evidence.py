"""Equal claims of several release stretches, and how those are named in few words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dropexec.compat.load import load
from dropexec.compat.report.evidence import shared_claims

if TYPE_CHECKING:
    from tests.unit.compat.conftest import Written

NEW = "implementations/newsu.toml"
ONE, TWO, PATCHED = ">=1.0,<2.0", ">=2.0", ">=1.0,<2.0 (patched)"


@pytest.mark.parametrize(
    ("releases", "rest", "versions"),
    [
        (["2"], ["1", "1-patched"], [ONE, TWO, PATCHED]),
        (["1", "2"], ["1-patched"], [f"all but {PATCHED}", PATCHED]),
        (["1", "2", "1-patched"], [], ["all"]),
    ],
)
def test_stretches_are_named_by_the_others_where_those_are_fewer(
    written: Written, releases: list[str], rest: list[str], versions: list[str]
) -> None:
    """``releases`` have one answer, and each of ``rest`` has a remark of its own."""
    groups = [releases, *([one] for one in rest)]
    claims = ", ".join(
        f'{{ releases = {json.dumps(group)}, none = true, evidence = "source", source = "main", '
        f'note = "{" ".join(group)}" }}'
        for group in groups
    )
    file = written.directory / NEW
    head, _, _ = file.read_text(encoding="utf-8").partition("escalation = [")
    head = head.replace('patch = "example/newsu@v1:fix.patch"\n', "")
    file.write_text(f"{head}escalation = [{claims}]\n", encoding="utf-8")
    newsu = load(written.directory, written.recordings).implementations["newsu"]
    found = [one.versions for one in shared_claims(newsu) if one.behaviour == "escalation"]
    assert sorted(found) == sorted(versions)
