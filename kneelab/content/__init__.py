"""Reading content: from text files to the lab."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kneelab.content.building import build_lab
from kneelab.content.building_cases import build_case, build_trap
from kneelab.content.fingerprint import compiler_hash, content_hash
from kneelab.model.cases import Case, Trap
from kneelab.model.lab import Lab
from kneelab.version import __version__

COMPILED = Path(__file__).with_name("compiled.json")
COMPILED_CASES = COMPILED.with_name("compiled_cases.json")
PACKAGED = Path(__file__).parents[1] / "_content"
"""The content's text files inside an installed package."""
CHECKOUT = Path(__file__).parents[2] / "content"
"""The content folder of a checkout; an installed package has only the compiled file."""


def content_folder() -> Path | None:
    """The content's text files, where there are any."""
    return CHECKOUT if (CHECKOUT / "sources.yaml").is_file() else None


def load(overlay: str | Path | None = None) -> Lab:
    """Load content and network as one immutable lab.

    Parameters
    ----------
    overlay : str or Path, optional
        File with a teacher's own numbers, shown as such (``lab.overlay``). It cannot change
        rules, and the urgency of a record is never below what it is without the overlay.

    Raises
    ------
    ContentError
        If the overlay, or in a checkout the content, has problems; all of them are listed.
    """
    if overlay is None:
        return _plain()
    from kneelab.content.overlay import lay_over

    data, what = lay_over(compiled_content(), Path(overlay))
    return replace(build_lab(data), overlay=what, plain=_plain())


@lru_cache(maxsize=1)
def _plain() -> Lab:
    return build_lab(compiled_content())


@lru_cache(maxsize=1)
def load_cases() -> Mapping[str, Case]:
    """Load the case studies as they are written, by id.

    Raises
    ------
    ContentError
        In a checkout, if one of them has problems; all are listed.
    """
    return MappingProxyType({c["id"]: build_case(c) for c in _compiled_cases()["cases"]})


@lru_cache(maxsize=1)
def load_traps() -> Mapping[str, Trap]:
    """Load the ways in which such patients have been misjudged, by id."""
    return MappingProxyType({t["id"]: build_trap(t) for t in _compiled_cases()["traps"]})


def compiled_content() -> dict[str, Any]:
    """Compiled content as plain data; made anew in a checkout when a file, or the code that compiles, changed."""

    def compiling(folder: Path) -> dict[str, Any]:
        from kneelab.content.compiling import compile_content

        return compile_content(folder, __version__)

    return _up_to_date(COMPILED, compiling)


def _compiled_cases() -> dict[str, Any]:
    def compiling(folder: Path) -> dict[str, Any]:
        from kneelab.content.compiling import compile_cases

        return compile_cases(folder)

    return _up_to_date(COMPILED_CASES, compiling)


def _up_to_date(path: Path, compiling: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    """What was compiled, or is now; pydantic is only paid for where content is edited."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    folder = content_folder()
    if folder is None:
        return data
    if (data.get("sources_hash"), data.get("compiler_hash")) != (content_hash(folder), compiler_hash()):
        from kneelab.content.compiling import write_compiled

        data = compiling(folder)
        try:
            write_compiled(data, path)
        except OSError:  # a read-only checkout is slower, not broken
            return data
    return data
