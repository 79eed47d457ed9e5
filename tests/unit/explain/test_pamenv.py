"""The files of pam_env(8)."""

from __future__ import annotations

from dropexec.explain.pamenv import names, parse


def test_variables_of_etc_environment() -> None:
    text = "# comment\n#A=1\nPATH=\"/a:/b\"\nexport B='x y'\n C = no\nD=\nE=v # why\nnonsense\n=x\nPATH=/c\n"
    assert parse(text) == {"PATH": "/c", "B": "x y", "D": "", "E": "v"}


def test_names_of_pam_environment_in_either_form() -> None:
    assert names("# no\nA DEFAULT=x OVERRIDE=y\nB=z\nA=again\n\n") == ["A", "B"]
