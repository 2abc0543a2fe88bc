/* What it does: a hundred people before the answer and after each result, and every cause that moves. */

/** Panel with the start, the headline, the hundred people, and the table of causes. */
function createEffect({ catalog, keeper, strings }) {
  const whom = createStart({ catalog, keeper, strings });
  const start = h("p", { class: "kl-caption" });
  const ignored = h("p", { class: "kl-caption" });
  const headline = h("p", { class: "kl-lead", role: "status" });
  const people = h("div", { class: "kl-people" });
  const hint = h("p", { class: "kl-caption" }, strings["library.choose_cause"]);
  const table = h("div", { class: "kl-table-scroll", tabindex: 0, role: "region", "aria-label": strings["library.effect_table"] });
  const note = h("p", { class: "kl-caption" });
  const nothing = h("div", { class: "kl-notice" }, h("p", {}, strings["library.effect_none"]));
  const keys = h("div", { class: "kl-keys" }, h("span", { class: "kl-key" }, h("i"), strings["mark.published"]), h("span", { class: "kl-key is-judged" }, h("i"), strings["ranking.judged_key"]),
    h("span", { class: "kl-key kl-key--band" }, h("i"), strings["ranking.band_key"]));
  const something = h("div", { class: "kl-effect__body" },
    whom.element, start, ignored, headline, people, hint, table, keys, note);
  const heading = h("h2", { tabindex: -1 }, strings["library.effect_heading"]);
  const element = h("section", { class: "kl-panel kl-effect", "aria-label": strings["library.effect_heading"] }, heading, something, nothing);
  let arrays = [];

  /** Address of the explorer with this record and one more answer. */
  function explorerLink(finding, value) {
    const { test, cause, ...record } = structuredClone(keeper.record);
    record.answers[finding] = value;
    return `explorer.ipynb#${recordToFragment(record)}`;
  }
  function showPeople(e, family) {
    if (arrays.length !== e.people.length) {
      arrays = e.people.map(() => ({ title: h("h3"), squares: createSquares(), share: h("p") }));
      people.replaceChildren(...arrays.map((a) => h("div", {}, a.title, a.squares.element, a.share)));
    }
    people.className = `kl-people fam-${family}`;
    e.people.forEach((p, i) => {
      setText(arrays[i].title, p.title);
      arrays[i].squares.show(p.n, p.label);
      setText(arrays[i].share, p.share);
    });
  }
  function causeTable(e) {
    const links = e.outcomes.map((o) => (ownsAddress() ? h("a", { href: explorerLink(e.finding, o.value), "aria-label": o.label }, strings["library.explore"]) : null));
    return h("table", { class: "kl-shares" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, strings["table.cause"]), e.titles.map((t) => h("th", { scope: "col" }, t)))),
      h("tbody", {}, e.rows.map((r) => h("tr", { class: `fam-${r.family} ${r.id === e.cause ? "is-chosen" : ""}` },
        h("th", { scope: "row" }, h("button", { type: "button", class: "kl-rank__name", "data-cause": r.id, "aria-pressed": String(r.id === e.cause), onclick: () => keeper.change((x) => { x.cause = r.id; }) },
          tissueGlyph(r.family), h("span", {}, r.name, r.not_excluded ? h("small", { class: "kl-flag" }, r.not_excluded) : null))),
        r.cells.map((c, i) => h("td", { "data-label": e.titles[i] }, shareCell(c, e.axis_max, c.basis !== "published"), h("span", { class: "kl-sr" }, c.basis_label), c.ruled_out ? h("small", { class: "kl-flag" }, c.ruled_out) : null))))),
      ownsAddress() ? h("tfoot", {}, h("tr", {}, h("td", {}), h("td", {}), links.map((a, i) => h("td", { "data-label": e.titles[i + 1] }, a)))) : null);
  }

  return {
    element,
    visit() {
      heading.focus({ preventScroll: true });
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    },
    show: whom.show,
    update({ effect: e }) {
      something.hidden = !e;
      nothing.hidden = Boolean(e);
      if (!e) return;
      setText(start, e.start);
      setText(ignored, e.ignored || "");
      ignored.hidden = !e.ignored;
      setText(headline, e.headline);
      showPeople(e, e.rows.find((r) => r.id === e.cause).family);
      const held = table.contains(document.activeElement) ? document.activeElement.dataset.cause : null;
      table.replaceChildren(causeTable(e));
      const again = held && table.querySelector(`[data-cause="${held}"]`);
      if (again) again.focus({ preventScroll: true });
      setText(note, e.prior_note);
    },
  };
}
