/* The layered drawing of the knee: stands in where there is no 3D, and answers to the same calls as the scene. */

/** The drawing as a picture; `markup` is its SVG, one group a structure. */
function createDrawing({ markup, onPick, onHover, changed }) {
  const box = h("div", { class: "kl-drawing" });
  box.innerHTML = markup.replaceAll("KNEE-", `${uniqueId("drawing")}-`);
  const svg = box.querySelector("svg");
  const parts = [...box.querySelectorAll("[data-structure]")];
  const byId = Object.fromEntries(parts.map((node) => [node.dataset.structure, node]));
  let depth = 1;

  /** What lies under a point of the window: skin and fascia only where nothing else does. */
  function under(x, y) {
    const stack = document.elementsFromPoint(x, y).map((node) => node.closest("[data-structure]")).filter((node) => node && svg.contains(node));
    const found = stack.find((node) => !/is-(skin|fascia|space)/.test(node.getAttribute("class"))) || stack[0];
    if (!found) return null;
    const at = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    return { id: found.dataset.structure, place: [at.x, -at.y] };
  }
  svg.addEventListener("click", (event) => onPick(under(event.clientX, event.clientY)));
  svg.addEventListener("pointermove", (event) => {
    const found = under(event.clientX, event.clientY);
    svg.style.cursor = found ? "pointer" : "";
    onHover(found && found.id, event.clientX, event.clientY);
  });
  svg.addEventListener("pointerleave", () => onHover(null));
  return {
    element: box,
    is3d: false,
    shows: (id) => id in byId,
    setDepth(n) {
      depth = n;
      for (const node of parts) node.classList.toggle("peeled", Number(node.dataset.layer) < depth);
      changed();
    },
    light(wanted) {
      svg.classList.toggle("has-lit", Boolean(wanted));
      for (const node of parts) node.classList.toggle("lit", Boolean(wanted) && node.dataset.structure in wanted.hues);
      changed();
    },
    setOverlays(on) { svg.classList.toggle("with-overlays", on); },
    setAngle() {},
    setView() {},
    setQuality() {},
    setFree() {},
    resize: changed,
    whereIs(id) {
      const node = byId[id];
      if (!node || Number(node.dataset.layer) < depth) return null;
      const frame = box.getBoundingClientRect();
      const shape = node.querySelector(".m");
      const at = shape.getPointAtLength(0.25 * shape.getTotalLength()), other = shape.getPointAtLength(0.75 * shape.getTotalLength());
      const middle = new DOMPoint((at.x + other.x) / 2, (at.y + other.y) / 2).matrixTransform(svg.getScreenCTM());
      return [(middle.x - frame.left) / frame.width, (middle.y - frame.top) / frame.height];
    },
    pointAt([x, z]) {
      const frame = box.getBoundingClientRect();
      const at = new DOMPoint(x, -z).matrixTransform(svg.getScreenCTM());
      return [(at.x - frame.left) / frame.width, (at.y - frame.top) / frame.height];
    },
    stop() {},
  };
}
