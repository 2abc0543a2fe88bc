"""Knowing whether content files changed, without parsing them."""

from __future__ import annotations

import hashlib
from pathlib import Path


def content_files(folder: Path) -> list[Path]:
    """Content files below a folder, sorted by name."""
    return sorted(p for p in folder.rglob("*.yaml") if p.is_file())


def content_hash(folder: Path) -> str:
    """Fingerprint of all content files: names and bytes."""
    return _hash(folder, content_files(folder))


def compiler_hash() -> str:
    """Fingerprint of the code that compiles: after a change of it, old compiled content would not fit."""
    folder = Path(__file__).parent
    return _hash(folder, sorted(folder.rglob("*.py")))


def _hash(folder: Path, paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()
