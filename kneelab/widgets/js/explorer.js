/* The symptom explorer: puts the parts together. The record goes to the engine, the view comes back. */

const QUIET_MS = 400;

/** Top three causes at the foot of a phone. */
function createDock({ strings }) {
  const list = h("ol", { class: "kl-dock" });
  const element = h("aside", { class: "kl-dockw", "aria-label": strings["dock.label"] }, list);
  return {
    element,
    update(view) {
      list.replaceChildren(...view.ranking.slice(0, 3).map((r) => h("li", { class: `fam-${r.family}` }, h("span", { class: "n" }, r.short), h("b", {}, r.words.replace(/ of 100$/, "")), " of 100",
        h("span", { class: "t", "aria-hidden": "true" }, h("i", { style: `width:${Math.min(100, (100 * r.of_100) / view.axis_max)}%` })))));
    },
  };
}

/** Says the summary once the hand rests, and an urgent level at once. */
function createVoice() {
  const polite = h("p", { class: "kl-sr", role: "status" });
  const urgent = h("p", { class: "kl-sr", role: "alert" });
  let timer = null;
  return {
    elements: [polite, urgent],
    say(view) {
      clearTimeout(timer);
      timer = setTimeout(() => setText(polite, view.announce), QUIET_MS);
      setText(urgent, view.announce_urgent || "");
    },
    stop() { clearTimeout(timer); },
  };
}

function renderExplorer({ model, el }) {
  const catalog = model.get("catalog");
  const { strings } = catalog;
  const { serial: _, ...first } = model.get("record");
  const keeper = createKeeper(first, recordAddress(catalog.settings));
  const context = { model, catalog, strings, keeper };
  const patient = createPatient(context);
  const painMap = createPainMap(context);
  const point = h("details", { class: "kl-panel kl-point not-projector" }, h("summary", {}, strings["anatomy.point"]), painMap.element);
  const findings = createFindingList(context);
  const ranking = createRanking(context);
  const urgency = createUrgency(context);
  const why = createWhy(context);
  const next = createNextQuestion(context);
  const heartbeat = createHeartbeat(context);
  const dock = createDock(context);
  const voice = createVoice();
  const problems = h("div", { class: "kl-problems", role: "alert" });
  const root = h("div", { class: "kl-root" },
    heartbeat.element, problems,
    h("div", { class: "kl-explorer" },
      h("div", { class: "kl-col kl-left" }, patient.element, point, findings.element),
      h("div", { class: "kl-col kl-mid" }, urgency.element, next.element, ranking.element),
      why.element),
    dock.element, ...voice.elements);

  el.append(root);
  const disconnect = connectEngine({
    model, keeper, heartbeat, root, problems, ready: "ranking",
    show(record) {
      patient.show(record);
      painMap.show(record);
      findings.show(record);
    },
    draw(view, isLast) {
      for (const part of [ranking, urgency, why, next, dock, findings]) part.update(view);
      if (isLast) voice.say(view);
    },
  });
  return () => {
    voice.stop();
    disconnect();
  };
}

export default { render: renderExplorer };
