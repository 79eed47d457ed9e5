"""Tokens of the shell's grammar, each with its offset (POSIX.1-2017, Shell Command Language, 2.2 and 2.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=")
_OPERATORS = ("&&", "||", "|&", ";", "&", "|")
_REDIRECTION = re.compile(r"(?:[0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})?(?:<<-|<<<|<<|<>|<&|>>|>&|>\||<|>)|&>>|&>")
_KEYWORDS = frozenset(
    [
        "!",
        "[[",
        "{",
        "}",
        "case",
        "coproc",
        "do",
        "done",
        "elif",
        "else",
        "esac",
        "fi",
        "for",
        "function",
        "if",
        "in",
        "select",
        "then",
        "time",
        "until",
        "while",
    ]
)
_PARAMETER = re.compile(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])?")
_BRACES = re.compile(r"\{[^{}\s'\"\\$`]*(?:,|\.\.)[^{}\s'\"\\$`]*\}")  # bash, ksh, zsh
_PATTERN = frozenset("*?[")


class ObstacleError(ValueError):
    """Something that the reader cannot judge; the message names it."""


@dataclass(frozen=True)
class Assignment:
    """NAME=VALUE before a command; ``value`` is None where an expansion is part of it."""

    name: str
    value: str | None


@dataclass(frozen=True)
class Part:
    """A run of a word: what it says, or the source of an expansion (``opaque``); ``quoted``: in quotes.

    ``start`` is the offset of its first character in the string.
    """

    text: str
    start: int
    opaque: bool = False
    quoted: bool = False


@dataclass(frozen=True)
class Token:
    """A token of ``kind`` word, redirection (with its target), operator, newline (";") or end.

    ``raw`` is as it is written; ``value`` is what a word says without its quotes, None where an expansion is
    part of it; ``parts`` are its runs.
    """

    raw: str
    value: str | None
    kind: str
    start: int
    assignment: Assignment | None = None
    parts: tuple[Part, ...] = ()

    @property
    def end(self) -> int:
        """The offset after it."""
        return self.start + len(self.raw)


def is_keyword(token: Token) -> bool:
    """Return whether a word is a reserved one where a command may begin; quoted, none is."""
    return token.raw in _KEYWORDS


def tokens(text: str, holes: tuple[tuple[int, int], ...] = (), *, comments: bool = False) -> list[Token]:
    """Split a string into tokens; ``holes`` are parts that are not known, taken for parts of words.

    ``comments`` are skipped; without it one is an obstacle. Raises ObstacleError.
    """
    return _Lexer(text, holes, comments=comments).tokens()


class _Lexer:
    def __init__(self, text: str, holes: tuple[tuple[int, int], ...], *, comments: bool) -> None:
        self.text = text
        self.comments = comments
        self.holes = dict(holes)
        self.at = 0
        self.parts: list[Part] = []

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while self._skip_blanks():
            start = self.at
            if start not in self.holes and (token := self._operator()):
                if token.kind == "redirection":
                    self._target(token)
                    token = replace(token, raw=self.text[start : self.at])
                found.append(token)
                continue
            token = self._word()
            if self.text[self.at : self.at + 1] == "(":
                raise ObstacleError("it defines a function" if token.value else "it has a parenthesis")
            found.append(token)
        return found

    def _skip_blanks(self) -> bool:
        """Skip blanks and joined lines; return whether anything is left."""
        while self.at < len(self.text):
            if self.at not in self.holes and self.text[self.at] in " \t":
                self.at += 1
            elif self.text.startswith("\\\n", self.at):
                self.at += 2
            elif self.text[self.at] == "#" and self.at not in self.holes:
                if not self.comments:
                    raise ObstacleError("it has a comment")
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                return True
        return False

    def _operator(self) -> Token | None:
        start = self.at
        if match := _REDIRECTION.match(self.text, start):
            if "<<" in match[0] and "<<<" not in match[0]:
                raise ObstacleError("it has a here-document")
            if match[0] in "<>" and self.text.startswith("(", match.end()):
                raise ObstacleError("it has a process substitution")
            if match[0].startswith("&>"):
                raise ObstacleError("it has &>, a redirection for bash and a background command for sh")
            self.at = match.end()
            return Token(match[0], None, "redirection", start)
        if self.text[start] in "\r\n":
            self.at += 1
            return Token(";", None, "newline", start)
        if self.text[start] in "()":
            raise ObstacleError("it has a subshell or a parenthesis")
        if self.text.startswith(";;", start):
            raise ObstacleError("it has a ;; outside case")
        for operator in _OPERATORS:
            if self.text.startswith(operator, start):
                self.at += len(operator)
                return Token("|" if operator == "|&" else operator, None, "operator", start)
        return None

    def _target(self, redirection: Token) -> None:
        if not self._skip_blanks() or (self.at not in self.holes and self.text[self.at] in "\r\n;&|<>()"):
            raise ObstacleError(f"nothing follows {redirection.raw}")
        self._word()

    def _word(self) -> Token:
        start, self.parts = self.at, []
        match = None if start in self.holes else _NAME.match(self.text, start)
        if match and any(start <= hole < match.end() for hole in self.holes):
            match = None
        while self.at < len(self.text):
            character = self.text[self.at]
            if self.at in self.holes:
                self._hole(quoted=False)
            elif character in " \t\r\n;&|<>()":
                break
            else:
                self._part(character, start, match.end() if match else -1)
        raw = self.text[start : self.at]
        value = None if any(part.opaque for part in self.parts) else "".join(part.text for part in self.parts)
        assignment = None
        if match:
            assignment = Assignment(match[1], None if value is None or match[2] else value[len(match[0]) :])
        return Token(raw, value, "word", start, assignment, tuple(self.parts))

    def _hole(self, *, quoted: bool) -> None:
        end = self.holes[self.at]
        self.parts.append(Part(self.text[self.at : end], self.at, opaque=True, quoted=quoted))
        self.at = end

    def _part(self, character: str, start: int, after_equals: int) -> None:
        """Read a part of a word that no quote surrounds."""
        at = self.at
        if character == "'":
            self._single()
        elif character == '"':
            self._double()
        elif character == "\\":
            self.at += 2
            self.parts.append(Part(self.text[at + 1 : self.at].replace("\n", ""), at))
        elif character in "$`":
            self._expansion(quoted=False)
        elif match := _BRACES.match(self.text, at):
            self.at = match.end()
            self.parts.append(Part(match[0], at, opaque=True))
        else:
            self.at += 1
            after = at == after_equals or (after_equals > 0 and self.text[at - 1] == ":")
            tilde = character == "~" and (at == start or after)
            # [ alone is test(1)
            test = character == "[" and at == start and self.text[at + 1 : at + 2] in ("", " ", "\t")
            opaque = tilde or (character in _PATTERN and not test)
            self.parts.append(Part(character, at, opaque))

    def _single(self) -> None:
        start = self.at + 1
        self._skip_to("'", escapes=False)
        known = not any(start <= hole < self.at for hole in self.holes)
        self.parts.append(Part(self.text[start : self.at - 1], start, opaque=not known, quoted=True))

    def _double(self) -> None:
        self.at += 1
        while self.at < len(self.text):
            character = self.text[self.at]
            if self.at in self.holes:
                self._hole(quoted=True)
            elif character == '"':
                self.at += 1
                return
            elif character == "\\":
                following = self.text[self.at + 1 : self.at + 2]
                escaped = following in ("$", "`", '"', "\\", "\n")
                said = following.replace("\n", "") if escaped else "\\" + following
                self.parts.append(Part(said, self.at, quoted=True))
                self.at += 2
            elif character in "$`":
                self._expansion(quoted=True)
            else:
                self.parts.append(Part(character, self.at, quoted=True))
                self.at += 1
        raise ObstacleError("a quote is not closed")

    def _expansion(self, *, quoted: bool) -> None:
        """Read ``$NAME``, ``${...}``, ``$(...)``, ``$'...'`` or a command in backquotes."""
        start = self.at
        self._skip_expansion(quoted=quoted)
        text = self.text[start : self.at]
        self.parts.append(Part(text, start, opaque=text != "$", quoted=quoted))

    def _skip_expansion(self, *, quoted: bool) -> None:
        opening = self.text[self.at : self.at + 2]
        if opening[0] == "`":
            self._skip_to("`")
        elif opening in ("$(", "${"):
            self._skip_nested({"(": ")", "{": "}"}[opening[1]])
        elif opening == "$'" and not quoted:
            self.at += 1
            self._skip_to("'")
        else:
            match = _PARAMETER.match(self.text, self.at)
            self.at = match.end() if match else self.at + 1

    def _skip_to(self, closing: str, *, escapes: bool = True) -> None:
        self.at += 1
        while self.at < len(self.text) and (self.at in self.holes or self.text[self.at] != closing):
            escaped = escapes and self.text[self.at] == "\\"
            self.at = self.holes.get(self.at, self.at + (2 if escaped else 1))
        if self.at >= len(self.text):
            raise ObstacleError("a quote is not closed")
        self.at += 1

    def _skip_nested(self, closing: str) -> None:
        self.at += 2
        while self.at < len(self.text):
            character = self.text[self.at]
            if self.at in self.holes:
                self.at = self.holes[self.at]
            elif character == closing:
                self.at += 1
                return
            elif character == "'" and closing == ")":
                self._skip_to("'", escapes=False)
            elif character == '"':
                kept, self.parts = self.parts, []
                self._double()
                self.parts = kept
            elif character == "\\":
                self.at += 2
            elif character == "`" or self.text[self.at : self.at + 2] in ("$(", "${"):
                self._skip_expansion(quoted=False)
            elif character == "(" and closing == ")":
                self.at -= 1
                self._skip_nested(")")
            else:
                self.at += 1
        raise ObstacleError("a bracket is not closed")
