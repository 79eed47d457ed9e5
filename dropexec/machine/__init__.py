"""The machine that is examined: this host, or another root directory.

Which distribution it is, which package a file belongs to, and which program a command name really starts.
Files are read; a program is run only where a function's description says so.
"""
