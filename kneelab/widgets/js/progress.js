/* The progress page: how good the forecasts were, how sure against how right, what was done, and the record. */

function createReliability({ model, strings }) {
  const figure = createFigure({ model, words: { table: strings["path.table"], loading: strings["path.loading"] } });
  const text = h("p", { class: "kl-caption" });
  const drawn = h("div", {}, text, figure.elements);
  const none = h("div", { class: "kl-notice" }, h("p", {}, strings["progress.reliability_empty"]));
  const element = h("section", { class: "kl-panel kl-chart__panel--open", "aria-label": strings["progress.reliability"] }, h("h2", {}, strings["progress.reliability"]), drawn, none);
  return {
    element,
    stop: figure.stop,
    update({ scores, reliability }) {
      element.hidden = scores.empty;
      drawn.hidden = !reliability;
      none.hidden = Boolean(reliability);
      if (!reliability) return;
      setText(text, reliability.text);
      figure.draw(reliability);
    },
  };
}

function renderProgress({ model, el }) {
  const { strings } = model.get("catalog");
  const store = openStore({ strings });
  // Nothing of this page is in its address: all it shows is the record.
  const keeper = createKeeper({}, { read: () => null, write: () => "" });
  const context = { model, strings, keeper, store };
  const nothing = h("section", { class: "kl-panel" }, h("h2", { class: "kl-big" }, strings["progress.scores"]),
    h("div", { class: "kl-notice" }, h("p", {}, strings["progress.empty"], " ", ownsAddress() ? h("a", { href: "practice.ipynb" }, strings["progress.empty_go"]) : null)));
  const scores = createScores(context);
  const reliability = createReliability(context);
  const causes = createCauseBalance(context);
  const attempts = createAttempts(context);
  const record = createRecordKeeping(context);
  const heartbeat = createHeartbeat(context);
  const notice = createStoreNotice(context);
  const problems = h("div", { class: "kl-problems", role: "alert" });
  const root = h("div", { class: "kl-root" }, heartbeat.element, notice.element, problems,
    h("div", { class: "kl-practice kl-stack" }, nothing, scores.element, h("div", { class: "kl-twocol" }, reliability.element, causes.element), h("div", { class: "kl-twocol kl-twocol--wide" }, attempts.element, record.element)));
  el.append(root);
  const disconnect = connectEngine({
    model, keeper, heartbeat, root, problems, ready: "scores",
    question: () => store.record,
    send: () => ({ learner: store.record, now: utc() }),
    show() {},
    draw(view, isLast) {
      if (!isLast) return;
      nothing.hidden = !view.scores.empty;
      for (const part of [scores, reliability, causes, attempts]) part.update(view);
    },
  });
  const unlisten = store.listen(() => keeper.tell());
  return () => {
    unlisten();
    notice.stop();
    record.stop();
    reliability.stop();
    disconnect();
  };
}

export default { render: renderProgress };
