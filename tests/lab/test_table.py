from __future__ import annotations

import pytest

from tests.lab.table import table

CELLS = {
    ("redis", "su"): ("0 of 10 keys", "SIGKILL after 2.0 s"),
    ("redis", "dropexec"): ("10 of 10 keys", "no temp files left", "status 0 after 5.1 s"),
    ("jvm", "su"): ("not measured",),
    ("jvm", "dropexec"): ("hook finished",),
}

BESIDE = """\
        su                    dropexec
-----   -------------------   --------------------
redis   0 of 10 keys          10 of 10 keys
        SIGKILL after 2.0 s   no temp files left
                              status 0 after 5.1 s
-----   -------------------   --------------------
jvm     not measured          hook finished
"""

BELOW = """\
        su
-----   -------------------
redis   0 of 10 keys
        SIGKILL after 2.0 s
-----   -------------------
jvm     not measured

        dropexec
-----   --------------------
redis   10 of 10 keys
        no temp files left
        status 0 after 5.1 s
-----   --------------------
jvm     hook finished
"""


@pytest.mark.parametrize(("width", "expected"), [(120, BESIDE), (50, BESIDE), (49, BELOW), (1, BELOW)])
def test_columns_that_do_not_fit_go_into_a_block_below(width: int, expected: str) -> None:
    assert table(["redis", "jvm"], ["su", "dropexec"], CELLS, width) == expected
