"""The speed of the native launcher as README.md beside this file has it: a table, and a plot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).with_name("README.md")
PLOT = Path(__file__).with_name("speed.svg")
BEGIN, END = "<!-- speed: made by tests/bench/native.py --readme -->\n", "<!-- /speed -->\n"
OURS = "dropexec"
"""How the names of this project's rows begin."""


@dataclass(frozen=True)
class Row:
    """A launcher's own cost over the static launcher's, and its peak memory over the target's own in KiB."""

    own: float
    memory: int


@dataclass(frozen=True)
class Place:
    """The static launcher's own cost where there is more of something.

    Over its plain one, over the least program's in the same place, and the cheapest peer's there over it.
    """

    over_plain: float
    over_least: float
    next_best: float


def table(rows: Mapping[str, Row]) -> str:
    """Return the rows as a Markdown table, the cheapest first."""
    text = "| launcher | own cost, static `dropexec` = 1 | peak memory over the target's |\n|---|--:|--:|\n"
    for name, row in sorted(rows.items(), key=lambda pair: pair[1].own):
        shown = f"**{name}**" if name.startswith(OURS) else name
        text += f"| {shown} | {row.own:.2f} | {row.memory} KiB |\n"
    return text


def places_table(places: Mapping[str, Place]) -> str:
    """Return the places as a Markdown table, in their order."""
    text = (
        "| static `dropexec` with | own cost over the plain one | over the same calls | next best over it |\n"
    )
    text += "|---|--:|--:|--:|\n"
    for name, place in places.items():
        text += f"| {name} | {place.over_plain:.1f} | {place.over_least:.1f} | {place.next_best:.1f} |\n"
    return text


def rows_in(page: str) -> dict[str, Row]:
    """Return the rows of the table in a page's text; raise ValueError where it has none."""
    begin, end = page.index(BEGIN), page.index(END)
    found = re.findall(r"^\| \**([^*|]+?)\** \| ([\d.]+) \| (\d+) KiB \|$", page[begin:end], re.MULTILINE)
    return {name: Row(float(own), int(memory)) for name, own, memory in found}


def write(rows: Mapping[str, Row], places: Mapping[str, Place]) -> None:
    """Put the tables into README.md between its two comments, and write the plot; needs matplotlib."""
    page = README.read_text(encoding="utf-8")
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    link = f"\n![The same as bars]({PLOT.relative_to(README.parent)})\n"
    made = f"{table(rows)}{link}\n{places_table(places)}"
    page = page[:begin] + made + page[end:]
    README.write_text(page, encoding="utf-8")
    plot(rows_in(page))  # as the table has them, rounded


def plot(rows: Mapping[str, Row]) -> None:
    """Write the bars; the same rows give the same bytes with the same matplotlib."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": OURS, "svg.fonttype": "none", "font.family": "sans-serif"})
    from matplotlib import pyplot as plt

    names = sorted(rows, key=lambda name: rows[name].own, reverse=True)
    figure, axes = plt.subplots(figsize=(8, 0.32 * len(names) + 0.8))
    colours = ["#1a7f37" if name.startswith(OURS) else "#8c959f" for name in names]
    bars = axes.barh(names, [rows[name].own for name in names], color=colours)
    axes.bar_label(bars, fmt="%.1f", padding=3)
    axes.set_xlabel("own cost of a start, static dropexec = 1; less is better")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.08)
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None, "Creator": None})
    plt.close(figure)
