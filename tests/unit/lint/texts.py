"""Files to lint, of each format the least that is one, around the lines that matter."""

from __future__ import annotations


def _text(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def unit(*lines: str) -> str:
    """A unit with these lines in its [Service] section."""
    return _text("[Unit]", "Description=x", "", "[Service]", *lines)


def script(*lines: str) -> str:
    """A shell script."""
    return _text("#!/bin/sh", *lines)


def init(*lines: str) -> str:
    """A SysV init script."""
    return script("### BEGIN INIT INFO", "### END INIT INFO", *lines)


def job(*lines: str) -> str:
    """An Upstart job."""
    return _text("start on runlevel [2345]", *lines)


def image(*lines: str) -> str:
    """A Dockerfile."""
    return _text("FROM debian:12", *lines)
