"""Which format a file is of, by its name and its first bytes."""

from __future__ import annotations

import enum
import re

from dropexec.lint.documents import (
    ansible,
    compose,
    crontab,
    kubernetes,
    monit,
    script,
    supervisord,
    template,
    upstart,
)
from dropexec.machine.units import is_unit, unit_of_drop_in


class Kind(enum.Enum):
    """The formats that are read."""

    UNIT = "systemd unit"
    DROP_IN = "systemd drop-in"
    UPSTART = "Upstart job"
    DOCKERFILE = "Dockerfile"
    SHELL = "shell script"
    SUPERVISORD = "supervisord configuration"
    CRONTAB = "crontab"
    PROCFILE = "Procfile"
    MONIT = "monit control file"
    COMPOSE = "Compose file"
    KUBERNETES = "Kubernetes manifest"
    ANSIBLE = "Ansible task file"
    MARKDOWN = "Markdown"


_CONTAINER = re.compile(r"(?:.*\.)?(?:Docker|Container)file(?:\..*)?\Z", re.IGNORECASE)
_CONFIGURATION = (".conf", ".override", ".ini")
_PROCFILE = re.compile(r"(?:.*\.)?Procfile(?:\..*)?\Z")
_UNNAMED = re.compile(r"cron|monit")
_MARKDOWN = (".md", ".markdown")
_YAML = (".yml", ".yaml")
_SECTION = re.compile(r"^\s*\[(?:Unit|Service)\]", re.MULTILINE)


def by_name(path: str) -> Kind | None:
    """Return the format that a name promises; a file of such a name that cannot be read is reported."""
    path = template.name_of(path) or path
    base = path[path.rfind("/") + 1 :]
    if is_unit(base):
        return Kind.UNIT
    if unit_of_drop_in(path) is not None:
        return Kind.DROP_IN
    if _CONTAINER.match(base):
        return Kind.DOCKERFILE
    if _PROCFILE.match(base):
        return Kind.PROCFILE
    return Kind.SHELL if base.endswith(".sh") else None


def may_be(path: str, data: bytes) -> bool:
    """Return whether a file is worth a look for its format, by its name and its first bytes."""
    begins = data.startswith((b"#!", b"\xef\xbb\xbf"))
    return (
        begins
        or _UNNAMED.search(path) is not None
        or path.endswith((*_CONFIGURATION, *_YAML, *_MARKDOWN, *template.SUFFIXES))
        or by_name(path) is not None
    )


def kind_of(path: str, text: str) -> Kind | None:
    """Return the format of a file, None for one that is not read here."""
    made = template.name_of(path)
    if made is not None:
        return kind_of(made, template.covered(text))
    named = by_name(path)
    if named is Kind.SHELL and text.startswith("#!") and not script.is_shell(text):
        return None  # execline, zsh, a Python script: another grammar
    if named is not None:
        return named
    if script.is_shell(text):
        return Kind.SHELL
    if path.endswith(_YAML):
        return _of_yaml(text)
    if path.endswith(_MARKDOWN):
        return Kind.MARKDOWN
    if crontab.recognises(path, text):
        return Kind.CRONTAB
    if ("monit" in path or path.endswith(_CONFIGURATION)) and monit.recognises(text):
        return Kind.MONIT
    if path.endswith(_CONFIGURATION):
        if _SECTION.search(text):
            return Kind.DROP_IN
        if supervisord.recognises(text):
            return Kind.SUPERVISORD
        if upstart.recognises(text):
            return Kind.UPSTART
    return None


def _of_yaml(text: str) -> Kind | None:
    if compose.recognises(text):
        return Kind.COMPOSE
    if kubernetes.recognises(text):
        return Kind.KUBERNETES
    return Kind.ANSIBLE if ansible.recognises(text) else None
