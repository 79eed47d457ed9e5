"""The variables that pam_env(8) takes from /etc/environment and ~/.pam_environment."""

from __future__ import annotations


def parse(text: str) -> dict[str, str]:
    """Return the variables of /etc/environment, without ``export`` and one pair of quotes."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        assignment = line.strip()
        if assignment.startswith("export "):
            assignment = assignment[len("export ") :].lstrip()
        name, equals, value = assignment.partition("=")
        if not equals or not name or not all(letter.isalnum() or letter == "_" for letter in name):
            continue
        value = value.partition("#")[0].strip() if value[:1] not in "'\"" else value
        if value[:1] in ("'", '"'):
            value = value[1:]
            value = value[:-1] if value[-1:] in ("'", '"') else value
        found[name] = value
    return found


def names(text: str) -> list[str]:
    """Return the names that ~/.pam_environment sets, in either of its forms (pam_env.conf(5))."""
    found = []
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if words:
            name = words[0].partition("=")[0]
            if name and name not in found:
                found.append(name)
    return found
