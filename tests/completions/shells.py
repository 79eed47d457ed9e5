"""The shells, each started as a person has it, with the keys that tell the tests what completion did."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.completions.terminal import Terminal

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging" / "completions"

# Ctrl-X Ctrl-A: tell the line and empty it. Ctrl-X Ctrl-B: put all candidates in the line; fish tells them.
TELL = "\x18\x01"
ALL = "\x18\x02"

# In each: the command dxgreet has a completion of its own, and dxgreeting is no file.
_BASH = r"""
PS1='$ '
HISTFILE=
bind 'set bell-style none'
tell() { printf '%s\0' "$READLINE_LINE" >~/answers; READLINE_LINE=; }
bind -x '"\C-x\C-a": tell'
bind '"\C-x\C-b": insert-completions'
LOAD
dxgreeting() { :; }
alias dxgreetings=:
_dxgreet() {
    local command rest=${COMP_LINE:COMP_POINT}
    COMPREPLY=($(compgen -W '--colour --count' -- "$2"))
    read -r command _ <<<"$COMP_LINE"
    [[ $3 != --as || $rest ]] || COMPREPLY=("$command")
}
complete -F _dxgreet dxgreet
printf 'ready\0' >~/answers
"""
_ZSH = r"""
PS1='$ '
autoload -Uz compinit
LOAD
dxgreeting() { : }
_dxgreet() { _arguments --colour --count '--as:name:(dxgreet)' }
compdef _dxgreet dxgreet
tell() { print -rn -- "$BUFFER"$'\0' >~/answers; BUFFER= }
zle -N tell
bindkey '^X^A' tell
all-matches() { _main_complete; compstate[insert]=all }
zle -C all-matches complete-word all-matches
bindkey '^X^B' all-matches
unsetopt auto_list beep
zle-line-init() { print -rn -- "ready"$'\0' >~/answers; zle -D zle-line-init }
zle -N zle-line-init
"""
_FISH = r"""
LOAD
function dxgreeting; end
complete -c dxgreet -f -l colour
complete -c dxgreet -f -l count
complete -c dxgreet -l as -x -a dxgreet
function fish_prompt; echo '$ '; end
function fish_greeting; end
function tell; printf '%s\0' (commandline | string collect) >~/answers; commandline ''; end
function tell_all; printf '%s\0' (complete -C (commandline) | string collect) >~/answers; commandline ''; end
bind \cx\ca tell
bind \cx\cb tell_all
function ready --on-event fish_prompt; functions -e ready; printf 'ready\0' >~/answers; end
"""

_SOURCE_BASH = "source SCRIPTS/dropexec.bash; source SCRIPTS/dropexecctl.bash"
_BASH_COMPLETION = "/usr/share/bash-completion/bash_completion"


@dataclass(frozen=True)
class Shell:
    """How a shell is started: ``start`` is what it reads first, with ``load``, which loads the completions.

    ``installed`` maps each command's name to the place, in the home directory, where a package would have its
    completion; with it the shell finds them by itself.
    """

    name: str
    argv: tuple[str, ...]
    file: str
    start: str
    load: str
    needs: str | None = None
    installed: str | None = None

    def open(self, directory: Path) -> Session:
        """Start it in ``directory``, which becomes its home; skip where it is not installed."""
        executable = shutil.which(self.argv[0])
        if executable is None:
            pytest.skip(f"{self.argv[0]} is not installed")
        if self.needs is not None and not Path(self.needs).exists():
            pytest.skip(f"{self.needs} is not installed")
        if self.installed is not None:
            for command in ("dropexec", "dropexecctl"):
                place = directory / self.installed.format(command)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(SCRIPTS / f"{command}.{self.argv[0]}", place)
        file = directory / self.file
        file.parent.mkdir(parents=True, exist_ok=True)
        load = self.load.replace("SCRIPTS", str(SCRIPTS))
        file.write_text(self.start.replace("LOAD", load), encoding="utf-8")
        environment = {
            "HOME": str(directory),
            "LANG": "C.UTF-8",
            "PATH": f"{directory}/bin:/usr/bin:/bin",
            "TERM": "xterm",
        }
        arguments = [argument.replace("FILE", str(file)) for argument in self.argv[1:]]
        terminal = Terminal([executable, *arguments], environment, directory, directory / "answers")
        session = Session(self, terminal, directory)
        assert terminal.answer() == "ready"
        return session


@dataclass(frozen=True)
class Session:
    """A shell that is ready to be typed at."""

    shell: Shell
    terminal: Terminal
    home: Path

    def tab(self, line: str) -> str:
        """Return what the line is after TAB."""
        self.terminal.type(f"{line}\t{TELL}")
        return self.terminal.answer()

    def candidates(self, line: str) -> set[str]:
        """Return the candidates for the end of the line, each without what the line has of it before.

        That is up to the last ``=``, ``:`` or comma of the word: shells differ in how much of it they take
        for the one to complete, and in the mark that they put behind one that goes on.
        """
        self.terminal.type(line + ALL)
        word = line.rpartition(" ")[2]
        if self.shell.argv[0] == "fish":
            near = [one.partition("\t")[0] for one in self.terminal.answer().splitlines()]
            # Words that only contain the letters are shown where none begins with them.
            found = [one for one in near if one.startswith(word)] or near
        else:
            self.terminal.type(TELL)
            answer = self.terminal.answer()
            found = [] if answer == line else answer[len(line) - len(word) :].split()
        head = word[: max(word.rfind(mark) for mark in "=:,") + 1]
        return {_without(one, head).rstrip("=,/") for one in found}

    def run(self, command: str) -> str:
        """Return what a command writes to ~/answers."""
        self.terminal.type(f"{command}\r")
        return self.terminal.answer()


def _without(candidate: str, head: str) -> str:
    """Return the candidate without the end of ``head`` that it begins with, the longest one."""
    start = next(i for i in range(len(head) + 1) if candidate.startswith(head[i:]))
    return candidate[len(head) - start :]


def _bash(name: str, load: str, needs: str | None = None, installed: str | None = None) -> Shell:
    argv = ("bash", "--noprofile", "--rcfile", "FILE", "-i")
    return Shell(name, argv, ".bashrc", _BASH, load, needs, installed)


SHELLS = (
    _bash("bash", _SOURCE_BASH),
    _bash(
        "bash without = and : in COMP_WORDBREAKS",
        f"COMP_WORDBREAKS=${{COMP_WORDBREAKS//[:=]}}; {_SOURCE_BASH}",
    ),
    _bash("bash with bash-completion", f"source {_BASH_COMPLETION}; {_SOURCE_BASH}", _BASH_COMPLETION),
    _bash(
        "bash, installed",
        f"source {_BASH_COMPLETION}",
        _BASH_COMPLETION,
        ".local/share/bash-completion/completions/{}",
    ),
    Shell(
        "zsh",
        ("zsh", "-d", "-i"),
        ".zshrc",
        _ZSH,
        "compinit -u -d ~/dump; source SCRIPTS/dropexec.zsh; source SCRIPTS/dropexecctl.zsh",
    ),
    Shell(
        "zsh, installed",
        ("zsh", "-d", "-i"),
        ".zshrc",
        _ZSH,
        "fpath=(~/functions $fpath); compinit -u -d ~/dump",
        installed="functions/_{}",
    ),
    Shell(
        "fish",
        ("fish", "--interactive"),
        ".config/fish/config.fish",
        _FISH,
        "source SCRIPTS/dropexec.fish; source SCRIPTS/dropexecctl.fish",
    ),
    Shell(
        "fish, installed",
        ("fish", "--interactive"),
        ".config/fish/config.fish",
        _FISH,
        "",
        installed=".config/fish/completions/{}.fish",
    ),
)
