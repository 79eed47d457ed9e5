"""The kernel's event trace: what there is where eBPF is not to be had."""
