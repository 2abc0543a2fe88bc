"""The knee as a scene: bones, muscles, nerves, vessels and ligaments as meshes for each knee angle.

Shapes are data (``content/anatomy/shapes``); this package turns them into triangles. Bones and the
paths of muscles come from ``myo-sim`` (extra ``anatomy``); all else needs numpy only.
"""

from __future__ import annotations

from kneelab.anatomy.packing import PackedScene, build_scene

__all__ = ["PackedScene", "build_scene"]
