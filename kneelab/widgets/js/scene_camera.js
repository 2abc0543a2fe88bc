/* Canonical views of the right knee: where the camera stands, what it looks at, how much it sees. */

const FIELD_DEG = 26;
const TURN_MS = 320;

/* Turn round the leg from behind (degrees, outward positive), height over it, target and seen height in mm, knee angle. */
const CAMERA_VIEWS = {
  behind: { turn: 0, rise: 0, target: [2, -25, -12], seen: 345, wide: 150 },
  hollow: { turn: 0, rise: 0, target: [2, -25, 2], seen: 205, wide: 130 },
  inner: { turn: -78, rise: 4, target: [0, -12, -12], seen: 345, wide: 170 },
  outer: { turn: 78, rise: 4, target: [0, -12, -12], seen: 345, wide: 170 },
  bent: { turn: -48, rise: 12, target: [0, -95, -35], seen: 470, wide: 380, angle: 60 },
  leg: { turn: 0, rise: 0, target: [0, -20, 66], seen: 1070, wide: 260 },
  below: { turn: 0, rise: -34, target: [2, -30, -20], seen: 300, wide: 170 },
};

/** A camera that stands in canonical views and moves between them. */
function createCamera(three) {
  const camera = new three.PerspectiveCamera(FIELD_DEG, 1, 20, 6000);
  camera.up.set(0, 0, 1);
  const target = new three.Vector3();
  let from = null, to = null, started = 0, now = "behind", free = false;

  function stand(name) {
    const view = CAMERA_VIEWS[name];
    const turn = (view.turn * Math.PI) / 180, rise = (view.rise * Math.PI) / 180;
    const half = Math.tan((FIELD_DEG * Math.PI) / 360);
    const away = Math.max(view.seen / 2 / half, view.wide / 2 / half / camera.aspect);
    const aim = new three.Vector3(...view.target);
    const eye = new three.Vector3(Math.sin(turn) * Math.cos(rise), -Math.cos(turn) * Math.cos(rise), Math.sin(rise)).multiplyScalar(away).add(aim);
    return { eye, aim };
  }
  function place({ eye, aim }) {
    camera.position.copy(eye);
    target.copy(aim);
    camera.lookAt(target);
    camera.updateMatrixWorld();
  }
  return {
    camera,
    target,
    /** Move to a view, or stand there at once. */
    go(name, atOnce) {
      now = name;
      free = false;
      to = stand(name);
      from = atOnce ? null : { eye: camera.position.clone(), aim: target.clone() };
      started = performance.now();
      if (atOnce) place(to);
    },
    /** The hand turns it from here on. */
    release() { free = true; from = null; },
    resize(width, height) {
      camera.aspect = width / height;
      camera.updateProjectionMatrix();
      if (!free) place(stand(now));
    },
    /** One step of a movement; true while it goes on. */
    step(time) {
      if (!from) return false;
      const share = Math.min(1, (time - started) / TURN_MS), eased = share * share * (3 - 2 * share);
      const away = from.eye.distanceTo(from.aim) * (1 - eased) + to.eye.distanceTo(to.aim) * eased;
      const aim = from.aim.clone().lerp(to.aim, eased);
      const eye = from.eye.clone().sub(from.aim).normalize().lerp(to.eye.clone().sub(to.aim).normalize(), eased);
      if (eye.length() < 0.05) eye.set(0, -1, 0); // straight through the leg: round it instead
      place({ eye: eye.normalize().multiplyScalar(away).add(aim), aim });
      if (share === 1) from = null;
      return share < 1;
    },
  };
}
