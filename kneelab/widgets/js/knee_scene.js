/* The knee in 3D: draws only when something changed, as richly as the machine can. */

const FADE_MS = 200;
const REST_MS = 220;
const SLOW_FRAME_MS = 120;
const SKIN_BEHIND_MM = -55;
const THROUGH = ["skin", "fascia", "space"];
const SOFTWARE = /swiftshader|llvmpipe|software|basic render|softpipe/i;

/** Name of the drawing machine, or null where there is no WebGL. */
function graphicsName() {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return null;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return name;
}

/**
 * The scene as a picture; the drawing (knee_drawing.js) answers to the same calls.
 * `graphics` is the name of the drawing machine; `changed` is called after each drawn frame, `onLost` when the machine gives up;
 * what `isOverlay` shows only when asked for.
 */
function createScene({ three, meta, block, graphics, onPick, onHover, onLost, isOverlay, changed }) {
  const canvas = h("canvas", { class: "kl-scene" });
  const software = SOFTWARE.test(graphics);
  const renderer = new three.WebGLRenderer({ canvas, antialias: !software, alpha: true, preserveDrawingBuffer: false, powerPreference: "high-performance" });
  renderer.toneMapping = three.NeutralToneMapping; // keeps a hue the hue of the design
  renderer.debug.checkShaderErrors = false; // asking would wait for the compiler
  const scene = new three.Scene();
  const sky = new three.HemisphereLight(0xffffff, 0x8a7a70, 1);
  const key = new three.DirectionalLight(0xfff4e8, 1);
  const rim = new three.DirectionalLight(0xbcd4ff, 1);
  key.position.set(-300, -700, 560);
  rim.position.set(520, -160, 220);
  key.shadow.mapSize.set(1024, 1024);
  Object.assign(key.shadow.camera, { left: -260, right: 260, top: 420, bottom: -420, near: 50, far: 2200 });
  key.shadow.bias = -0.0004;
  key.shadow.normalBias = 1.2;
  scene.add(sky, key, rim);
  const tissues = createTissues(three, meta, block);
  const items = tissues.items;
  const view = createCamera(three);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let tier = null, asked = "auto", angle = 0, depth = 1, overlays = false, lit = null, environment = null;
  let frame = null, rest = null, moved = 0, frames = 0, controls = null, size = [1, 1], gone = false;
  for (const one of items) {
    one.opacity = one.goal = one.entry.opacity;
    scene.add(one.mesh);
  }

  function dress(name) {
    tier = name;
    const rich = name === "rich";
    sky.intensity = rich ? 1 : 2.2;
    key.intensity = rich ? 2.6 : 2.4;
    rim.intensity = rich ? 0.9 : 0.7;
    key.castShadow = renderer.shadowMap.enabled = rich;
    renderer.shadowMap.type = three.PCFSoftShadowMap;
    if (rich && !environment) {
      const maker = new three.PMREMGenerator(renderer);
      environment = maker.fromScene(new three.RoomEnvironment(), 0.04).texture;
      maker.dispose();
    }
    scene.environment = rich ? environment : null;
    scene.environmentIntensity = 0.6;
    renderer.toneMappingExposure = rich ? 1.2 : 1;
    for (const one of items) {
      one.mesh.material.dispose?.();
      const bony = one.entry.tissue === "bone";
      const side = one.entry.opacity < 1 ? three.DoubleSide : three.FrontSide; // sheets show their back, closed bodies never do
      one.mesh.material = rich
        ? new three.MeshPhysicalMaterial({ vertexColors: true, side, roughness: bony ? 0.66 : 0.46, clearcoat: bony ? 0.05 : 0.3, clearcoatRoughness: 0.4 })
        : new three.MeshLambertMaterial({ vertexColors: true, side });
      one.mesh.receiveShadow = rich && one.entry.opacity >= 1;
      veil(one);
    }
  }
  function veil(one) {
    const { mesh, opacity, entry } = one;
    const clear = opacity < 0.995;
    if (mesh.material.transparent !== clear) {
      mesh.material.transparent = clear;
      mesh.material.needsUpdate = true;
    }
    mesh.material.opacity = opacity;
    mesh.material.depthWrite = opacity > 0.9;
    mesh.castShadow = entry.opacity >= 1 && opacity > 0.6;
    mesh.renderOrder = entry.tissue === "skin" ? 2 : clear ? 1 : 0;
    mesh.visible = opacity > 0.01;
  }

  /** Ask for a frame; while things move it is a coarser one. */
  function ask(moving = true) {
    if (gone) return;
    if (moving) moved = performance.now();
    if (frame === null) frame = requestAnimationFrame(draw);
  }
  function sharpness(moving) {
    const own = window.devicePixelRatio || 1;
    const wanted = tier === "rich" ? (moving ? Math.min(own, 1.25) : Math.min(own, 2)) : moving ? Math.min(own, 1) * 0.6 : Math.min(own, software ? 1.5 : 2);
    if (renderer.getPixelRatio() !== wanted) renderer.setPixelRatio(wanted);
  }
  let last = 0;
  function draw(time) {
    frame = null;
    if (gone) return;
    const passed = Math.min(100, time - last);
    last = time;
    let goesOn = view.step(time);
    for (const one of items) {
      if (one.opacity === one.goal) continue;
      const step = calm.matches ? 1 : passed / FADE_MS;
      one.opacity += Math.max(-step, Math.min(step, one.goal - one.opacity));
      if (Math.abs(one.goal - one.opacity) < 0.005) one.opacity = one.goal;
      else goesOn = true;
      veil(one);
    }
    for (const one of items) if (one.mesh.visible) tissues.pose(one, angle);
    const moving = goesOn || performance.now() - moved < REST_MS;
    sharpness(moving && frames > 0);
    const start = performance.now();
    renderer.render(scene, view.camera);
    if (frames === 1 && asked === "auto" && tier === "rich") {
      renderer.getContext().readPixels(0, 0, 1, 1, 6408, 5121, new Uint8Array(4)); // waits until the frame is really drawn
      if (performance.now() - start > SLOW_FRAME_MS) { dress("plain"); ask(); }
    }
    frames += 1;
    canvas.dataset.frames = frames;
    canvas.dataset.tier = tier;
    changed();
    if (goesOn) ask();
    else if (moving) {
      clearTimeout(rest);
      rest = setTimeout(() => ask(false), REST_MS);
    }
  }

  function restate() {
    for (const one of items) {
      const here = one.entry.layer >= depth && (overlays || !isOverlay(one.entry.id) || (lit && one.entry.id in lit.hues));
      const shown = lit && one.entry.id in lit.hues ? Math.max(one.entry.opacity, 0.75) : one.entry.opacity;
      one.goal = here ? shown : 0;
      tissues.paint(one, !lit ? null : one.entry.id in lit.hues ? lit.hues[one.entry.id] : one.entry.tissue === "bone" ? lit.bone : lit.flesh);
      if (one.goal > 0 && one.opacity === 0) { one.opacity = 0.02; veil(one); }
    }
    ask();
  }

  const ray = new three.Raycaster();
  const pointer = new three.Vector2();
  /** What lies under a point of the window: skin and fascia only where nothing else does. */
  function under(x, y) {
    const box = canvas.getBoundingClientRect();
    pointer.set(((x - box.left) / box.width) * 2 - 1, 1 - ((y - box.top) / box.height) * 2);
    ray.setFromCamera(pointer, view.camera);
    const hits = ray.intersectObjects(items.filter((one) => one.goal > 0.1).map((one) => one.mesh), false);
    const found = hits.find((hit) => !THROUGH.includes(entryOf(hit).tissue)) || hits[0];
    return found ? { id: entryOf(found).id, place: [found.point.x, found.point.z] } : null;
  }
  const entryOf = (hit) => items.find((one) => one.mesh === hit.object).entry;

  let pressed = null, hovering = null;
  canvas.addEventListener("pointerdown", (event) => { pressed = [event.clientX, event.clientY]; });
  canvas.addEventListener("click", (event) => {
    if (pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 6) return;
    onPick(under(event.clientX, event.clientY));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons || hovering !== null) return;
    hovering = requestAnimationFrame(() => {
      hovering = null;
      const found = under(event.clientX, event.clientY);
      canvas.style.cursor = found ? "pointer" : "";
      onHover(found && found.id, event.clientX, event.clientY);
    });
  });
  canvas.addEventListener("pointerleave", () => onHover(null));
  canvas.addEventListener("webglcontextlost", () => { if (!gone) onLost(); });

  dress(software ? "plain" : "rich");
  view.go("behind", true);
  const middle = new three.Vector3();
  return {
    element: canvas,
    is3d: true,
    shows: (id) => items.some((one) => one.entry.id === id),
    setDepth(n) { depth = n; restate(); },
    setOverlays(on) { overlays = on; restate(); },
    setAngle(degrees) { angle = degrees; ask(); },
    setView(name) { view.go(name, calm.matches || !frames); ask(); },
    /** Light structures up: colours by id, and those of the rest; null gives the natural colours. */
    light(wanted) {
      const linear = (colour) => new three.Color(colour).toArray();
      const hues = wanted && Object.fromEntries(Object.entries(wanted.hues).map(([id, colour]) => [id, linear(colour)]));
      lit = wanted && { hues, flesh: linear(wanted.flesh), bone: linear(wanted.bone) };
      restate();
    },
    setQuality(name) { asked = name; dress(name === "auto" ? (software ? "plain" : "rich") : name); restate(); },
    setFree(on) {
      controls ||= createTurning(three, view, canvas, ask);
      controls.enable(on);
    },
    resize(width, height) {
      if (size[0] === width && size[1] === height) return;
      size = [width, height];
      renderer.setSize(width, height, false);
      view.resize(width, height);
      ask();
    },
    /** Where a structure is in the picture, as shares of its width and height. */
    whereIs(id) {
      const one = items.find((each) => each.entry.id === id && each.goal > 0);
      if (!one) return null;
      tissues.pose(one, angle);
      return nearestSeen(one, view.camera, middle);
    },
    /** Where a place on the back of the straight knee (lateral, up, in mm) is in the picture. */
    pointAt([x, z]) {
      middle.set(x, SKIN_BEHIND_MM, z).project(view.camera);
      return [(middle.x + 1) / 2, (1 - middle.y) / 2];
    },
    stop() {
      gone = true;
      clearTimeout(rest);
      if (frame !== null) cancelAnimationFrame(frame);
      controls?.dispose();
      for (const one of items) { one.mesh.geometry.dispose(); one.mesh.material.dispose(); }
      environment?.dispose();
      renderer.dispose();
      renderer.forceContextLoss();
    },
  };
}

/** Mean place of a mesh's vertices that lie inside the picture. */
function nearestSeen(one, camera, point) {
  let x = 0, y = 0, n = 0;
  const { positions } = one;
  for (let i = 0; i < positions.length; i += 9) {
    point.set(positions[i], positions[i + 1], positions[i + 2]).applyMatrix4(one.mesh.matrix).project(camera);
    if (Math.abs(point.x) > 0.92 || Math.abs(point.y) > 0.92) continue;
    x += point.x;
    y += point.y;
    n += 1;
  }
  return n ? [(x / n + 1) / 2, (1 - y / n) / 2] : null;
}

/** Turning by hand: an option, never the only way to a view. */
function createTurning(three, view, canvas, ask) {
  const controls = new three.OrbitControls(view.camera, canvas);
  controls.target = view.target;
  controls.enableDamping = false;
  controls.enabled = false;
  canvas.style.touchAction = "auto";
  controls.addEventListener("change", () => ask());
  controls.addEventListener("start", () => view.release());
  return {
    enable(on) {
      controls.enabled = on;
      canvas.style.touchAction = on ? "none" : "auto";
    },
    dispose: () => controls.dispose(),
  };
}
