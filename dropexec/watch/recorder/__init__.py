"""The flight recorder: an eBPF program and a ring of records that stay in the kernel while nothing runs.

Both are pinned in the BPF file system, which is memory: they outlive every process, and end with the boot.
"""
