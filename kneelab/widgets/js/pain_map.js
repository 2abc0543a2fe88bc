/* Where does it hurt: the places as boxes round the leg, with a line to each; the same findings as in the list. */

const MAP = { left: -215, top: -185, width: 430, height: 345, gap: 47 };

/** Pain map of a record; ticking a place says that it hurts there. `also` changes the record in the same step. */
function createPainMap({ catalog: { pain_map: map }, keeper, strings }, also = () => {}) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `${MAP.left} ${MAP.top} ${MAP.width} ${MAP.height}`);
  svg.setAttribute("aria-hidden", "true");
  const add = (tag, attributes) => {
    const node = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    svg.append(node);
    return node;
  };
  add("path", { d: map.outline, class: "leg" });
  add("path", { d: "M-48 -6C-24 4 24 4 48 -6", class: "crease" });

  const rows = map.sites.map((site) => {
    const input = h("input", { type: "checkbox", onchange: () => set(site, input.checked) });
    return { site, input, node: h("label", { class: "kl-site", title: site.ask }, input, h("span", {}, site.label)) };
  });
  const set = (site, hurts) => {
    keeper.change((r) => {
      if (hurts) r.answers[site.finding] = 100;
      else delete r.answers[site.finding];
      also(r);
    });
  };
  const inside = rows.filter((row) => row.site.place);
  let turn = true;
  for (const row of inside) {
    const [x, z] = row.site.place;
    row.right = x === 0 ? (turn = !turn) : x > 0;
    row.x = x;
    row.y = -z;
  }
  for (const right of [false, true]) {
    const side = inside.filter((row) => row.right === right).sort((a, b) => a.y - b.y);
    let free = MAP.top;
    side.forEach((row, i) => {
      const room = MAP.top + MAP.height - MAP.gap * (side.length - i);
      const top = Math.max(free, Math.min(row.y - MAP.gap / 2, room));
      free = top + MAP.gap;
      row.node.style.top = `${(100 * (top - MAP.top)) / MAP.height}%`;
      row.node.classList.toggle("is-right", right);
      add("path", { d: `M${right ? 88 : -88} ${top + MAP.gap / 2} L${row.x} ${row.y}`, class: "lead" });
      row.dot = add("circle", { cx: row.x, cy: row.y, r: 8, class: "spot" });
      row.dot.addEventListener("click", () => row.input.click());
    });
  }
  const edge = (where) => rows.filter((row) => row.site.edge === where).map((row) => row.node);
  const element = h("fieldset", { class: "kl-painmap" }, h("legend", {}, strings["anatomy.where_hurts"]),
    h("div", { class: "kl-painmap__edge" }, edge("above")), h("div", { class: "kl-painmap__leg" }, svg, inside.map((row) => row.node)), h("div", { class: "kl-painmap__edge" }, edge("below")));
  return {
    element,
    sites: map.sites,
    set,
    /** Sites that hurt in this record. */
    of: (record) => map.sites.filter((site) => record.answers[site.finding] > 0),
    show(record) {
      for (const row of rows) {
        row.input.checked = record.answers[row.site.finding] > 0;
        row.dot?.classList.toggle("on", row.input.checked);
      }
    },
  };
}
