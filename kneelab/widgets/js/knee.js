/* The drawing of the knee from behind: structures light up, layers peel off. */

const LAYERS = 9;

/** The drawing; `layers` gives the depth of each structure, 1 skin to 9 bone, for peeling. */
function createKnee(markup, layers = {}) {
  const box = h("div", { class: "kl-view" });
  box.innerHTML = markup.replaceAll("KNEE-", `${uniqueId("knee")}-`);
  const drawing = box.querySelector("svg");
  const description = box.querySelector("desc");
  const plain = description.textContent;
  const parts = [...box.querySelectorAll("[data-structure]")].map((node) => ({ node, ids: node.dataset.structure.split(" ") }));
  return {
    element: box,
    shows: (id) => parts.some((part) => part.ids.includes(id)),
    light(ids, names, sentence) {
      for (const part of parts) part.node.classList.toggle("lit", part.ids.some((id) => ids.includes(id)));
      setText(description, names.length ? `${plain} ${fill(sentence, { names: names.join(", ") })}` : plain);
    },
    peel(depth) {
      drawing.dataset.depth = depth;
      for (const part of parts) part.node.classList.toggle("peeled", Math.max(...part.ids.map((id) => layers[id] ?? LAYERS)) < depth);
    },
  };
}

/** Slider from skin to bone that peels a drawing. */
function createDepth(knee, strings) {
  const range = h("input", { type: "range", class: "kl-range kl-range--from0", min: 1, max: LAYERS, step: 1, "aria-label": strings["knee.depth"] });
  const word = h("p", { class: "kl-caption kl-depth__word" });
  const show = () => {
    const said = fill(strings["knee.depth_now"], { layer: range.value, name: strings[`layer.${range.value}`] });
    range.style.setProperty("--p", `${(100 * (range.value - 1)) / (LAYERS - 1)}%`);
    range.setAttribute("aria-valuetext", said);
    setText(word, said);
    knee.peel(Number(range.value));
  };
  range.addEventListener("input", show);
  return {
    element: h("div", {}, h("div", { class: "kl-depth" }, h("span", { "aria-hidden": "true" }, strings["knee.skin"]), range, h("span", { "aria-hidden": "true" }, strings["knee.bone"])), word),
    set(depth) {
      range.value = depth;
      show();
    },
  };
}
