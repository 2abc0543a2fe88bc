"""Bones and muscle paths of the right leg, from ``myo-sim`` (Apache-2.0, after Rajagopal 2016).

Nothing of its files is copied: they are read from the installed package. Without the extra ``anatomy``
:func:`load_leg` returns None and the scene has no bones and no model muscles.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneelab.anatomy.frames import ANGLES_DEG, Array

SPECIFIC_TENSION_N_PER_CM2 = 60.0
"""Force of a muscle per area of its fibres, as Rajagopal 2016 sets it."""
KNEE_CENTRE = np.array([0.0, -404.4, 0.0])
"""Middle of the knee from the head of the femur, mm, in the model's own axes (anterior, up, lateral)."""


class Leg:
    """One posed leg: where its bones are, and the path and force of each muscle."""

    def __init__(self, mujoco: Any, model: Any) -> None:
        self._mujoco, self._model, self._data = mujoco, model, mujoco.MjData(model)
        joint = int(mujoco.mjtEq.mjEQ_JOINT)
        self._couplings = [
            (int(model.jnt_qposadr[model.eq_obj1id[i]]), int(model.jnt_qposadr[model.eq_obj2id[i]]), model.eq_data[i, :5].copy())
            for i in range(model.neq)
            if int(model.eq_type[i]) == joint
        ]
        self._knee = int(model.jnt_qposadr[model.joint("knee_angle_r").id])

    @property
    def couplings(self) -> int:
        """How many joint coordinates follow another one."""
        return len(self._couplings)

    def pose(self, knee_deg: float) -> Leg:
        """Bend the knee; what follows the knee (its glide, the patella) is worked out from it."""
        q = self._data.qpos
        q[:] = 0.0
        q[self._knee] = np.deg2rad(knee_deg)
        for follower, leader, c in self._couplings:
            x = q[leader]
            q[follower] = c[0] + x * (c[1] + x * (c[2] + x * (c[3] + x * c[4])))
        self._mujoco.mj_kinematics(self._model, self._data)
        self._mujoco.mj_comPos(self._model, self._data)
        self._mujoco.mj_tendon(self._model, self._data)
        return self

    def _shown(self, world: Array) -> Array:
        femur = self._data.body("femur_r")
        local = (np.atleast_2d(world) - femur.xpos) @ femur.xmat.reshape(3, 3) * 1000.0 - KNEE_CENTRE
        shown: Array = local[:, [2, 0, 1]]
        return shown

    def body(self, name: str, points: Array) -> Array:
        """Points of a bone's own frame (m) in the scene (mm)."""
        b = self._data.body(name)
        return self._shown(points @ b.xmat.reshape(3, 3).T + b.xpos)

    def mesh(self, name: str) -> tuple[Array, NDArray[np.int64]]:
        """A bone's surface in the present pose."""
        m = self._model
        geom = m.geom(name)
        i = m.geom_dataid[geom.id]
        vertices = m.mesh_vert[m.mesh_vertadr[i] : m.mesh_vertadr[i] + m.mesh_vertnum[i]]
        faces = m.mesh_face[m.mesh_faceadr[i] : m.mesh_faceadr[i] + m.mesh_facenum[i]]
        turn = np.zeros(9)
        self._mujoco.mju_quat2Mat(turn, m.geom_quat[geom.id])
        local = vertices @ turn.reshape(3, 3).T + m.geom_pos[geom.id]
        return self.body(m.body(m.geom_bodyid[geom.id]).name, local), faces.astype(np.int64)

    def path(self, tendon: str) -> Array:
        """Points along a muscle in the present pose, origin first, mm."""
        i = self._model.tendon(f"{tendon}_r_tendon").id
        start, count = self._data.ten_wrapadr[i], self._data.ten_wrapnum[i]
        line = self._shown(self._data.wrap_xpos.reshape(-1, 3)[start : start + count])
        apart = np.linalg.norm(np.diff(line, axis=0), axis=1) > 1e-3
        kept: Array = line[np.concatenate([[True], apart])]
        return kept

    def fibre_area_mm2(self, tendon: str) -> float:
        """Physiological cross-section of a muscle: greatest force over specific tension."""
        force = float(self._model.actuator_gainprm[self._model.actuator(f"{tendon}_r").id][2])
        return force / SPECIFIC_TENSION_N_PER_CM2 * 100.0


def load_leg() -> Leg | None:
    """The leg in full extension; None where the extra ``anatomy`` is not installed."""
    try:
        import mujoco
        from myo_sim import FRAGMENT_SPEC_BUILDERS
    except ImportError:
        return None
    return Leg(mujoco, FRAGMENT_SPEC_BUILDERS["myolegs"]().compile()).pose(ANGLES_DEG[0])
