/* The chosen test in words: what it looks for, how it is done, what positive means. A rule says the last two item by item, in its own panel. */

/** Panel with name, target, how, positive and the way to the neighbours in the list. */
function createTestHead({ list, strings, jump }) {
  const title = h("h2", { tabindex: -1 });
  const kind = h("span", { class: "kl-caption" });
  const target = h("p", { class: "kl-summary" });
  const howHeading = h("h3");
  const how = h("p");
  const positive = h("p");
  const howAndPositive = h("div", { class: "kl-head__how" }, h("div", {}, howHeading, how), h("div", {}, h("h3", {}, strings["library.positive"]), positive));
  const foot = h("p", { class: "kl-caption" });
  const step = (by, word) => h("button", { type: "button", class: "kl-link", onclick: () => {
    const id = list.neighbour(by);
    if (id) list.choose(id);
  } }, strings[word]);
  const previous = step(-1, "library.previous");
  const next = step(1, "library.next");
  const element = h("header", { class: "kl-panel kl-head" },
    h("div", { class: "kl-row" }, h("div", {}, kind, title), h("div", { class: "kl-steps" }, h("button", { type: "button", class: "kl-link", onclick: jump }, `${strings["library.jump"]} ↓`), previous, next)), target,
    howAndPositive, foot);
  return {
    element,
    update({ head, rule }) {
      setText(title, head.label);
      setText(kind, head.kind_label);
      setText(target, head.looks_for || "");
      target.hidden = !head.looks_for;
      setText(howHeading, head.how_label);
      setText(how, head.how);
      setText(positive, head.positive);
      howAndPositive.hidden = Boolean(rule);
      setText(foot, [head.burden, head.basis_label].filter(Boolean).join(" "));
      // aria-disabled keeps the focus where a hand pressed last
      previous.setAttribute("aria-disabled", String(!list.neighbour(-1)));
      next.setAttribute("aria-disabled", String(!list.neighbour(1)));
    },
  };
}
