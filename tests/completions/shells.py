"""The shells, each started as a person has it, with the keys that tell the tests what completion did."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.completions.terminal import Terminal

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging" / "completions"

# Ctrl-X Ctrl-A: tell the line and empty it. Ctrl-X Ctrl-B: put all candidates in the line, or tell them.
TELL = "\x18\x01"
ALL = "\x18\x02"

_BASH = r"""
PS1='$ '
HISTFILE=
bind 'set bell-style none'
tell() { printf '%s\0' "$READLINE_LINE" >FIFO; READLINE_LINE=; }
bind -x '"\C-x\C-a": tell'
bind '"\C-x\C-b": insert-completions'
LOAD
printf 'ready\0' >FIFO
"""

_ZSH = r"""
PS1='$ '
autoload -Uz compinit
LOAD
tell() { print -rn -- "$BUFFER"$'\0' >FIFO; BUFFER= }
zle -N tell
bindkey '^X^A' tell
all-matches() { _main_complete; compstate[insert]=all }
zle -C all-matches complete-word all-matches
bindkey '^X^B' all-matches
unsetopt auto_list beep
zle-line-init() { print -rn -- "ready"$'\0' >FIFO; zle -D zle-line-init }
zle -N zle-line-init
"""

_FISH = r"""
function fish_prompt; echo '$ '; end
function fish_greeting; end
function tell; printf '%s\0' (commandline | string collect) >FIFO; commandline ''; end
function tell_all; printf '%s\0' (complete -C (commandline) | string collect) >FIFO; commandline ''; end
bind \cx\ca tell
bind \cx\cb tell_all
function ready --on-event fish_prompt; functions -e ready; printf 'ready\0' >FIFO; end
LOAD
"""


@dataclass(frozen=True)
class Shell:
    """How a shell is started, and what it reads first: ``LOAD`` stands for how the scripts are loaded."""

    name: str
    executable: str
    arguments: tuple[str, ...]
    file: str
    start: str
    load: str
    needs: str | None = None

    def open(self, directory: Path) -> Session:
        """Start it in ``directory``, which becomes its home; skip where it is not installed."""
        executable = shutil.which(self.executable)
        if executable is None:
            pytest.skip(f"{self.executable} is not installed")
        if self.needs is not None and not Path(self.needs).exists():
            pytest.skip(f"{self.needs} is not installed")
        fifo = directory / "answers"
        text = self.start.replace("LOAD", self.load.replace("SCRIPTS", str(SCRIPTS)))
        file = directory / self.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("FIFO", str(fifo)), encoding="utf-8")
        environment = {
            "HOME": str(directory),
            "LANG": "C.UTF-8",
            "PATH": f"{directory}/bin:/usr/bin:/bin",
            "TERM": "xterm",
            "XDG_CONFIG_HOME": str(directory / ".config"),
            "XDG_DATA_HOME": str(directory / ".local"),
        }
        argv = [executable, *(argument.replace("FILE", str(file)) for argument in self.arguments)]
        terminal = Terminal(argv, environment, directory, fifo)
        return Session(self, terminal)


@dataclass(frozen=True)
class Session:
    """A shell that is ready to be typed at."""

    shell: Shell
    terminal: Terminal

    def tab(self, line: str) -> str:
        """Return what the line is after TAB."""
        self.terminal.type(f"{line}\t{TELL}")
        return self.terminal.answer()

    def candidates(self, line: str) -> set[str]:
        """Return the candidates for the end of the line, each without what the line has of it before.

        That is up to the last ``=``, ``:`` or comma of the word: shells differ in how much of the word they
        take for the one to complete.
        """
        head = re.split(r"[ ]", line)[-1]
        head = head[: max(head.rfind(mark) for mark in "=:,") + 1]
        self.terminal.type(line + ALL)
        if self.shell.executable == "fish":
            words = [one.partition("\t")[0] for one in self.terminal.answer().splitlines()]
        else:
            self.terminal.type(TELL)
            kept = len(line) - len(re.split(r"[ ]", line)[-1])
            words = self.terminal.answer()[kept:].split()
        found = set()
        for word in words:
            start = next((i for i in range(len(head) + 1) if word.startswith(head[i:])), 0)
            found.add(word[len(head) - start :])
        return found


BASH = Shell(
    "bash",
    "bash",
    ("--noprofile", "--rcfile", "FILE", "-i"),
    ".bashrc",
    _BASH,
    "source SCRIPTS/dropexec.bash; source SCRIPTS/dropexecctl.bash",
)
BASH_COMPLETION = Shell(
    "bash with bash-completion",
    "bash",
    ("--noprofile", "--rcfile", "FILE", "-i"),
    ".bashrc",
    _BASH,
    "source /usr/share/bash-completion/bash_completion; "
    "source SCRIPTS/dropexec.bash; source SCRIPTS/dropexecctl.bash",
    needs="/usr/share/bash-completion/bash_completion",
)
BASH_NO_BREAKS = Shell(
    "bash without = and : in COMP_WORDBREAKS",
    "bash",
    ("--noprofile", "--rcfile", "FILE", "-i"),
    ".bashrc",
    _BASH,
    "COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=]}; source SCRIPTS/dropexec.bash; source SCRIPTS/dropexecctl.bash",
)
ZSH = Shell(
    "zsh",
    "zsh",
    ("-d", "-i"),
    ".zshrc",
    _ZSH,
    "compinit -u -d FIFO.dump; source SCRIPTS/dropexec.zsh; source SCRIPTS/dropexecctl.zsh",
)
FISH = Shell(
    "fish",
    "fish",
    ("--interactive",),
    ".config/fish/config.fish",
    _FISH,
    "source SCRIPTS/dropexec.fish; source SCRIPTS/dropexecctl.fish",
)
