"""Reading content: from text files to the lab."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from kneelab.content.building import build_lab
from kneelab.content.fingerprint import compiler_hash, content_hash
from kneelab.model.lab import Lab
from kneelab.version import __version__

COMPILED = Path(__file__).with_name("compiled.json")
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


def compiled_content() -> dict[str, Any]:
    """Compiled content as plain data; made anew in a checkout when a file, or the code that compiles, changed."""
    data: dict[str, Any] = json.loads(COMPILED.read_text(encoding="utf-8")) if COMPILED.is_file() else {}
    folder = content_folder()
    if folder is None:
        return data
    if (data.get("sources_hash"), data.get("compiler_hash")) != (content_hash(folder), compiler_hash()):
        # pydantic is only paid for where content is edited
        from kneelab.content.compiling import compile_content, write_compiled

        data = compile_content(folder, __version__)
        try:
            write_compiled(data, COMPILED)
        except OSError:  # a read-only checkout is slower, not broken
            return data
    return data
