/* The tissues of the packed scene: where each lies at a joint angle, and which colour it has. */

const BYTE = 1 / 255;

/** Normals of a mesh, written into place; one sum over the faces. */
function writeNormals(positions, faces, normals) {
  normals.fill(0);
  for (let i = 0; i < faces.length; i += 3) {
    const a = 3 * faces[i], b = 3 * faces[i + 1], c = 3 * faces[i + 2];
    const ux = positions[b] - positions[a], uy = positions[b + 1] - positions[a + 1], uz = positions[b + 2] - positions[a + 2];
    const vx = positions[c] - positions[a], vy = positions[c + 1] - positions[a + 1], vz = positions[c + 2] - positions[a + 2];
    const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    for (const at of [a, b, c]) {
      normals[at] += x;
      normals[at + 1] += y;
      normals[at + 2] += z;
    }
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.hypot(normals[i], normals[i + 1], normals[i + 2]) || 1;
    normals[i] /= length;
    normals[i + 1] /= length;
    normals[i + 2] /= length;
  }
}

/** One mesh an item. `block` is an ArrayBuffer with positions, faces and colours as the table says. */
function createTissues(three, meta, block) {
  const scale = meta.scale_mm;
  const item = (entry) => {
    const count = 3 * entry.vertices;
    const frames = new Int16Array(block, entry.offset_vertices, count * entry.key_frames);
    const faces = new Uint16Array(block, entry.offset_faces, 3 * entry.faces);
    const positions = new Float32Array(count), normals = new Float32Array(count);
    const geometry = new three.BufferGeometry();
    geometry.setAttribute("position", new three.BufferAttribute(positions, 3));
    geometry.setAttribute("normal", new three.BufferAttribute(normals, 3));
    geometry.setAttribute("color", new three.BufferAttribute(new Float32Array(count), 3));
    geometry.setIndex(new three.BufferAttribute(faces, 1));
    const mesh = new three.Mesh(geometry);
    mesh.matrixAutoUpdate = false;
    mesh.name = entry.id;
    const made = { entry, mesh, frames, faces, positions, normals, natural: naturalColours(three, entry, block), posed: null, painted: null };
    if (entry.key_frames === 1) blend(made, 0, 0, 0);
    paint(made, null);
    return made;
  };

  /** Positions between two key frames. */
  function blend(one, first, second, share) {
    const { frames, positions } = one;
    const n = positions.length, a = first * n, b = second * n;
    for (let i = 0; i < n; i += 1) positions[i] = (frames[a + i] * (1 - share) + frames[b + i] * share) * scale;
    writeNormals(positions, one.faces, one.normals);
    one.mesh.geometry.attributes.position.needsUpdate = true;
    one.mesh.geometry.attributes.normal.needsUpdate = true;
    one.mesh.geometry.boundingSphere = null;
    one.mesh.geometry.boundingBox = null;
  }

  /** The knee at an angle in degrees; what cannot be seen is left for when it can. */
  function pose(one, angle) {
    if (one.posed === angle) return;
    one.posed = angle;
    const { angles } = meta;
    let k = 0;
    while (k < angles.length - 2 && angle > angles[k + 1]) k += 1;
    const share = Math.min(1, Math.max(0, (angle - angles[k]) / (angles[k + 1] - angles[k])));
    const { matrices, key_frames: frames } = one.entry;
    if (matrices) one.mesh.matrix.set(...matrices[k].map((value, i) => value * (1 - share) + matrices[k + 1][i] * share));
    else if (frames > 1) blend(one, k, k + 1, share);
    one.mesh.matrixWorldNeedsUpdate = true;
  }

  /** Natural colours, or a hue (linear rgb) that keeps the streaks of the tissue. */
  function paint(one, hue) {
    const key = hue ? hue.join() : "natural";
    if (one.painted === key) return;
    one.painted = key;
    const colours = one.mesh.geometry.attributes.color;
    if (!hue) colours.array.set(one.natural.colours);
    else {
      const { shade } = one.natural;
      for (let i = 0; i < shade.length; i += 1) for (let c = 0; c < 3; c += 1) colours.array[3 * i + c] = Math.min(1, hue[c] * shade[i]);
    }
    colours.needsUpdate = true;
  }

  return { items: meta.items.map(item), pose, paint };
}

/** Colours of an item in linear light, and how each vertex's brightness differs from the mean. */
function naturalColours(three, entry, block) {
  const n = entry.vertices;
  const colours = new Float32Array(3 * n);
  const colour = new three.Color();
  const bytes = entry.offset_colours >= 0 ? new Uint8Array(block, entry.offset_colours, 3 * n) : new Uint8Array(3 * n).fill(200);
  const shade = new Float32Array(n);
  let mean = 0;
  for (let i = 0; i < n; i += 1) {
    colour.setRGB(bytes[3 * i] * BYTE, bytes[3 * i + 1] * BYTE, bytes[3 * i + 2] * BYTE, three.SRGBColorSpace);
    colours.set([colour.r, colour.g, colour.b], 3 * i);
    shade[i] = colour.r + colour.g + colour.b;
    mean += shade[i] / n;
  }
  for (let i = 0; i < n; i += 1) shade[i] = Math.min(1.25, Math.max(0.8, 1 + 0.35 * (shade[i] / mean - 1)));
  return { colours, shade };
}
