"""The scene as one small table and one block of bytes, as the viewer reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kneelab.anatomy.frames import ANGLES_DEG
from kneelab.anatomy.leg import load_leg
from kneelab.anatomy.scene import FAMILIES, Item, build_items, rigid_matrices
from kneelab.model.lab import Lab

SCALE_MM = 0.02
"""Length of one unit of a stored coordinate."""

_scenes: dict[str, PackedScene] = {}


@dataclass(frozen=True)
class PackedScene:
    """What is sent to the page.

    Parameters
    ----------
    meta : dict
        ``angles`` (deg), ``scale_mm``, ``items`` (one a drawn structure: where its numbers lie in ``geometry``, and
        for a rigid one ``matrices``, row-major, from extension to each angle), ``missing`` (structures that
        need the extra ``anatomy``).
    geometry : bytes
        int16 positions, uint16 faces, uint8 colours, each block on a multiple of four bytes.
    """

    meta: dict[str, Any]
    geometry: bytes


def build_scene(lab: Lab) -> PackedScene:
    """Build the scene of a lab's content, once per process.

    Parameters
    ----------
    lab : Lab
        Its ``shapes`` and ``structures``.
    """
    if lab.version not in _scenes:
        _scenes[lab.version] = pack(lab, build_items(lab.shapes, load_leg()))
    return _scenes[lab.version]


def pack(lab: Lab, items: list[Item]) -> PackedScene:
    """Lay out items one after another."""
    block = bytearray()

    def put(values: Any) -> int:
        block.extend(b"\0" * (-len(block) % 4))
        start = len(block)
        block.extend(values.tobytes())
        return start

    listed = []
    for item in items:
        structure = lab.structures[item.structure]
        moving = item.vertices if np.ptp(item.vertices, axis=0).max() > SCALE_MM else item.vertices[:1]
        entry = {
            "id": item.structure,
            "name": structure.name,
            "layer": structure.layer,
            "family": FAMILIES.get(item.tissue, "joint"),
            "tissue": item.tissue,
            "opacity": item.opacity,
            "body": item.body,
            "vertices": moving.shape[1],
            "faces": len(item.faces),
            "key_frames": len(moving),
            "offset_vertices": put(np.round(moving / SCALE_MM).astype("<i2")),
            "offset_faces": put(item.faces.astype("<u2")),
            "offset_colours": put(item.colours),
        }
        if item.body not in (None, "femur"):
            entry["matrices"] = rigid_matrices(str(item.body))
        listed.append(entry)
    drawn = {item.structure for item in items}
    missing = [s for s in lab.shapes if s not in drawn]
    return PackedScene({"angles": list(ANGLES_DEG), "scale_mm": SCALE_MM, "items": listed, "missing": missing}, bytes(block))
