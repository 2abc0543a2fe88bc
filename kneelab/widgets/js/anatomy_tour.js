/* The article's anatomy, line by line, with what its own causes need besides. */

function createTour({ catalog, strings, keeper }, stage) {
  const steps = catalog.tour;
  let at = 0;
  const count = h("p", { class: "kl-caption" });
  const title = h("h2", { tabindex: -1 });
  const article = h("p", { class: "kl-caption" });
  const says = h("ul", { class: "kl-lines" });
  const chips = h("div", { class: "kl-chips" });
  const back = h("button", { type: "button", class: "kl-btn kl-btn--quiet", onclick: () => go(at - 1) }, strings["anatomy.tour_back"]);
  const on = h("button", { type: "button", class: "kl-btn", onclick: () => go(at + 1) }, strings["anatomy.tour_next"]);
  const open = (structure) => keeper.change((r) => Object.assign(r, { structure, part: "look" }));
  const part = {
    element: h("section", { class: "kl-panel kl-tour" }, count, title, article, says, h("h3", {}, strings["anatomy.tour_lit"]), chips, h("div", { class: "kl-row" }, back, on)),
    lights: () => steps[at].structures,
    depthFor: () => steps[at].depth,
    viewFor: () => steps[at].view,
    picked(found) { if (found && catalog.structures[found.id]) open(found.id); },
    show() {
      const step = steps[at];
      setText(count, fill(strings["anatomy.tour_count"], { n: at + 1, total: steps.length }));
      setText(title, step.title);
      setText(article, fill(strings["anatomy.tour_article"], { what: step.article }));
      says.replaceChildren(...step.says.map(statement));
      chips.replaceChildren(...step.structures.map((id) => structureButton(catalog.structures[id], open)));
      back.disabled = at === 0;
      on.disabled = at === steps.length - 1;
    },
  };
  function go(n) {
    at = Math.max(0, Math.min(steps.length - 1, n));
    part.show();
    stage.enter(part);
    title.focus({ preventScroll: true });
  }
  return part;
}
