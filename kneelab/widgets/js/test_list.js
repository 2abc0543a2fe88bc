/* The list of the library: special tests first, then signs, questions, risks, and what is ordered elsewhere. */

/** Search and groups; the chosen test is marked, arrow keys move between the tests on show. */
function createTestList({ catalog, keeper, strings, reveal }) {
  const search = h("input", { type: "search", "aria-label": strings["library.search"], placeholder: strings["library.search"], autocomplete: "off" });
  const clear = h("button", { type: "button", class: "kl-link", onclick: () => { search.value = ""; find(); search.focus(); } }, strings["library.clear"]);
  const none = h("div", { class: "kl-notice", role: "status", hidden: true }, h("p", {}, strings["library.none"], " ", clear));
  const buttons = {};
  const groups = catalog.groups.map((g) => {
    const rows = g.tests.map((test) => {
      const label = h("span", { class: "kl-test__name" }, test.label);
      const button = h("button", { type: "button", class: "kl-test", "data-test": test.id, onclick: () => { choose(test.id); reveal(); } },
        label, h("span", { class: "kl-caption" }, h("span", { class: "kl-sr" }, `${test.kind_label}, `), test.studies_label));
      buttons[test.id] = button;
      return { test, label, node: h("li", {}, button) };
    });
    const count = h("span", { class: "kl-caption" }, String(rows.length));
    const node = h("details", { class: "kl-group" }, h("summary", {}, h("span", {}, g.label), count), h("ul", {}, rows.map((r) => r.node)));
    return { rows, node, count };
  });
  groups[0].node.open = true;
  const scroller = h("div", { class: "kl-tests" }, groups.map((g) => g.node));
  const element = h("section", { class: "kl-panel kl-shelf", "aria-label": strings["library.heading"] },
    h("h2", {}, strings["library.heading"]), h("div", { class: "kl-search" }, icon("search"), search), none, scroller);
  let chosen = null;
  let opened = null;

  /** Another test starts with the cause that it moves most. */
  function choose(id) {
    keeper.change((r) => Object.assign(r, { test: id, cause: null }));
  }
  function visible() {
    return [...scroller.querySelectorAll("details[open] .kl-test")].filter((b) => b.offsetParent);
  }
  function find() {
    const asked = search.value.trim().toLowerCase();
    let hits = 0;
    // The groups that stood open come back when the search is emptied.
    if (asked && !opened) opened = groups.map((g) => g.node.open);
    groups.forEach((g, i) => {
      let found = 0;
      for (const { test, label, node } of g.rows) {
        const hit = !asked || isCalled(test, asked);
        node.hidden = !hit;
        found += hit;
        label.replaceChildren(...marked(test.label, asked).childNodes);
      }
      g.node.hidden = !found;
      if (asked) g.node.open = found > 0;
      else if (opened) g.node.open = opened[i];
      setText(g.count, String(found));
      hits += found;
    });
    if (!asked) opened = null;
    none.hidden = hits > 0;
  }
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    const first = visible()[0];
    if (event.key === "Enter" && search.value.trim() && first) first.click();
    if (event.key === "ArrowDown" && first) { event.preventDefault(); first.focus(); }
    if (event.key === "Escape" && search.value) { event.preventDefault(); search.value = ""; find(); }
  });
  scroller.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = visible();
    const at = all.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    (all[at + step] || (step < 0 ? search : all[at])).focus();
  });

  return {
    element,
    choose,
    /** The test before (-1) or after (1) the chosen one, in the order of the list as it is filtered; null at the ends. */
    neighbour(step) {
      const ids = groups.flatMap((g) => g.rows).filter((r) => !r.node.hidden).map((r) => r.test.id);
      const at = ids.indexOf(chosen);
      return at < 0 ? null : ids[at + step] || null;
    },
    update({ selected }) {
      if (selected === chosen) return;
      if (chosen) buttons[chosen].removeAttribute("aria-current");
      chosen = selected;
      const button = buttons[chosen];
      button.setAttribute("aria-current", "true");
      const group = button.closest("details");
      if (!group.hidden) group.open = true;
      if (scroller.scrollHeight > scroller.clientHeight) {
        const off = button.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
        if (off < 0 || off > scroller.clientHeight - 2 * button.offsetHeight) scroller.scrollTop += off - scroller.clientHeight / 3;
      }
    },
  };
}
