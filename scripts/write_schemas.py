"""Write the JSON Schemas of content files and of the command line's JSON to docs/schema."""

from __future__ import annotations

import json
from pathlib import Path

from kneelab.content.schema import KINDS
from kneelab.export.schema import PUBLIC

FOLDER = Path(__file__).parents[1] / "docs" / "schema"


def schemas() -> dict[str, str]:
    """File name to its text."""
    models = {f"content_{_name(kind)}": model for kind, model in KINDS.items()} | PUBLIC
    return {f"{name}.json": json.dumps(model.model_json_schema(), indent=2, ensure_ascii=False) + "\n" for name, model in models.items()}


def _name(kind: str) -> str:
    """Name of a kind of file: its folder, and its own name where a folder holds two kinds."""
    name = kind.removesuffix(".yaml").removesuffix("/*").removesuffix("/en")
    return name.replace("/*/", "_").replace("/", "_")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
