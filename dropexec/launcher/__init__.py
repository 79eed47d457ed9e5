"""The launcher: decide everything into a Plan, carry it out in this process, exec the target.

Data flows one way: argv → options → userspec → account → environment → plan → transition → program.
Nothing here imports a third-party package, and little of the standard library: the import list is an
interface, held literally in ``tests/architecture/test_imports.py``.
"""
