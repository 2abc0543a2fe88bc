/* A cause lights its structures up, with how it comes about in one sentence. */

/** Peeled just far enough that the shallowest of a cause's structures lies open. */
function depthOf(cause, catalog) {
  return cause?.structures.length ? Math.min(...cause.structures.map((x) => catalog.structures[x.structure].layer)) : null;
}

function createCauseLight({ catalog, strings, keeper }) {
  const all = Object.fromEntries(catalog.causes.flatMap((f) => f.causes).map((c) => [c.id, c]));
  const id = uniqueId("cause");
  const select = h("select", { id, onchange: () => keeper.change((r) => { r.cause = select.value || null; }) }, h("option", { value: "" }, strings["anatomy.cause_none"]),
    catalog.causes.map((f) => h("optgroup", { label: f.label }, f.causes.map((c) => h("option", { value: c.id }, c.name)))));
  const body = h("div", { class: "kl-stack" });
  const open = (structure) => keeper.change((r) => Object.assign(r, { structure, part: "look" }));
  let drawn = null;
  return {
    element: h("section", { class: "kl-panel kl-causelight" }, h("label", { for: id, class: "kl-causelight__choose" }, strings["anatomy.cause_choose"], select), body),
    lights: (record) => (all[record.cause]?.structures || []).map((x) => x.structure),
    depthFor: (record) => depthOf(all[record.cause], catalog),
    picked(found) {
      const s = found && catalog.structures[found.id];
      if (s) keeper.change((r) => Object.assign(r, { structure: s.id, part: "look" }));
    },
    show(record) {
      select.value = all[record.cause] ? record.cause : "";
      if (drawn === record.cause) return;
      drawn = record.cause;
      const c = all[record.cause];
      body.replaceChildren(...(c ? [
        h("h2", { class: `fam-${c.family}` }, tissueGlyph(c.family), ` ${c.name}`), h("p", {}, c.lay), h("ul", { class: "kl-mechanism" }, statement(c.mechanism)),
        c.structures.length ? h("ol", { class: "kl-links" }, c.structures.map((x) => linkRow(x, h("span", { class: "kl-inlayer" }, h("span", { class: "kl-depthno", title: catalog.structures[x.structure].layer_label }, String(catalog.structures[x.structure].layer)), structureButton(catalog.structures[x.structure], open)))))
          : h("div", { class: "kl-notice" }, strings["causes.where_none"]),
        ownsAddress() ? h("p", {}, h("a", { href: `causes.ipynb#cause=${c.id}` }, fill(strings["anatomy.cause_more"], { name: c.name }))) : null].filter(Boolean) : [h("div", { class: "kl-notice" }, strings["anatomy.cause_empty"])]));
    },
  };
}
