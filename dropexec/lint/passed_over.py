"""What a walk passes over: directories by their name, files by their suffix."""

from __future__ import annotations

DIRECTORIES = frozenset(
    (
        ".bzr", ".cache", ".git", ".hg", ".jj", ".mypy_cache", ".nox", ".svn", ".tox", ".venv",
        "CVS", "__pycache__", "_darcs", "bower_components", "node_modules", "site-packages",
        "third_party", "vendor", "venv",
    )
)  # fmt: skip
"""Version control's own, and trees that are somebody else's."""

SUFFIXES = frozenset(
    (
        "a", "avi", "bin", "bmp", "bz2", "c", "cc", "class", "cpp", "cs", "css", "csv", "deb",
        "diff", "doc", "dylib", "eot", "exe", "gif", "go", "gz", "h", "hpp", "hs", "htm", "html",
        "ico", "ipynb", "jar", "java", "jpeg", "jpg", "js", "json", "jsx", "kt", "lock", "lua",
        "m4", "map", "mo", "mp3", "mp4", "o", "ogg", "otf", "pack", "patch", "pdf", "php",
        "pl", "pm", "png", "po", "proto", "ps", "py", "pyc", "rb", "rpm", "rs", "rst", "s", "scala",
        "scss", "sql", "svg", "swift", "tar", "tex", "tgz", "tif", "tiff", "toml", "ts", "tsv",
        "tsx", "ttf", "txt", "wav", "webm", "webp", "woff", "woff2", "xml", "xz",
        "zip", "zst",
    )
)  # fmt: skip
"""Names that none of the formats has; such files are not opened."""


def by_suffix(name: str) -> bool:
    """Return whether a name ends in one of SUFFIXES; a file that is called ``a`` has none."""
    return name.rpartition(".")[2] in SUFFIXES and "." in name
