/* The stage: the knee as a scene or as a drawing, its layers, its joint angle, its views. All of it lives in the page. */

const ANGLE_MAX = 120;
const START_DEPTH = 2;
const MOST_NAMES = 6;

/** three.js, loaded once a page. */
function loadThree(model) {
  window.kneelabThree ||= bundleUrl(model, "three-knee.min.js").then((url) => import(url));
  return window.kneelabThree;
}

/** Slider with its number box for the joint angle. */
function createAngle(strings, change) {
  const id = uniqueId("angle");
  const range = h("input", { type: "range", class: "kl-range kl-range--from0", id, min: 0, max: ANGLE_MAX, step: 5 });
  const box = h("input", { type: "number", min: 0, max: ANGLE_MAX, step: 5, "aria-label": strings["anatomy.angle_number"] });
  const show = (value) => {
    range.value = box.value = value;
    range.style.setProperty("--p", `${(100 * value) / ANGLE_MAX}%`);
    range.setAttribute("aria-valuetext", fill(strings["anatomy.angle_now"], { angle: value }));
  };
  const set = (raw) => {
    const value = Math.max(0, Math.min(ANGLE_MAX, Math.round(Number(raw)) || 0));
    show(value);
    change(value);
  };
  range.addEventListener("input", () => set(range.value));
  box.addEventListener("change", () => set(box.value));
  show(0);
  return { element: h("div", { class: "kl-stage__slider" }, h("label", { for: id }, strings["anatomy.angle"]), h("div", { class: "kl-pair" }, range, box)), set };
}

