/* The test and evidence library: a list at the left; the chosen test, its rule, its studies and its effect at the right. */

function renderLibrary({ model, el }) {
  const catalog = model.get("catalog");
  const { strings } = catalog;
  const { serial: _, ...first } = model.get("record");
  const keeper = createKeeper(first, recordAddress(catalog.settings));
  // A link may bring a patient without a test.
  keeper.record.test ||= first.test;
  const context = { model, catalog, strings, keeper };
  const reveal = () => {
    // Where list and test stand one below the other (a phone), go to what was chosen.
    if (detail.getBoundingClientRect().top >= list.element.getBoundingClientRect().bottom) detail.scrollIntoView({ block: "start" });
  };
  const list = createTestList({ ...context, reveal });
  const rule = createRule(context);
  const forest = createForest(context);
  const effect = createEffect(context);
  const head = createTestHead({ ...context, list, jump: effect.visit });
  const heartbeat = createHeartbeat(context);
  const problems = h("div", { class: "kl-problems", role: "alert" });
  const said = h("p", { class: "kl-sr", role: "status" });
  const detail = h("div", { class: "kl-book", role: "region", "aria-label": strings["library.detail"] }, head.element, rule.element, forest.element, effect.element);
  const root = h("div", { class: "kl-root" }, heartbeat.element, problems, h("div", { class: "kl-library" }, list.element, detail), said);
  el.append(root);
  return connectEngine({
    model, keeper, heartbeat, root, problems, ready: "head",
    show(record) {
      rule.show(record);
      effect.show(record);
    },
    draw(view, isLast) {
      for (const part of [list, head, rule, forest, effect]) part.update(view);
      if (isLast) setText(said, view.announce);
    },
  });
}

export default { render: renderLibrary };
