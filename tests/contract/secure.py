"""Start a program as after a security module's domain transition: AT_SECURE is set, and nothing else differs.

ptrace(2) stops it at its exec, before the loader has run, and sets the entry of the auxiliary vector on its
stack (getauxval(3), the System V ABI's process entry).
"""

from __future__ import annotations

import ctypes
import os
import signal
import tempfile

TRACEME, PEEKUSER, POKEDATA, DETACH = 0, 3, 5, 17
RSP = 19 * 8
"""Where ``struct user_regs_struct`` of x86_64 has the stack pointer."""
AT_SECURE = 23

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.restype = ctypes.c_long
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def run(argv: list[str], environment: dict[str, str]) -> tuple[int, bytes, bytes]:
    """Run a command with AT_SECURE set; return its status and what it wrote."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
        child = os.fork()
        if child == 0:
            os.dup2(output.fileno(), 1)
            os.dup2(error.fileno(), 2)
            _libc.ptrace(TRACEME, 0, None, None)
            os.execve(argv[0], argv, environment)
        _, status = os.waitpid(child, 0)
        assert os.WIFSTOPPED(status)
        assert os.WSTOPSIG(status) == signal.SIGTRAP
        _set_secure(child)
        _libc.ptrace(DETACH, child, None, None)
        _, status = os.waitpid(child, 0)
        output.seek(0)
        error.seek(0)
        return os.waitstatus_to_exitcode(status), output.read(), error.read()


def _set_secure(child: int) -> None:
    """Set AT_SECURE: on the stack are argc, argv and NULL, the environment and NULL, then pairs."""
    at = _libc.ptrace(PEEKUSER, child, RSP, None) & (2**64 - 1)
    with open(f"/proc/{child}/mem", "rb", buffering=0) as memory:
        memory.seek(at)
        words = memoryview(memory.read(1 << 16)[: (1 << 16) // 8 * 8]).cast("Q").tolist()
    position = 1 + words[0] + 1  # argc, argv, NULL
    position = words.index(0, position) + 1
    while words[position] != AT_SECURE:
        assert words[position] != 0
        position += 2
    _libc.ptrace(POKEDATA, child, at + 8 * (position + 1), 1)
