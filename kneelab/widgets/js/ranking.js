/* Ranked causes: a list of buttons, so that a screen reader reads the ranking. */

const TOP_ROWS = 7;
const TOP_ROWS_PROJECTOR = 6;

/** Panel with summary sentence, bars with bands, the rest in one row, key and table twin. */
function createRanking({ keeper, catalog, strings }) {
  const summary = h("p", { class: "kl-summary" });
  const list = h("ol", { class: "kl-ranks" });
  const rest = h("p", { class: "kl-rest kl-caption" });
  const axis = h("div", { class: "kl-axis", "aria-hidden": "true" }, h("div", {}));
  const table = h("tbody");
  const note = h("p", { class: "kl-caption" });
  const keys = h("div", { class: "kl-keys" },
    h("span", { class: "kl-key" }, h("i"), strings["mark.published"]),
    h("span", { class: "kl-key is-judged" }, h("i"), strings["ranking.judged_key"]),
    h("span", { class: "kl-key kl-key--band" }, h("i"), strings["ranking.band_key"]),
    catalog.families.map((f) => h("span", { class: `kl-key fam-${f.id}` }, tissueGlyph(f.id), f.label)));
  const element = h("section", { class: "kl-panel kl-ranking", "aria-label": strings["ranking.heading"] },
    h("h2", {}, strings["ranking.heading"]), summary, list, rest, axis, keys,
    h("details", { class: "kl-twin" }, h("summary", {}, strings["table.show"]),
      h("div", { class: "kl-table-scroll", tabindex: 0, role: "region", "aria-label": strings["ranking.table"] },
        h("table", { class: "kl-table" },
          h("thead", {}, h("tr", {}, ["cause", "share", "band", "mark"].map((c) => h("th", { scope: "col" }, strings[`table.${c}`])))), table)),
      note));
  const rows = {};

  function row(cause) {
    const share = h("b");
    const tail = h("span");
    const band = h("small");
    const track = h("span", { class: "kl-track", "aria-hidden": "true" }, h("span", { class: "kl-fill" }), h("span", { class: "kl-band" }));
    const flag = h("small", { class: "kl-flag" });
    const button = h("button", { type: "button", class: `kl-rank fam-${cause.family}`, onclick: () => keeper.change((r) => { r.cause = cause.id; }) },
      h("span", { class: "kl-rank__name" }, tissueGlyph(cause.family), h("span", {}, cause.short, flag)), track,
      h("span", { class: "kl-rank__num" }, share, tail, band));
    return { node: h("li", {}, button), button, share, tail, band, flag };
  }

  /** Slide rows from where they were to where they are now. */
  function reorder(ids) {
    const wanted = ids.map((id) => rows[id].node);
    if (wanted.length === list.children.length && wanted.every((node, i) => node === list.children[i])) return;
    const before = new Map([...list.children].map((node) => [node, node.getBoundingClientRect().top]));
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    list.replaceChildren(...wanted);
    if (focused && list.contains(focused)) focused.focus({ preventScroll: true });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    for (const node of wanted) {
      const shift = before.has(node) ? before.get(node) - node.getBoundingClientRect().top : 0;
      if (shift) node.animate([{ transform: `translateY(${shift}px)` }, { transform: "none" }], { duration: 240, easing: "ease-out" });
    }
  }

  return {
    element,
    update(view) {
      const projector = document.documentElement.dataset.theme === "projector";
      const top = view.ranking.slice(0, projector ? TOP_ROWS_PROJECTOR : TOP_ROWS);
      const selected = view.ranking.find((r) => r.id === view.selected.id);
      if (!top.includes(selected)) top[top.length - 1] = selected;
      setText(summary, view.summary);
      element.style.setProperty("--axis", view.axis_max);
      for (const r of top) {
        const parts = (rows[r.id] ||= row(r));
        const [share, tail] = /^\d/.test(r.words) ? [r.words.replace(/ of 100$/, ""), " of 100"] : [r.words.replace(/ of 100$/, ""), ""];
        setText(parts.share, share);
        setText(parts.tail, tail);
        setText(parts.band, r.band);
        setText(parts.flag, r.not_excluded_label || "");
        parts.button.setAttribute("aria-pressed", String(r.id === view.selected.id));
        parts.button.classList.toggle("is-judged", r.basis !== "published");
        parts.button.title = fill(strings["ranking.row_title"], { name: r.name, basis: r.basis_label });
        for (const [name, value] of [["--v", r.of_100], ["--lo", r.low], ["--hi", Math.min(r.high, view.axis_max)]]) parts.button.style.setProperty(name, value.toFixed(2));
      }
      reorder(top.map((r) => r.id));
      const others = view.ranking.filter((r) => !top.includes(r));
      rest.hidden = !others.length;
      const share = others.reduce((sum, r) => sum + r.of_100, 0);
      setText(rest, fill(strings[share < 1 ? "ranking.rest_little" : "ranking.rest"], { n: others.length, share: Math.round(share) }));
      const ticks = view.axis_max === 60 ? [0, 20, 40, 60] : [0, 25, 50, 75, 100];
      axis.firstChild.replaceChildren(...ticks.map((t) => h("span", { style: `left:${(100 * t) / view.axis_max}%` }, String(t))));
      element.dataset.axis = view.axis_max;
      table.replaceChildren(...view.ranking.map((r) => h("tr", {}, h("th", { scope: "row" }, r.name), h("td", {}, r.words), h("td", {}, r.band),
        h("td", {}, [r.basis_label, r.not_excluded_label].filter(Boolean).join(", ")))));
      setText(note, view.prior_note);
    },
  };
}
