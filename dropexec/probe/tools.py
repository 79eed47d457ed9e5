"""The tools that can be probed by name: where they are found and how they are told what to do."""

from __future__ import annotations

from dataclasses import dataclass

_SU = ("-s", "{shell}", "-c", "{shell_command}", "{user}")


@dataclass(frozen=True)
class Tool:
    """A tool by its catalogue name.

    ``executables`` are names for PATH or absolute paths, the first that exists is taken; ``arguments`` is the
    template after argv[0]; ``version`` are the arguments that make it print its version and nothing else
    (None: it has none). ``applet`` is set where the executable is a multi-call binary, which must list it.
    """

    name: str
    executables: tuple[str, ...]
    arguments: tuple[str, ...]
    version: tuple[str, ...] | None = None
    applet: str | None = None


# The form of each is the one its own manual gives for a service: with a shell for su, which knows no other
# way, without one where the tool can do so. start-stop-daemon looks for a running instance first; the pid
# file that never exists says no.
_ALL = (
    Tool("su", ("su",), _SU, ("--version",)),
    Tool("runuser", ("runuser",), ("-u", "{user}", "--", "{argv}"), ("--version",)),
    Tool("sudo", ("sudo",), ("-n", "-u", "{user}", "--", "{argv}"), ("--version",)),
    Tool("doas", ("doas",), ("-n", "-u", "{user}", "--", "{argv}")),
    Tool("gosu", ("gosu",), ("{user}", "{argv}"), ("--version",)),
    Tool("su-exec", ("su-exec",), ("{user}", "{argv}")),
    Tool("setpriv", ("setpriv",), ("--reuid", "{uid}", "--regid", "{gid}", "--init-groups", "--", "{argv}"),
         ("--version",)),
    Tool("chroot", ("chroot",), ("--userspec={uid}:{gid}", "/", "{argv}"), ("--version",)),
    Tool("start-stop-daemon", ("start-stop-daemon",),
         ("--start", "--quiet", "--pidfile", "{scratch}/none.pid", "--chuid", "{user}",
          "--startas", "{program}", "--", "{arguments}"), ("--version",)),
    Tool("chpst", ("chpst",), ("-u", "{user}", "{argv}")),
    Tool("s6-setuidgid", ("s6-setuidgid",), ("{user}", "{argv}")),
    Tool("setuidgid", ("setuidgid",), ("{user}", "{argv}")),
    Tool("busybox-su", ("busybox",), ("su", *_SU), ("--help",), "su"),
    Tool("toybox-su", ("toybox",), ("su", *_SU), ("--version",), "su"),
    Tool("su-rs", ("su-rs", "/usr/lib/cargo/bin/su"), _SU, ("--version",)),
    Tool("sudo-rs", ("sudo-rs", "/usr/lib/cargo/bin/sudo"), ("-n", "-u", "{user}", "--", "{argv}"),
         ("--version",)),
    Tool("dropexec", ("dropexec",), ("{user}", "{argv}"), ("--version",)),
)  # fmt: skip

TOOLS = {tool.name: tool for tool in _ALL}
