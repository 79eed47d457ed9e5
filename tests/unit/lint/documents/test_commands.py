"""What the readers make of lines that are easily taken for something else."""

from __future__ import annotations

import pytest

from tests.unit.lint.conftest import Lint, rules
from tests.unit.lint.texts import image, init, script, unit


def fixed(lint: Lint, name: str, text: str) -> str:
    return lint(name, text, mends=True).after.data.decode()


@pytest.mark.parametrize(
    ("line", "new"),
    [
        (
            "-@/bin/su orchid-service - orchid -c 'exec /opt/serve'",
            "-/usr/bin/dropexec --chdir=~ --argv0=-bash orchid /bin/bash -c 'exec /opt/serve'",
        ),
        ("@/bin/su service orchid -c 'exec /opt/serve'", "/usr/bin/dropexec -E orchid /opt/serve"),
    ],
)
def test_the_at_sign_and_its_word_go_with_su(lint: Lint, line: str, new: str) -> None:
    assert fixed(lint, "x.service", unit(f"ExecStart={line}")) == unit(f"ExecStart={new}")


def test_a_tool_in_a_variable_is_reported_and_not_edited(lint: Lint) -> None:
    text = script("SU=/bin/su", "exec $SU orchid -c 'exec serve'")
    result = lint("a.sh", text, mends=True)
    [finding] = result.remains.findings
    assert (finding.rule, finding.fix.kind) == ("su-in-exec", "none")
    assert finding.fix.why == "the tool stands in a variable, which may be another one elsewhere"
    assert result.after.data.decode() == text


def test_exec_with_options_is_reported_and_not_edited(lint: Lint) -> None:
    text = "#!/bin/bash\nexec -a orchid su orchid -c 'exec serve'\n"
    result = lint("a.sh", text, mends=True)
    assert rules(result) == ["su-in-exec"]
    assert result.after.data.decode() == text


LOGIN = "- orchid -c 'exec serve'"
PLAIN = "orchid -c 'exec serve'"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("command=/bin/su", f'command_args="{PLAIN}"', "supervisor=supervise-daemon"), ["su-in-exec"]),
        (
            ("command=/bin/su", f'command_args="{LOGIN}"', "command_background=yes", "pidfile=/run/x"),
            ["pid-of-su", "su-in-exec", "su-login"],
        ),
        (("command=/opt/serve", 'command_args="--su"', "supervisor=supervise-daemon"), []),
        (("command=/bin/su", f'command_args="{PLAIN}"', "supervisor=s6", "start() { serve; }"), []),
    ],
)
def test_openrcs_variables_are_one_command_that_is_never_edited(
    lint: Lint, lines: tuple[str, ...], found: list[str]
) -> None:
    text = "".join(f"{line}\n" for line in ("#!/sbin/openrc-run", *lines))
    result = lint("x.initd", text, mends=True)
    assert rules(result) == found
    assert result.after.data.decode() == text


def test_the_last_stage_of_a_dockerfile_does_not_inherit_another_stages_user(lint: Lint) -> None:
    second = ("FROM debian:12", 'CMD ["su", "orchid", "-c", "exec /s"]')
    text = image("USER orchid", 'CMD ["sudo", "serve"]', *second)
    assert rules(lint("Dockerfile", text)) == ["su-in-exec", "sudo-escalates"]


def test_an_escape_directive_is_obeyed(lint: Lint) -> None:
    text = "# escape=`\nFROM debian:12\nCMD exec su orchid `\n  -c 'exec /opt/serve'\n"
    assert fixed(lint, "Dockerfile", text) == (
        "# escape=`\nFROM debian:12\nCMD exec dropexec -E orchid `\n  /opt/serve\n"
    )


def test_a_here_document_is_no_command(lint: Lint) -> None:
    text = init("start() {", "cat > /etc/x <<EOF", "exec su orchid -c serve", "EOF", "}")
    assert rules(lint("x.init", text)) == []


def test_the_builders_variables_keep_a_here_document_from_being_edited(lint: Lint) -> None:
    text = image("COPY <<EOF /entry.sh", "#!/bin/sh", 'exec su orchid -c "exec serve $X"', "EOF")
    [finding] = lint("Dockerfile", text).remains.findings
    assert (finding.fix.kind, finding.fix.why) == ("none", "the builder expands variables in it first")


STRING = 'ENTRYPOINT ["su", "orchid", "-s", "/bin/bash", "-c", "/opt/serve"]\n'


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        (f'FROM debian:12\n{STRING}CMD ["-v"]\n', "none"),
        (f"FROM debian:12\nCMD -v\n{STRING}", "none"),
        (f"FROM debian:12\n{STRING}CMD []\n", "safe"),
        (f"FROM debian:12\n{STRING}", "safe"),
        (f"FROM debian:12\nCMD x\nFROM debian:12\n{STRING}FROM debian:12\nCMD x\n", "safe"),
        ('FROM debian:12\nENTRYPOINT ["runuser", "-u", "orchid", "--", "/opt/serve"]\nCMD ["-v"]\n', "safe"),
    ],
)
def test_words_of_cmd_would_become_arguments_of_what_a_string_runs(lint: Lint, text: str, fix: str) -> None:
    found = lint("Dockerfile", text, more=("user-directive",)).remains.findings
    assert {finding.fix.kind for finding in found if finding.rule.endswith("-in-exec")} == {fix}
    assert ("user-directive" in rules(lint("Dockerfile", text, more=("user-directive",)))) == (fix == "safe")
