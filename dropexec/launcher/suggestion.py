"""Name what the user may have meant; imported only when something was not found."""

from dropexec.launcher import textfile
from dropexec.launcher.text import decoded, encoded


def names_in(path: str) -> "list[str]":
    """Return the first field of each line of a passwd- or group-like file that has two.

    Only of the local file: enumerating a directory service from an error path could take minutes. Raises
    DropexecError where the file cannot be read.
    """
    lines = [line.partition(b"\0")[0] for line in (textfile.read(path) or b"").split(b"\n")]
    names = [decoded(line.lstrip(b" \t\v\f\r").split(b":", 1)[0]) for line in lines if b":" in line]
    return [name for name in names if name and name[0] not in "+-#"]


def did_you_mean(word: str, candidates: "list[str]") -> str:
    """Return ``; did you mean "NAME"?`` for the nearest candidate, or an empty text when none is close.

    Close: at most one edit for every three bytes of the word, and never more than two. Of equally near
    candidates the first one wins.
    """
    from dropexec.launcher.errors import quoted

    wanted = encoded(word)
    limit = min(2, max(1, len(wanted) // 3))
    best = None
    for candidate in candidates:
        distance = _distance(wanted, encoded(candidate), limit)
        if distance <= limit and distance < len(wanted):
            best, limit = candidate, distance - 1
    return "" if best is None else f"; did you mean {quoted(best)}?"


def _distance(left: bytes, right: bytes, limit: int) -> int:
    """Return the distance in optimal string alignment: insert, delete, substitute, swap neighbours.

    Any number above the limit stands for every distance above it.
    """
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, previous, row = row, before, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
