"""What the Markdown pages point at exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.native.toolchain import ROOT

_LINK = re.compile(r"\]\(([^)\s]+)\)")


def pages() -> list[Path]:
    """Return the pages that are tracked, but for those that are a test's material."""
    if (
        not (ROOT / ".git").exists() or shutil.which("git") is None
    ):  # without git, only the pages at the top: below may lie environments
        return sorted(ROOT.glob("*.md"))
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "-C", ROOT, "ls-files", "-z", "*.md", ":!*/corpus/*"],
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_every_relative_link_leads_to_a_file_and_every_fragment_to_a_heading() -> None:
    broken = []
    for page in pages():
        for target in _LINK.findall(page.read_text(encoding="utf-8")):
            if "://" in target or target.startswith("mailto:"):
                continue
            name, _, fragment = target.partition("#")
            file = page.parent / name if name else page
            if not file.exists() or (fragment and fragment not in anchors(file)):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Return what a fragment may be: each heading, as GitHub writes it."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
