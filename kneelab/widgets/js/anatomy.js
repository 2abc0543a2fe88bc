/* The anatomy page: the stage on one side, what it is used for on the other. */

const ANATOMY_PARTS = ["tour", "look", "hurts", "cause", "quiz"];

function renderAnatomy({ model, el }) {
  const catalog = model.get("catalog");
  const { strings } = catalog;
  const { serial: _, ...first } = model.get("record");
  const address = recordAddress(catalog.settings);
  const withSeed = (record) => record && { structure: null, part: null, seed: 1, ...record };
  const keeper = createKeeper(first, { read: (fragment) => withSeed(address.read(fragment)), write: address.write });
  const context = { model, catalog, strings, keeper };
  const heartbeat = createHeartbeat(context);
  const problems = h("div", { class: "kl-problems", role: "alert" });
  const voice = h("p", { class: "kl-sr", role: "status" });
  let parts = null, now = null;
  const stage = createStage(context, { onPick: (found) => parts[now].picked(found), onDepth: () => parts?.hurts.depth() });
  /** A part takes the stage: its depth and view once, its lights. */
  stage.enter = (part) => {
    if (part !== parts?.[now]) return;
    const depth = part.depthFor?.(keeper.record);
    if (depth) stage.setDepth(depth);
    if (part.viewFor) stage.setView(part.viewFor());
    stage.light(part.lights(keeper.record), part.labels?.());
  };
  parts = {
    tour: createTour(context, stage),
    look: createLook(context),
    hurts: createHurts(context, stage),
    cause: createCauseLight(context),
    quiz: createQuiz(context, stage),
  };
  const tabs = createTabs(ANATOMY_PARTS.map((id) => ({ id, label: strings[`anatomy.part.${id}`] })), strings["anatomy.parts"], (id) => keeper.change((r) => { r.part = id; }));
  tabs.panels.forEach((panel, i) => panel.append(parts[ANATOMY_PARTS[i]].element));
  const store = openStore({ strings });
  const notice = createStoreNotice({ store, strings });
  const root = h("div", { class: "kl-root" }, heartbeat.element, notice.element, problems,
    h("div", { class: "kl-anatomy" }, stage.element, h("div", { class: "kl-stack kl-anatomy__main" }, tabs.list, tabs.panels)), voice);
  root.addEventListener("kneelab:quiz", ({ detail }) => store.addQuiz(detail)); // answers come back when they are due
  el.append(root);

  let entered = null;
  const disconnect = connectEngine({
    model, keeper, heartbeat, root, problems, ready: "quiz",
    // Looking, lighting and the tour are the page's own; places that hurt, the chosen cause and the quiz go to the engine.
    question: ({ structure, part, ...record }) => record,
    show(record) {
      const wanted = ANATOMY_PARTS.includes(record.part) ? record.part : catalog.structures[record.structure] ? "look" : "tour";
      if (wanted !== now) {
        now = wanted;
        tabs.show(now);
      }
      for (const part of Object.values(parts)) part.show(record);
      const entry = JSON.stringify([now, now === "look" ? record.structure : now === "quiz" ? null : record.cause, now === "hurts" ? record.answers : null]);
      if (entry !== entered) stage.enter(parts[now]);
      entered = entry;
      setText(voice, now === "look" && catalog.structures[record.structure] ? fill(strings["anatomy.chosen"], { name: catalog.structures[record.structure].name }) : "");
    },
    draw(view, isLast) {
      parts.hurts.update(view);
      parts.quiz.update(view);
      stage.retheme();
      if (isLast && now === "hurts") setText(voice, view.announce);
    },
  });
  stage.start().then(() => { root.dataset.stage = stage.element.dataset.picture; });
  return () => {
    stage.stop();
    notice.stop();
    disconnect();
  };
}

export default { render: renderAnatomy };
