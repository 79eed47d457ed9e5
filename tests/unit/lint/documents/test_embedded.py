"""Templates, playbooks, Procfiles, monit, here-documents, Markdown: found at their place, or left alone."""

from __future__ import annotations

import pytest

from dropexec.lint.documents import kinds, template
from tests.unit.lint.conftest import Lint, rules

UNIT = '[Service]\nExecStart=/bin/su orchid -c "exec /opt/a"\n'


def places(lint: Lint, name: str, text: str) -> list[tuple[str, int, int, str]]:
    found = lint(name, text).remains.findings
    at = [(item.rule, item.source.position(item.start), item.fix.kind) for item in found]
    return [(rule, where.line, where.column, kind) for rule, where, kind in at]


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        ("install.sh", f"#!/bin/sh\ncat >a.service <<EOF\n{UNIT}EOF\n", 4, 11),
        ("install.sh", "#!/bin/sh\ncat >a <<-'E'\n\t#!/bin/sh\n\texec su orchid -c 'exec a'\n\tE\n", 4, 7),
        ("README.md", f"Text\n\n```ini\n{UNIT}```\n", 5, 11),
        ("README.md", f"~~~\n{UNIT}~~~\n", 3, 11),
        (
            "tasks.yml",
            "- copy:\n    content: |\n" + "".join(f"      {line}\n" for line in UNIT.splitlines()),
            4,
            17,
        ),
    ],
)
def test_what_stands_inside_another_file_is_found_and_not_mended(
    lint: Lint, name: str, text: str, line: int, column: int
) -> None:
    assert places(lint, name, text) == [("su-in-exec", line, column, "none")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "```sh\nsudo -u postgres psql\nsu - orchid\n```\nUse `su -c x` then.\n"),
        ("install.sh", "#!/bin/sh\ncat <<EOF\nsu orchid -c x\nEOF\n"),
        ("tasks.yml", "- shell: su - orchid -c 'make install'\n- command: sudo -u orchid make\n"),
        ("ci.yml", "jobs:\n  a:\n    steps:\n      - run: sudo -u orchid make\n"),
        ("Procfile", "release: su orchid -c 'make migrate'\n"),
        ("monitrc", 'check process a with pidfile /a\n  start program = "/etc/init.d/a start"\n'),
        ("a.txt.j2", "su {{ x }} -c y\n"),
    ],
)
def test_what_is_no_service_is_passed_over(lint: Lint, name: str, text: str) -> None:
    result = lint(name, text)
    assert (rules(result), result.remains.unreadable) == ([], ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.service.j2", UNIT),
        ("a.service.erb", f"<% if @su -%>\n{UNIT}<% else -%>\nUser=orchid\n<% end -%>\n"),
        ("Dockerfile.j2", 'FROM {{ image }}\nCMD ["su", "-s", "/bin/sh", "orchid", "-c", "exec a"]\n'),
        ("docker-compose.yml.j2", "services:\n  a:\n    command: su -s /bin/bash orchid -c 'exec a'\n"),
    ],
)
def test_a_template_is_read_as_what_it_makes(lint: Lint, name: str, text: str) -> None:
    [found] = lint(name, text).remains.findings
    assert (found.rule, found.fix.kind) == ("su-in-exec", "safe")


def test_each_branch_of_a_template_is_read_by_itself(lint: Lint) -> None:
    text = (
        '[Service]\n{% if a %}\nExecStart=/bin/su orchid -c "exec /opt/a"\n{% elif b %}\nUser=orchid\n'
        'ExecStart=/opt/a\n{% else %}\nExecStart=/bin/su heath -c "exec /opt/a"\n{% endif %}\n'
    )
    assert [(item[0], item[1]) for item in places(lint, "a.service.j2", text)] == [
        ("su-in-exec", 3),
        ("su-in-exec", 8),
    ]


def test_a_mark_in_the_way_is_the_reason_for_no_fix(lint: Lint) -> None:
    [found] = lint("a.service.j2", '[Service]\nExecStart=/bin/su {{ u }} -c "exec /opt/a"\n').remains.findings
    assert (found.fix.kind, found.fix.why) == (
        "none",
        "a mark of the template stands in it; mend it in the template",
    )


@pytest.mark.parametrize(
    "text", ["{{ a }}", "a {% if x %} b {# c\nd #} <%= e %>", "{{ unclosed", "é{{ é }}é", ""]
)
def test_covering_keeps_every_place(text: str) -> None:
    covered = template.covered(text)
    assert len(covered) == len(text)
    assert [index for index, char in enumerate(covered) if char == "\n"] == [
        index for index, char in enumerate(text) if char == "\n"
    ]


def test_a_procfile_runs_what_stands_there(lint: Lint) -> None:
    text = "web: exec su orchid -c 'exec bin/web'\n"
    result = lint("Procfile", text, mends=True)
    assert result.after.data == b"web: exec dropexec -E orchid bin/web\n"


def test_monit_has_as_uid(lint: Lint) -> None:
    text = "check process a with pidfile /a\n  start program = \"/bin/su orchid -c '/opt/a start'\"\n"
    [found] = lint("/etc/monit/conf.d/a", text, only=("user-directive",)).remains.findings
    assert found.message == "as uid orchid says the same as su in start program"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Procfile", "Procfile"),
        ("Procfile.dev", "Procfile"),
        ("app.Procfile", "Procfile"),
        ("Procfiles", None),
    ],
)
def test_a_procfile_has_its_name(name: str, kind: str | None) -> None:
    found = kinds.kind_of(name, "web: a\n")
    assert (found.value if found is not None else None) == kind
