"""Notebooks: thin, strict under nbval, with a text twin as their stored output."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import kneelab

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def code_cells(path: Path):
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_thin(path):
    cells = code_cells(path)
    assert len(cells) <= 3
    assert sum(len([line for line in c.source.splitlines() if line.strip()]) for c in cells) <= 10


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_stores_its_text_twin_and_no_widget(path):
    outputs = [o for c in code_cells(path) for o in c.outputs]
    assert outputs, "run make notebooks"
    assert all(set(o["data"]) == {"text/plain"} for o in outputs)
    assert kneelab.load().version in outputs[0]["data"]["text/plain"], "content changed: run make notebooks"
    assert "widgets" not in nbformat.read(path, as_version=4).metadata


def test_strict_nbval_agrees_with_what_is_stored():
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider", *map(str, NOTEBOOKS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=FOLDER.parent, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
