"""The wheel, installed elsewhere, has everything that serving needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from pathlib import Path

import kneelab
from tests.browser.driving import free_port, serving

ROOT = Path(__file__).parents[1]


def test_the_wheel_serves_from_an_empty_folder(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)], check=True, capture_output=True, timeout=300
    )
    (wheel,) = tmp_path.glob("*.whl")
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    target = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True, capture_output=True, text=True
    ).stdout.strip()
    # The dependencies of the running environment, without its editable kneelab.
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", target, str(wheel)], check=True, capture_output=True
    )
    (Path(target) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    where = tmp_path / "elsewhere"
    where.mkdir()

    def run(code: str) -> str:
        return subprocess.run([str(python), "-c", code], check=True, capture_output=True, text=True, cwd=where).stdout.strip()

    assert Path(run("import kneelab; print(kneelab.__file__)")).is_relative_to(target)
    assert run("import kneelab; print(kneelab.load().version)") == kneelab.load().version
    checked = subprocess.run([str(python), "-m", "kneelab", "check"], capture_output=True, text=True, cwd=where, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr

    port = free_port()
    command = (str(python), "-m", "kneelab", "serve", "--no-browser", "--port", str(port))
    shared = {"JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter")}
    with serving(*command, port=port, cwd=where, env=shared) as (url, _):
        assert "What hurts behind the knee?" in urllib.request.urlopen(url, timeout=20).read().decode()
        page = urllib.request.urlopen(f"{url}/voila/render/explorer.ipynb", timeout=60).read().decode()
        assert "application/vnd.jupyter.widget-view+json" in page
        for name in ("tokens.css", "plotly-basic.min.js", "three-knee.min.js", "fonts/literata-latin-wght-normal.woff2"):
            assert urllib.request.urlopen(f"{url}/voila/templates/kneelab/static/{name}", timeout=20).status == 200


def test_import_is_light():
    code = "import sys, json, kneelab; kneelab.load(); print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout))
    assert not loaded & {"plotly", "ipywidgets", "anywidget", "numpy", "pandas", "jsonschema", "pydantic", "yaml"}
