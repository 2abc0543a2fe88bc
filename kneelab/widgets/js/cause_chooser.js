/* Choosing a cause: grouped by tissue, found by lay words; one radio group, so arrow keys move through it. */

const NARROW = "(max-width: 60rem)";

/** Panel with search and the causes by tissue; it folds away on a phone and on a projector. */
function createChooser({ catalog, strings, keeper }) {
  const name = uniqueId("cause");
  const now = h("span");
  const search = h("input", { type: "search", "aria-label": strings["causes.search"], placeholder: strings["causes.search"], autocomplete: "off" });
  const none = h("div", { class: "kl-notice", role: "status", hidden: true }, strings["causes.search_none"]);
  const rows = {};
  const groups = catalog.families.filter((f) => f.causes.length).map((f) => {
    const list = f.causes.map((c) => row(c));
    return { list, node: h("fieldset", { class: `kl-choose__group fam-${f.id}` }, h("legend", {}, tissueGlyph(f.id), f.label), list.map((r) => r.node)) };
  });
  const fold = h("details", { class: "kl-choose__fold" },
    h("summary", {}, h("span", {}, strings["causes.choose"]), now),
    h("div", { class: "kl-search" }, icon("search"), search), none,
    h("div", { class: "kl-choose__groups" }, groups.map((g) => g.node)));
  const element = h("section", { class: "kl-panel kl-choose", "aria-label": strings["causes.choose"] }, fold);

  function row(cause) {
    const input = h("input", { type: "radio", name, value: cause.id, onchange: () => choose(cause.id) });
    const flag = cause.must_not_miss ? h("small", { class: "kl-choose__flag" }, icon("same_day"), strings["causes.must_not_miss"]) : null;
    const node = h("label", { class: "kl-choose__row" }, input, h("span", {}, cause.name, flag));
    // A pointer chooses and is done; arrow keys go on through the list.
    node.addEventListener("click", (event) => { if (event.detail > 0 && folds()) fold.open = false; });
    rows[cause.id] = { cause, input, node };
    return rows[cause.id];
  }
  function choose(id) {
    keeper.change((r) => Object.assign(r, { cause: id, against: r.against === id ? null : r.against }));
  }
  function find() {
    const asked = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const g of groups) {
      for (const r of g.list) {
        r.node.hidden = !asked.every((word) => r.cause.words.includes(word));
        found += r.node.hidden ? 0 : 1;
      }
      g.node.hidden = g.list.every((r) => r.node.hidden);
    }
    none.hidden = found > 0;
  }
  const folds = () => matchMedia(NARROW).matches || document.documentElement.dataset.theme === "projector";
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    const first = Object.values(rows).find((r) => !r.node.hidden);
    if (event.key === "Enter" && first) {
      first.input.checked = true;
      first.input.focus();
      choose(first.cause.id);
    }
    if (event.key === "Escape") { search.value = ""; find(); }
  });
  return {
    element,
    /** Open beside the page, folded above it. */
    arrange() { fold.open = !folds(); },
    show(cause) {
      const chosen = rows[cause];
      setText(now, chosen ? chosen.cause.name : "");
      if (!chosen) return;
      chosen.input.checked = true;
      const top = chosen.node.offsetTop - element.scrollTop;
      if (top < 0 || top > element.clientHeight - chosen.node.offsetHeight) element.scrollTop += top - element.clientHeight / 2;
    },
  };
}
