"""``dropexecctl man``: the manual where there is no man(1), in a container or a virtual environment."""

from __future__ import annotations

import gzip
import site
import sys
from pathlib import Path

import click

from dropexec.ctl import mdoc

_SOURCES = Path(__file__).resolve().parents[2]


def places() -> list[Path]:
    """Return where pages may lie: the sources, the prefix of this installation, the system."""
    prefixes = [sys.prefix, site.getuserbase(), "/usr/local", "/usr"]
    return [_SOURCES / "man", *(Path(prefix, "share/man") for prefix in prefixes)]


def pages() -> dict[str, Path]:
    """Return every page of this project by its name, such as ``dropexec.1``; the first place wins."""
    found: dict[str, Path] = {}
    for place in places():
        for directory in (place, place / "man1", place / "man7"):
            for path in sorted(directory.glob("dropexec*.[17]*")):
                found.setdefault(path.name.removesuffix(".gz"), path)
    return found


def page(name: str, known: dict[str, Path]) -> Path | None:
    """Return the page that a person means by ``dropexec``, ``dropexec(1)``, ``lint`` or ``guide``."""
    bare = name.replace("(", ".").rstrip(")")
    for candidate in (bare, f"dropexecctl-{bare}", f"dropexec-{bare}"):
        for number in ("", ".1", ".7"):
            if candidate + number in known:
                return known[candidate + number]
    return None


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", metavar="[PAGE]", default="dropexecctl")
def command(name: str) -> None:
    """Show a manual page, without man(1): a name such as dropexec, lint, watch or compat.

    \b
      dropexecctl man lint
    """  # noqa: D301  click's own mark for text that is not to be wrapped is a backspace
    known = pages()
    found = page(name, known)
    if found is None:
        names = ", ".join(known) or "none are installed"
        raise click.UsageError(f"there is no page {name}; the pages are: {names}")
    data = gzip.decompress(found.read_bytes()) if found.suffix == ".gz" else found.read_bytes()
    text = "\n".join(mdoc.render(data.decode("utf-8")))
    if sys.stdout.isatty():
        click.echo_via_pager(text)
    else:
        click.echo(text)
