/* The practice page: what comes next, twins, scripts, drawn patients. The record is the browser's; the engine answers each state of it. */

const PRACTICE_TABS = ["next", "twins", "script", "patients"];

/** The state of the page that the address carries: the tab, and the cause of the script. */
function practiceToFragment(state) {
  const parts = new URLSearchParams({ show: state.show });
  if (state.show === "script" && state.cause) parts.set("cause", state.cause);
  return parts.toString();
}

function practiceFromFragment(fragment) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  if (!PRACTICE_TABS.includes(parts.get("show"))) return null;
  return { show: parts.get("show"), cause: parts.get("cause"), twins: null, script: null };
}

function renderPractice({ model, el }) {
  const catalog = model.get("catalog");
  const { strings } = catalog;
  const store = openStore({ strings });
  const keeper = createKeeper({ show: "next", cause: null, twins: null, script: null }, { read: practiceFromFragment, write: practiceToFragment });
  const context = { model, catalog, strings, keeper, store };
  const parts = { next: createNextPractice(context), twins: createTwinsPractice(context), script: createScriptPractice(context), patients: createPatientsPractice(context) };
  const tabs = createTabs(PRACTICE_TABS.map((id) => ({ id, label: strings[`practice.tab.${id}`] })), strings["practice.tabs"], (id) => keeper.change((r) => { r.show = id; }));
  PRACTICE_TABS.forEach((id, i) => tabs.panels[i].append(parts[id].element));
  const heartbeat = createHeartbeat(context);
  const notice = createStoreNotice(context);
  const problems = h("div", { class: "kl-problems", role: "alert" });
  const kept = h("p", { class: "kl-caption" }, strings["practice.saved"], " ", ownsAddress() ? h("a", { href: "progress.ipynb" }, strings["practice.saved_link"]) : null);
  const root = h("div", { class: "kl-root" }, heartbeat.element, notice.element, problems,
    h("div", { class: "kl-practice kl-stack" }, tabs.list, tabs.panels, kept));
  el.append(root);
  const disconnect = connectEngine({
    model, keeper, heartbeat, root, problems, ready: "show",
    question: (state) => [state, store.record],
    send: (state) => ({ ...state, learner: store.record, now: utc() }),
    show: (state) => tabs.show(state.show),
    draw(view, isLast) {
      if (!isLast || !root.dataset.asked) return; // a view of an earlier state would undo what was done since
      for (const part of Object.values(parts)) part.update?.(view);
    },
  });
  const unlisten = store.listen(() => keeper.tell());
  return () => {
    unlisten();
    notice.stop();
    for (const part of Object.values(parts)) part.stop?.();
    disconnect();
  };
}

export default { render: renderPractice };
