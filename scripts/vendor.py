"""Third-party browser files: fetched from npm by version, committed with licence and hash.

``python scripts/vendor.py`` fetches them anew; ``--check`` compares the committed files
with ``vendor.json`` and needs no network. three.js comes as many modules: esbuild joins those
that ``three_entry.js`` names into one file.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).parents[1] / "kneelab/app/share/jupyter/voila/templates/kneelab/static"
MANIFEST = STATIC / "vendor.json"
WANTED = [
    ("plotly.js-basic-dist-min", "4.1.1", "MIT", {"plotly-basic.min.js": "plotly-basic.min.js"}),
    ("@fontsource-variable/source-sans-3", "5.3.1", "OFL-1.1", {"files/source-sans-3-latin-wght-normal.woff2": "fonts/source-sans-3-latin-wght-normal.woff2", "LICENSE": "fonts/LICENSE-source-sans-3"}),
    ("@fontsource-variable/literata", "5.3.0", "OFL-1.1", {"files/literata-latin-wght-normal.woff2": "fonts/literata-latin-wght-normal.woff2", "LICENSE": "fonts/LICENSE-literata"}),
]  # fmt: skip
THREE = ("three", "0.187.0", "MIT", {"three-knee.min.js": "three-knee.min.js", "LICENSE": "LICENSE-three"})
ESBUILD = "0.25.12"
ENTRY = Path(__file__).with_name("three_entry.js")


def bundle_three() -> list[dict[str, str]]:
    """Join the parts of three.js that the viewer uses into one module."""
    package, version, licence, files = THREE
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "install", "--silent", "--no-save", f"{package}@{version}", f"esbuild@{ESBUILD}"], cwd=folder, check=True)
        entry = Path(folder) / ENTRY.name
        entry.write_bytes(ENTRY.read_bytes())
        made = Path(folder) / "node_modules" / package / next(iter(files))
        command = ["npx", "esbuild", entry.name, "--bundle", "--minify", "--format=esm", "--legal-comments=inline", f"--outfile={made}"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return [keep(made.with_name(inside).read_bytes(), outside, package, version, licence) for inside, outside in files.items()]


def keep(content: bytes, outside: str, package: str, version: str, licence: str) -> dict[str, str]:
    """Write one file and give its entry in the manifest."""
    target = STATIC / outside
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return {"file": outside, "package": package, "version": version, "licence": licence, "sha256": digest}


def fetch() -> None:
    entries = []
    for package, version, licence, files in WANTED:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                ["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, capture_output=True, text=True, check=True
            )
            packed = tarfile.open(fileobj=io.BytesIO((Path(folder) / done.stdout.split()[-1]).read_bytes()))
            for inside, outside in files.items():
                data = packed.extractfile(f"package/{inside}")
                assert data is not None, inside
                entries.append(keep(data.read(), outside, package, version, licence))
    entries += bundle_three()
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


def check() -> list[str]:
    """Files that are missing, or that differ from the manifest."""
    entries = json.loads(MANIFEST.read_text(encoding="utf-8"))
    listed = {target for *_, files in (*WANTED, THREE) for target in files.values()}
    wrong = sorted(listed ^ {e["file"] for e in entries})
    for e in entries:
        path = STATIC / e["file"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != e["sha256"]:
            wrong.append(e["file"])
    return wrong


if __name__ == "__main__":
    if "--check" in sys.argv:
        if bad := check():
            sys.exit(f"These bundled files are not what vendor.json says: {', '.join(bad)}. Run python scripts/vendor.py.")
        print("Bundled third-party files are unchanged.")
    else:
        fetch()
