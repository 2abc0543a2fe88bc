"""How long the 3D knee takes to build, and how much of it is sent."""

from __future__ import annotations

import statistics
import subprocess
import sys

from bench.engine import Row

CODE = """
import time, zlib, kneelab
from kneelab.anatomy import build_scene
import mujoco, myo_sim
lab = kneelab.load()
t = time.perf_counter()
scene = build_scene(lab)
print(time.perf_counter() - t, len(scene.geometry), len(zlib.compress(scene.geometry, 6)), sum(i["faces"] for i in scene.meta["items"]))
"""


def anatomy_rows() -> list[Row]:
    """Building the scene in a fresh process, after its imports; bytes for all thirteen angles."""
    runs = [subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True).stdout.split() for _ in range(5)]
    seconds = statistics.median(float(r[0]) for r in runs)
    size, packed, faces = (int(x) for x in runs[0][1:])
    return [
        Row(f"3D knee built, 13 angles ({faces:,} triangles)", "≤ 1.5 s", f"{seconds:.2f} s", "", seconds <= 1.5),
        Row("3D knee over the wire, 13 angles", "≤ 3 MB", f"{size / 1e6:.2f} MB ({packed / 1e6:.2f} gzipped)", "", size <= 3_000_000),
    ]
