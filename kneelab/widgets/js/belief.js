/* Sharing out one's belief: a slider and a number for each cause, together always 100. */

/**
 * Controls for the causes that are considered. `changed` hears of every new set of shares.
 * The learner may add any cause; nothing here knows the answer.
 */
function createBelief({ catalog, strings, changed }) {
  const byId = Object.fromEntries(catalog.causes.map((c) => [c.id, c]));
  let shares = { [SOMETHING_ELSE]: WHOLE };
  let rows = {};
  const list = h("ul", { class: "kl-shares" });
  const rest = h("output", {});
  const restBar = h("i", { "aria-hidden": "true" });
  const add = h("select", { id: uniqueId("add"), onchange: () => { if (add.value) include(add.value, true); } });
  const element = h("div", { class: "kl-belief" }, list,
    h("p", { class: "kl-shares__rest" }, h("span", {}, strings["case.something_else"]), h("span", { class: "kl-shares__track" }, restBar), rest),
    h("div", { class: "kl-shares__add" }, h("label", { for: add.id }, strings["case.add_cause"]), add),
    h("p", { class: "kl-caption" }, strings["case.belief_rule"]));

  function give(cause, value) {
    shares = shareOut(shares, cause, value);
    draw();
    changed(shares);
  }

  function createRow(cause) {
    const { name, family } = byId[cause];
    const label = fill(strings["case.share_label"], { cause: name });
    const range = h("input", { type: "range", class: "kl-range kl-range--from0", min: 0, max: WHOLE, step: 1, "aria-label": label });
    const number = h("input", { type: "number", min: 0, max: WHOLE, step: 1, inputmode: "numeric", "aria-label": label });
    range.addEventListener("input", () => give(cause, range.value));
    number.addEventListener("change", () => give(cause, number.value));
    const node = h("li", { class: `fam-${family}`, "data-cause": cause },
      h("span", { class: "kl-shares__name" }, tissueGlyph(family), name), h("div", { class: "kl-pair" }, range, number));
    return {
      node,
      focus: () => range.focus(),
      show(value) {
        range.value = value;
        range.style.setProperty("--p", `${value}%`);
        range.setAttribute("aria-valuetext", fill(strings["words.of_100"], { n: value }));
        if (document.activeElement !== number || Number(number.value) !== value) number.value = value;
      },
    };
  }

  function include(cause, andFocus = false) {
    if (!byId[cause]) return;
    if (!rows[cause]) {
      rows[cause] = createRow(cause);
      list.append(rows[cause].node);
      shares = { ...shares, [cause]: shares[cause] || 0 };
      offer();
      draw();
    }
    if (andFocus) {
      rows[cause].focus();
      changed(shares);
    }
  }

  function offer() {
    add.replaceChildren(h("option", { value: "" }, strings["case.add_choose"]),
      ...catalog.causes.filter((c) => !rows[c.id]).map((c) => h("option", { value: c.id }, c.name)));
  }

  function draw() {
    for (const [cause, row] of Object.entries(rows)) row.show(shares[cause]);
    setText(rest, fill(strings["words.of_100"], { n: shares[SOMETHING_ELSE] }));
    restBar.style.width = `${shares[SOMETHING_ELSE]}%`;
  }

  return {
    element,
    get shares() { return shares; },
    get isTouched() { return shares[SOMETHING_ELSE] < WHOLE; },
    /** Begin with these causes and these shares, as for another patient. */
    start(causes, first) {
      rows = {};
      list.replaceChildren();
      shares = { ...first };
      for (const cause of [...causes, ...Object.keys(first)]) if (cause !== SOMETHING_ELSE) include(cause);
      offer();
      draw();
    },
  };
}
