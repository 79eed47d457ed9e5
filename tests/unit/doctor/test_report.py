"""A run of checks, what it comes to, and how it is printed."""

from __future__ import annotations

import json

import pytest

from dropexec.doctor.check import Check, Finding, Result, conclude
from dropexec.doctor.errors import CannotLookError
from dropexec.doctor.host import Host
from dropexec.doctor.report import NOT_RUNNING, STATUSES, Report, examine, page
from tests.unit.doctor.tree import Tree


def check(name: str, *findings: Finding, running: bool = False) -> Check:
    return Check(name, f"{name} is wrong.", running, lambda _: conclude(findings, f"{name} is well"))


def raising(error: Exception) -> Check:
    def look(_: Host) -> Result:
        raise error

    return Check("raising", "It raises.", running=False, look=look)


WELL = check("well")
BAD = check("bad", Finding("warn", "a little"), Finding("fail", "much", {"fault": "x"}))
WARNS = check("warns", Finding("warn", "a little"))
BLIND = raising(CannotLookError("it is dark"))
RUNNING = check("running", running=True)


def report(tree: Tree, *checks: Check, running: bool = True) -> Report:
    results = examine(checks, tree.host(running=running))
    return Report("made-up", "2026-11-26T02:35:00Z", "0.1.0", results)


def test_the_worst_finding_is_the_message_and_all_of_them_are_in_the_details(tree: Tree) -> None:
    assert report(tree, WELL, BAD).to_json() == {
        "format": "dropexec-doctor/1",
        "host": "made-up",
        "time": "2026-11-26T02:35:00Z",
        "version": "0.1.0",
        "checks": [
            {"name": "well", "status": "pass", "message": "well is well", "details": {"findings": []}},
            {
                "name": "bad",
                "status": "fail",
                "message": "much (and 1 more)",
                "details": {
                    "findings": [
                        {"status": "fail", "message": "much", "fault": "x"},
                        {"status": "warn", "message": "a little"},
                    ]
                },
            },
        ],
    }


@pytest.mark.parametrize(
    ("checks", "status"),
    [((WELL,), 0), ((WELL, WARNS), 0), ((WELL, BAD), 1), ((BLIND, WARNS), 2), ((BLIND, BAD), 1), ((), 0)],
)
def test_the_exit_status_is_1_for_a_fail_and_2_where_one_could_not_look(
    tree: Tree, checks: tuple[Check, ...], status: int
) -> None:
    assert report(tree, *checks).status(named=False) == status
    assert status in STATUSES


@pytest.mark.parametrize(("named", "status"), [(False, 0), (True, 2)])
def test_a_check_of_a_running_system_is_unknown_elsewhere_and_counts_where_it_was_asked_for(
    tree: Tree, named: bool, status: int
) -> None:
    made = report(tree, RUNNING, WELL, running=False)
    [(_, first), (_, second)] = made.results
    assert (first, second.status) == (Result("unknown", NOT_RUNNING, {"findings": []}), "pass")
    assert NOT_RUNNING == "not a running system"
    assert made.status(named=named) == status


def test_a_file_that_cannot_be_read_makes_a_check_unknown_and_the_others_go_on(tree: Tree) -> None:
    made = report(tree, raising(PermissionError(13, "Permission denied", "/run/x")), WELL)
    assert [result.status for _, result in made.results] == ["unknown", "pass"]
    assert made.results[0][1].message == "cannot read /run/x: Permission denied; run this as root"


def test_a_defect_of_one_check_is_one_line_and_the_others_go_on(tree: Tree) -> None:
    made = report(tree, raising(RuntimeError("Traceback:\n  File x\nValueError: 7")), WELL)
    assert [(result.status, result.message) for _, result in made.results] == [
        ("unknown", "internal error: RuntimeError: ValueError: 7"),
        ("pass", "well is well"),
    ]


def test_the_page_keeps_to_its_width_and_lists_every_finding(tree: Tree) -> None:
    long = check("long", Finding("fail", "word " * 30), Finding("warn", "another"))
    assert page(report(tree, WELL, long), 80, lambda _, text: text) == (
        "pass    well               well is well\n"
        "fail    long               word word word word word word word word word word\n"
        "                           word word word word word word word word word word\n"
        "                           word word word word word word word word word word\n"
        "                           another\n"
        "\n"
        "made-up: 1 fail, 1 pass\n"
    )


def test_a_hosts_name_moves_no_cursor(tree: Tree) -> None:
    made = Report("a\x1b]0;x\udcff", "", "0.1.0", examine([WELL], tree.host()))
    assert page(made, 80, lambda _, text: text).endswith("\n\na\\x1b]0;x\\xff: 1 pass\n")


def test_json_is_unicode_whatever_bytes_the_host_has(tree: Tree) -> None:
    about = {"path": "/run/\udcff\x1b.pid", "files": ["\udc80", 7, None], "rules": {"\udcfe": 1.5}}
    made = Report(
        "\udcff", "", "0.1.0", examine([check("x", Finding("warn", "\udcff\n", about))], tree.host())
    )
    text = json.dumps(made.to_json(), ensure_ascii=False).encode()
    assert (made.to_json()["host"], json.loads(text)) == ("\\xff", made.to_json())
    assert made.to_json()["checks"][0]["details"]["findings"] == [
        {
            "status": "warn",
            "message": "\\xff\\n",
            "path": "/run/\\xff\x1b.pid",
            "files": ["\\x80", 7, None],
            "rules": {"\\xfe": 1.5},
        }
    ]
