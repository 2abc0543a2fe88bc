/* The cause explorer: choose a cause, read it, set it against another. The selection goes to the engine, the view comes back. */

const SELECTION = ["cause", "against", "show"];

/** A selection as the address carries it. */
function selectionToFragment(selection) {
  const parts = new URLSearchParams();
  for (const key of SELECTION) if (selection[key]) parts.set(key, selection[key]);
  return parts.toString();
}

/** The selection of an address, or null when it holds none. What it says is checked by the engine. */
function selectionFromFragment(fragment) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  return parts.has("cause") ? Object.fromEntries(SELECTION.map((key) => [key, parts.get(key)])) : null;
}

/** Name of the cause, what it is in lay words, and the ways on from here. */
function createCauseHead({ catalog, strings, keeper }) {
  const title = h("h2", { class: "kl-head__name" });
  const lay = h("p", { class: "kl-head__lay" });
  const id = uniqueId("against");
  const select = h("select", { id, onchange: () => keeper.change((r) => { r.against = select.value || null; }) },
    h("option", { value: "" }, strings["causes.compare_none"]),
    catalog.families.filter((f) => f.causes.length).map((f) => h("optgroup", { label: f.label }, f.causes.map((c) => h("option", { value: c.id }, c.name)))));
  const swap = h("button", { type: "button", class: "kl-btn kl-btn--quiet", onclick: () => keeper.change((r) => { [r.cause, r.against] = [r.against, r.cause]; }) }, strings["causes.compare_swap"]);
  const stop = h("button", { type: "button", class: "kl-btn kl-btn--quiet", onclick: () => { keeper.change((r) => { r.against = null; }); select.focus(); } }, strings["causes.compare_stop"]);
  const explore = ownsAddress() ? h("a", {}, strings["causes.explore"]) : null;
  const element = h("header", { class: "kl-head" }, title, lay,
    h("div", { class: "kl-head__ways" }, h("label", { for: id }, strings["causes.compare"]), select, swap, stop, explore));
  return {
    element,
    update({ cause, pair }) {
      const names = pair ? pair.sides : [cause];
      title.replaceChildren(...names.flatMap((c, i) => [i ? h("span", { class: "kl-head__against" }, ` ${strings["causes.against"]} `) : null, h("span", { class: `fam-${c.family}` }, tissueGlyph(c.family), c.name)]).filter(Boolean));
      setText(lay, pair ? "" : cause.lay);
      for (const option of select.options) option.disabled = option.value === cause.id;
      select.value = pair ? pair.sides[1].id : "";
      swap.hidden = stop.hidden = !pair;
      if (explore) explore.href = `explorer.ipynb#cause=${cause.id}`;
    },
  };
}

function renderCauses({ model, el }) {
  const catalog = model.get("catalog");
  const { strings } = catalog;
  const { serial: _, ...first } = model.get("record");
  const keeper = createKeeper(first, { read: selectionFromFragment, write: selectionToFragment });
  const context = { model, catalog, strings, keeper };
  const chooser = createChooser(context);
  const head = createCauseHead(context);
  const page = createCausePage(context);
  const pair = createCausePair(context);
  const heartbeat = createHeartbeat(context);
  const voice = h("p", { class: "kl-sr", role: "status" });
  const problems = h("div", { class: "kl-problems", role: "alert" });
  const root = h("div", { class: "kl-root" }, heartbeat.element, problems,
    h("div", { class: "kl-causes" }, chooser.element, h("div", { class: "kl-stack kl-causes__main" }, head.element, page.element, pair.element)), voice);

  const narrow = matchMedia(NARROW);
  narrow.addEventListener("change", chooser.arrange);
  el.append(root);
  const disconnect = connectEngine({
    model, keeper, heartbeat, root, problems, ready: "cause",
    question: ({ cause, against }) => [cause, against], // another tab of the same cause asks nothing
    show: (selection) => page.open(selection.show),
    draw(view, isLast) {
      head.update(view);
      chooser.arrange();
      chooser.show(view.cause.id);
      page.element.hidden = Boolean(view.pair);
      pair.element.hidden = !view.pair;
      if (view.pair) pair.update(view.pair);
      else page.update(view.cause);
      if (isLast) setText(voice, view.announce);
    },
  });
  return () => {
    narrow.removeEventListener("change", chooser.arrange);
    disconnect();
  };
}

export default { render: renderCauses };
