"""USER[:GROUP] as gosu, su-exec, chroot and the rest write it."""

from __future__ import annotations

from dataclasses import dataclass

from dropexec.translate.word import Word


@dataclass(frozen=True)
class Spec:
    """A user, the groups that follow it, and the word itself where the launcher reads it alike."""

    user: Word
    groups: tuple[Word, ...] = ()
    word: Word | None = None

    @property
    def named(self) -> bool:
        """Whether a group is named, as far as the literal parts of the word tell."""
        return bool(self.groups) or ":" in self.user.text


def split(word: Word) -> Spec:
    """Split a user spec at its colons; one that holds an expansion stays whole.

    A ``:`` at the end names no group.
    """
    text = word.literal
    if text is None:
        return Spec(word, (), word)
    user, *groups = text.split(":")
    if groups == [""]:
        return Spec(Word.of(user))
    return Spec(Word.of(user), tuple(Word.of(group) for group in groups), word if len(groups) < 2 else None)