/** The picture with its controls. `onPick` hears of a click: {id, place} or null; `onDepth` of a new depth. */
function createStage({ model, catalog, strings }, { onPick, onDepth }) {
  const { structures } = catalog;
  const frame = h("div", { class: "kl-stage__frame" });
  const tip = h("div", { class: "kl-tip", hidden: true, "aria-hidden": "true" });
  const labels = createLabels();
  const note = h("p", { class: "kl-caption kl-stage__note", role: "status" }, strings["anatomy.loading"]);
  const told = h("p", { class: "kl-caption" });
  const state = { depth: START_DEPTH, angle: 0, view: "behind", lit: [], letters: null, mark: null };
  let picture = null, scene = null, wantsDrawing = false;

  const nameOf = (id) => structures[id]?.name || sceneNames[id] || id;
  const sceneNames = {};
  const hover = (id, x, y) => {
    tip.hidden = !id || state.letters !== null;
    if (tip.hidden) return;
    const box = frame.getBoundingClientRect();
    setText(tip, structures[id] ? fill(strings["anatomy.tip"], { name: nameOf(id), layer: structures[id].layer }) : nameOf(id));
    tip.style.left = `${Math.min(x - box.left + 14, box.width - tip.offsetWidth - 4)}px`;
    tip.style.top = `${y - box.top + 16}px`;
  };
  const place = () => picture && frame.clientWidth && labels.place(picture, frame.clientWidth, frame.clientHeight);
  const drawing = createDrawing({ markup: catalog.drawing_svg, onPick, onHover: hover, changed: () => place() });

  const depth = createDepth({ peel(n) { state.depth = n; picture?.setDepth(n); name(); onDepth(n); } }, strings);
  const angle = createAngle(strings, (value) => { state.angle = value; picture?.setAngle(value); describe(); });
  const views = h("div", { class: "kl-views", role: "group", "aria-label": strings["anatomy.views"] },
    catalog.views.map((v) => h("button", { type: "button", class: "kl-chip", "data-view": v.id, onclick: () => setView(v.id) }, v.label)));
  const turn = h("input", { type: "checkbox", onchange: () => scene?.setFree(turn.checked) });
  const plain = h("input", { type: "checkbox", onchange: () => { wantsDrawing = plain.checked; choose(); } });
  const overlays = h("input", { type: "checkbox", onchange: () => picture.setOverlays(overlays.checked) });
  const quality = h("select", { id: uniqueId("quality"), onchange: () => scene?.setQuality(quality.value) },
    ["auto", "plain", "rich"].map((q) => h("option", { value: q }, strings[`anatomy.quality.${q}`])));
  const solid = h("div", { class: "kl-stage__solid", hidden: true }, angle.element, views);
  const only3d = h("div", { class: "kl-stage__set", hidden: true }, h("label", {}, turn, ` ${strings["anatomy.turn"]}`), h("label", {}, plain, ` ${strings["anatomy.use_drawing"]}`),
    h("label", { for: quality.id }, strings["anatomy.quality"], " ", quality));
  const options = h("details", { class: "kl-stage__options" }, h("summary", {}, strings["anatomy.options"]),
    h("div", { class: "kl-stage__set" }, h("label", {}, overlays, ` ${strings["anatomy.overlays"]}`), only3d));
  const ways = ["inner", "outer"].map((way) => h("span", { class: `kl-way is-${way}`, "aria-hidden": "true" }, strings[`anatomy.way.${way}`]));
  frame.append(...labels.elements, ...ways, tip);
  const element = h("section", { class: "kl-panel kl-stage", "aria-label": strings["anatomy.stage"] }, frame,
    h("div", { class: "kl-stage__controls" }, depth.element, solid, note, h("div", { class: "kl-stage__more" }, h("details", { class: "kl-stage__words" }, h("summary", {}, strings["anatomy.in_words"]), told), options)));

  function setView(id) {
    state.view = id;
    for (const button of views.children) button.setAttribute("aria-pressed", String(button.dataset.view === id));
    for (const way of ways) way.hidden = picture?.is3d && CAMERA_VIEWS[id].turn !== 0;
    picture?.setView(id);
    if (picture?.is3d) angle.set(CAMERA_VIEWS[id].angle ?? (state.angle === CAMERA_VIEWS.bent.angle ? 0 : state.angle));
    describe();
  }
  /** What the picture shows, for those who do not see it. */
  function describe() {
    const layers = catalog.layers.filter((l) => l.layer >= state.depth && l.structures.length);
    const lit = state.lit.map((id) => structures[id]).filter(Boolean);
    const sentence = [
      fill(strings["anatomy.words_view"], { view: catalog.views.find((v) => v.id === state.view).label, angle: state.angle }),
      fill(strings["anatomy.words_layers"], { layer: state.depth, names: layers.map((l) => l.label).join(", ") }),
      lit.length && !state.letters ? fill(strings["anatomy.words_lit"], { names: lit.map((s) => `${s.name} (${s.layer_label})`).join(", ") }) : "",
    ].filter(Boolean).join(" ");
    setText(told, sentence);
    if (scene) scene.element.setAttribute("aria-label", sentence);
  }
  function colours() {
    if (!state.lit.length) return null;
    const style = getComputedStyle(element);
    const token = (name) => style.getPropertyValue(`--${name}`).trim();
    return { hues: Object.fromEntries(state.lit.map((id) => [id, hueOf(structures[id], token)])), flesh: token("unlit"), bone: token("unlit-bone") };
  }
  const hueOf = (s, token) => (s.kind === "artery" ? "#b3263a" : token(s.family));
  function relight() {
    picture?.light(colours());
    name();
  }
  /** Names of what is lit and not peeled away, shallowest first; a picture with more would be a list. */
  function name() {
    const open = state.lit.map((id, i) => ({ ...structures[id], letter: state.letters?.[i] })).filter((s) => s.layer >= state.depth);
    const shown = open.sort((a, b) => a.layer - b.layer).slice(0, MOST_NAMES).map((s) => ({ id: s.id, family: s.family, letter: Boolean(s.letter), text: s.letter || s.name }));
    labels.set([...shown, ...(state.mark ? [{ ...state.mark, family: "other" }] : [])]);
    place();
    describe();
  }

  /** What lies outside the picture is shown with the whole leg. */
  function bringIn() {
    const open = state.lit.filter((id) => structures[id].layer >= state.depth);
    if (picture?.is3d && open.length && !open.some((id) => picture.whereIs(id)) && open.some((id) => picture.shows(id))) setView("leg");
  }

  /** Scene where there is one and it is wanted, else the drawing. */
  function choose() {
    const next = scene && !wantsDrawing ? scene : drawing;
    if (picture === next) return;
    picture?.element.remove();
    picture = next;
    frame.prepend(picture.element);
    solid.hidden = !picture.is3d;
    element.dataset.picture = picture.is3d ? "scene" : "drawing";
    picture.resize(frame.clientWidth, frame.clientHeight);
    picture.setDepth(state.depth);
    picture.setOverlays(overlays.checked);
    if (picture.is3d) { picture.setView(state.view); picture.setAngle(state.angle); }
    for (const way of ways) way.hidden = picture.is3d && CAMERA_VIEWS[state.view].turn !== 0;
    relight();
    bringIn();
  }
  /** The drawing machine gave up: the drawing takes over. */
  function lose() {
    scene.stop();
    scene = null;
    only3d.hidden = true;
    setText(note, strings["anatomy.no_webgl"]);
    note.hidden = false;
    choose();
  }
  async function raise() {
    const graphics = graphicsName();
    if (graphics === null) return strings["anatomy.no_webgl"];
    const [three, { message, buffers }] = await Promise.all([loadThree(model), askKernel(model, "scene")]);
    if (!message.meta) return strings["anatomy.no_extra"];
    const view = buffers[0];
    const block = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
    for (const entry of message.meta.items) sceneNames[entry.id] = entry.name;
    scene = createScene({ three, meta: message.meta, block, graphics, onPick, onHover: hover, onLost: lose, isOverlay: (id) => Boolean(structures[id]?.overlay), changed: () => place() });
    scene.element.setAttribute("role", "img");
    only3d.hidden = false;
    return "";
  }

  const watch = new ResizeObserver(() => picture?.resize(frame.clientWidth, frame.clientHeight));
  watch.observe(frame);
  depth.set(START_DEPTH);
  setView("behind");
  choose();
  return {
    element,
    state,
    /** Build the scene; the drawing stands until it is there, and stays where there is none. */
    async start() {
      let said = strings["anatomy.no_scene"];
      try {
        said = await raise();
      } catch (error) {
        console.error(error);
      }
      setText(note, said);
      note.hidden = !said;
      choose();
    },
    /** Light structures up: with letters instead of names for a question, with a mark {place, text} on the skin. */
    light(ids, { letters = null, mark = null } = {}) {
      state.lit = ids.filter((id) => structures[id]);
      state.letters = letters;
      state.mark = mark;
      tip.hidden = true;
      relight();
      bringIn();
    },
    setDepth: (n) => depth.set(n),
    setView,
    retheme: relight,
    stop() {
      watch.disconnect();
      scene?.stop();
    },
  };
}
