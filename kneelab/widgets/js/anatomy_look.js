/* Looking: every structure as a button, layer by layer, and the card of the chosen one. */

function createLook({ catalog, strings, keeper }) {
  let onPicture = false;
  const choose = (id) => {
    onPicture = false;
    keeper.change((r) => Object.assign(r, { structure: r.structure === id ? null : id, part: "look" }));
  };
  const buttons = {};
  const layers = catalog.layers.filter((l) => l.structures.length).map((l) => {
    const list = l.structures.map((id) => (buttons[id] = structureButton(catalog.structures[id], choose)));
    return h("section", { "aria-label": l.label }, h("h3", {}, h("span", { class: "kl-depthno" }, String(l.layer)), l.label), h("div", { class: "kl-chips" }, list));
  });
  const card = h("div", { class: "kl-look__card" });
  return {
    element: h("div", { class: "kl-look2" }, h("div", { class: "kl-panel" }, card), h("div", { class: "kl-panel kl-layers", role: "group", "aria-label": strings["anatomy.list"] }, h("h2", {}, strings["anatomy.list"]), layers)),
    lights: (record) => (catalog.structures[record.structure] ? [record.structure] : []),
    /** Peeled down to what was chosen from the list; what was clicked lies open already. */
    depthFor: (record) => (onPicture ? null : catalog.structures[record.structure]?.layer),
    picked(found) {
      if (found && !catalog.structures[found.id]) return;
      onPicture = true;
      keeper.change((r) => Object.assign(r, { structure: found ? found.id : null, part: "look" }));
    },
    show(record) {
      const s = catalog.structures[record.structure];
      for (const [id, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", String(id === record.structure));
      if (s && card.firstElementChild?.dataset.structure === s.id) return;
      card.replaceChildren(s ? structureCard(s, { strings }, (id) => keeper.change((r) => Object.assign(r, { cause: id, part: "cause" }))) : h("div", { class: "kl-notice" }, strings["anatomy.choose"]));
    },
  };
}
