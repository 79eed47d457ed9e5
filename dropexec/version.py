"""The version of dropexec, read by the build and by ``--version``."""

VERSION = "0.1.0"
