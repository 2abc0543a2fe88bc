"""Where the notebooks and our Voilà template lie, in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[1]
SHARE = PACKAGE / "app" / "share" / "jupyter"


def notebooks_folder() -> Path:
    """The checkout's notebooks, else the copy inside the package."""
    checkout = PACKAGE.parent / "notebooks"
    return checkout if (checkout / "index.ipynb").is_file() else PACKAGE / "_notebooks"
