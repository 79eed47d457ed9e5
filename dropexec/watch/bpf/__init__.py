"""An eBPF program made at run time: instructions, kernel types, maps, the ring buffer.

Nothing but Python's standard library, and no compiler on any machine. The offsets of the kernel's fields come
from the running kernel's own type information (BTF), so that one source fits every kernel that has it.
"""
