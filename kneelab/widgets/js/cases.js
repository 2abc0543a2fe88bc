/* The case player: the page keeps the moves, the engine replays them and says what to show. */

const PLAY_NUMBERS = ["seed", "difficulty", "noise"];
const PATIENT_KEYS = ["condition", "difficulty", "noise", "setting"];

/** What is played, as the address carries it. */
function playToFragment(play) {
  if (!play) return "";
  const { patient, ...plain } = play;
  const parts = patient ? { ...plain, patient: patient.seed, ...Object.fromEntries(PATIENT_KEYS.map((key) => [key, patient[key]])) } : plain;
  return new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== null && value !== undefined).map(([key, value]) => [key, String(value)])).toString();
}

/** What an address asks to play, or null. What it says is checked by the engine. */
function playFromFragment(fragment) {
  const parts = Object.fromEntries(new URLSearchParams(fragment.replace(/^#/, "")));
  const number = (key) => (Number.isFinite(Number(parts[key])) ? Number(parts[key]) : parts[key]);
  const mode = MODES.includes(parts.mode) ? parts.mode : "staged";
  if (parts.case) return { case: parts.case, seed: number("seed") || 0, mode };
  if (!("patient" in parts)) return null;
  const patient = Object.fromEntries(PATIENT_KEYS.map((key) => [key, parts[key] === undefined ? null : PLAY_NUMBERS.includes(key) ? number(key) : parts[key]]));
  return { patient: { seed: number("patient"), ...patient, difficulty: patient.difficulty ?? 2, noise: patient.noise ?? 0 }, mode };
}

/** How much of the reflection is done for the learner: shown in the first cases, half done in the next, then asked for. */
function scaffoldFor(store) {
  const ended = store.record.attempts.filter((a) => a.ended && (a.kind === "case" || a.kind === "patient")).length;
  return ended < 3 ? "modelled" : ended < 6 ? "cued" : "asked";
}

/** What is being played and its attempt; tells the engine's connection of every change. */
function createDesk({ store, first, contentVersion }) {
  const listeners = [];
  let play = (ownsAddress() ? playFromFragment(location.hash) : null) || first;
  let keeper = null;
  const seat = () => {
    keeper?.stop();
    keeper = play && createAttempt({ store, play, kind: play.patient ? "patient" : "case", contentVersion, ended: true });
    if (keeper && !keeper.attempt.scaffold) keeper.note({ scaffold: scaffoldFor(store) });
  };
  const record = () => ({ play, scaffold: keeper?.attempt.scaffold, moves: keeper?.attempt.moves || [] });
  const tell = () => listeners.forEach((listener) => listener(record()));
  seat();
  return {
    get record() { return record(); },
    get attempt() { return keeper?.attempt || null; },
    get play() { return play; },
    listen(listener) { listeners.push(listener); },
    tell,
    open(next) {
      play = next;
      if (ownsAddress()) history.pushState(null, "", `#${playToFragment(play)}`);
      seat();
      tell();
    },
    move(doing) {
      const { shares } = keeper.attempt.draft || {};
      keeper.note({ draft: shares ? { shares } : {} }); // the belief stands until it is moved again, whatever comes between
      keeper.move(doing);
      tell();
    },
    keep(part) { keeper.note({ draft: { ...keeper.attempt.draft, ...part } }); },
    finish(result) { if (!keeper.attempt.ended) keeper.finish(result); },
    restart() {
      keeper.restart();
      keeper.note({ scaffold: scaffoldFor(store), draft: {} });
      tell();
    },
    follow() {
      if (!ownsAddress()) return () => {};
      const arrived = () => {
        play = playFromFragment(location.hash);
        seat();
        tell();
      };
      window.addEventListener("popstate", arrived);
      return () => {
        window.removeEventListener("popstate", arrived);
        keeper?.stop();
      };
    },
  };
}

const TASKS = { story: storyTask, predict: predictTask, revealed: revealedTask, enquire: enquireTask, commit: commitTask, check: checkTask, decide: decideTask, plan: planTask, reflect: reflectTask };

function renderCases({ model, el }) {
  const catalog = model.get("catalog");
  const { strings } = catalog;
  const store = openStore({ strings });
  const desk = createDesk({ store, first: model.get("record").play || null, contentVersion: catalog.content_version });
  const heartbeat = createHeartbeat({ model, strings });
  const notice = createStoreNotice({ store, strings });
  const voice = h("p", { class: "kl-sr", role: "status" });
  const problems = h("div", { class: "kl-problems", role: "alert" });
  const chooser = createCaseChooser({ catalog, strings, store, open: (play) => desk.open(play) });
  const rail = createRail(strings);
  const patient = createPatientPanel(strings);
  const ownPath = createOwnPath({ catalog, strings });
  const belief = createBelief({ catalog, strings, changed: (shares) => desk.keep({ shares }) });
  const beliefPanel = h("section", { class: "kl-panel kl-beliefpanel not-projector" }, h("h2", {}, strings["case.belief"]), h("p", { class: "kl-caption" }, strings["case.belief_lead"]));
  const task = h("section", { class: "kl-panel kl-task", "aria-live": "off" });
  // on a phone the belief stands below the task: its way on is repeated there, within reach of the thumb
  const onward = h("button", { type: "button", class: "kl-btn kl-onward", onclick: () => task.querySelector(":scope > .kl-btn").click() });
  const title = h("p", { class: "kl-casebar__title" });
  const leave = h("button", { type: "button", class: "kl-link", onclick: () => desk.open(null) }, strings["case.leave"]);
  const restart = h("button", { type: "button", class: "kl-link", onclick: () => { if (confirm(strings["case.restart_sure"])) desk.restart(); } }, strings["case.restart"]);
  const bar = h("div", { class: "kl-casebar" }, leave, title, restart);
  const stage = h("div", { class: "kl-casegrid" }, task, h("div", { class: "kl-col kl-casegrid__left" }, patient.element), h("div", { class: "kl-col kl-casegrid__right" }, beliefPanel, ownPath.element));
  const debrief = h("div", { class: "kl-debrief" });
  const player = h("div", { class: "kl-case" }, bar, rail.element, stage, debrief);
  const root = h("div", { class: "kl-root" }, heartbeat.element, notice.element, problems, chooser.element, player, voice);
  el.append(root);

  let hasArrived = false; // the first screen stands; the browser puts back where one was
  let drawn = null; // what the task panel shows now
  let patientOf = null; // whose belief the controls hold
  // on a projector the controls are hidden between the commitments, and nothing is said there
  const shares = () => (belief.isTouched && document.documentElement.dataset.theme !== "projector" ? belief.shares : null);
  const unfolded = new Set(); // groups of questions that the learner opened stay open
  const context = () => ({
    catalog, strings, belief, shares, unfolded, mode: desk.play?.mode, draft: desk.attempt?.draft || {},
    keep: (part) => desk.keep(part), move: (doing) => desk.move(doing), redraw: () => redrawTask(model.get("view")),
    say: (sentence) => setText(voice, sentence),
  });

  function redrawTask(view, andFocus = true) {
    const nodes = TASKS[view.phase](view[view.phase] || {}, context());
    task.replaceChildren(...nodes);
    (view.phase === "commit" ? null : beliefPanel)?.append(belief.element, onward);
    beliefPanel.hidden = view.phase === "commit";
    onward.hidden = !["story", "revealed"].includes(view.phase);
    if (!onward.hidden) setText(onward, task.querySelector(":scope > .kl-btn").textContent);
    if (andFocus) task.querySelector(".kl-task__title")?.focus({ preventScroll: true });
  }

  function drawDebrief(view) {
    const { play } = desk;
    const again = h("button", { type: "button", class: "kl-btn", onclick: () => desk.open(nextVariant(play, store)) }, fill(strings["case.again"], { name: view.patient.heading.split(",")[0] }));
    const link = (href, text) => (ownsAddress() ? h("a", { class: "kl-btn kl-btn--quiet", href }, text) : null);
    debrief.replaceChildren(...debriefTask(view.debrief, {
      strings, again, practice: link("practice.ipynb", strings["case.practice"]),
      causeHref: view.debrief.answer.id === "other" ? null : link(`causes.ipynb#cause=${view.debrief.answer.id}`, fill(strings["case.explain_cause"], { cause: view.debrief.answer.in_sentence })),
    }).flat().filter(Boolean));
    debrief.querySelector(".kl-task__title").focus({ preventScroll: true });
  }

  function showTop() {
    if (root.getBoundingClientRect().top < 0) root.scrollIntoView({ block: "start" });
  }

  const disconnect = connectEngine({
    model, keeper: desk, heartbeat, root, problems, ready: "phase",
    show() {},
    draw(view, isLast) {
      if (!isLast) return;
      const choosing = view.phase === "choose";
      const isTurning = hasArrived; // from one screen to another, not on opening or reloading the page
      hasArrived = true;
      chooser.element.hidden = !choosing;
      player.hidden = choosing;
      if (choosing) {
        chooser.draw();
        if (isTurning && drawn !== null) {
          showTop();
          chooser.focus();
        }
        drawn = null;
        patientOf = null;
        return;
      }
      const ended = view.phase === "debrief";
      setText(title, view.title);
      rail.update(view.rail);
      stage.hidden = ended;
      stage.dataset.phase = view.phase; // a phone shows first what this phase is about
      debrief.hidden = !ended;
      const who = desk.attempt.id;
      if (patientOf !== who) belief.start(view.consider, desk.attempt.draft?.shares || view.shares);
      patientOf = who;
      patient.update(view);
      ownPath.update(view);
      const now = `${who} ${view.phase} ${view.taken}`;
      if (now === drawn) return;
      drawn = now;
      if (ended) {
        desk.finish(view.debrief.result);
        drawDebrief(view);
      } else redrawTask(view, isTurning);
      if (isTurning) showTop();
      setText(voice, ended ? view.debrief.headline : view.day || "");
    },
  });
  return () => {
    notice.stop();
    disconnect();
  };
}

/** The same story of somebody else. */
function nextVariant(play, store) {
  if (play.patient) return { ...play, patient: { ...play.patient, seed: play.patient.seed + 1 } };
  const seeds = store.record.attempts.filter((a) => a.kind === "case" && a.play.case === play.case).map((a) => a.play.seed);
  return { ...play, seed: 1 + Math.max(play.seed, ...seeds) };
}

export default { render: renderCases };
