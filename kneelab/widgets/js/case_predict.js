/* Asking and examining: predict first, then see. */

/** A confidence from a guess to certain, as slider and number. */
function createSureness({ strings, least, value, label, changed }) {
  const id = uniqueId("sure");
  const word = h("span", {});
  let sure = least; // the slider moves in fives, the number may be any
  const range = h("input", { type: "range", class: "kl-range kl-range--from0", id, min: least, max: 100, step: 5 });
  const number = h("input", { type: "number", min: least, max: 100, inputmode: "numeric", "aria-label": strings["case.sure_label"] });
  const set = (raw, andTell) => {
    sure = Math.round(Math.min(100, Math.max(least, Number(raw) || least)));
    range.value = sure;
    number.value = sure;
    range.style.setProperty("--p", `${((sure - least) / (100 - least)) * 100}%`);
    const times = fill(strings["case.sure_of"], { n: (sure / 10).toFixed(sure % 10 ? 1 : 0) });
    range.setAttribute("aria-valuetext", times);
    setText(word, ` ${times}`);
    if (andTell) changed(sure);
  };
  range.addEventListener("input", () => set(range.value, true));
  number.addEventListener("change", () => set(number.value, true));
  set(value ?? least, false);
  return {
    element: h("div", { class: "kl-sure" }, h("label", { for: id }, h("b", {}, label), word), h("div", { class: "kl-pair" }, range, number),
      h("div", { class: "kl-sure__ends kl-caption", "aria-hidden": "true" }, h("span", {}, strings["case.sure_low"]), h("span", {}, strings["case.sure_high"]))),
    get value() { return sure; },
  };
}

/** One question or test: how it is done, what will be found, how sure. */
function predictTask(task, { strings, draft, keep, move, shares, back = null }) {
  const name = uniqueId("predict");
  const guess = Math.round(100 / task.options.length);
  const go = h("button", { type: "submit", class: "kl-btn" }, icon("lock"), h("span", {}));
  const options = task.options.map((o) => h("label", { class: "kl-option" },
    h("input", { type: "radio", name, value: o.state, checked: draft.state === o.state, onchange: () => { keep({ state: o.state }); ready(); } }), h("span", {}, o.label)));
  const chosen = () => options.map((o) => o.querySelector("input")).find((input) => input.checked)?.value;
  const sure = createSureness({ strings, least: guess, value: draft.confidence ?? Math.max(guess, 60), label: strings["case.sure"], changed: (confidence) => keep({ confidence }) });
  const ready = () => {
    go.disabled = !chosen();
    setText(go.lastElementChild, strings[chosen() ? "case.lock" : "case.lock_first"]);
  };
  ready();
  const details = [[task.how, strings["case.how"]], [task.positive, task.positive_label], [task.why, strings["case.why"]]].filter(([text]) => text);
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, task.heading),
    h("p", { class: "kl-task__meta" }, h("span", {}, task.kind), task.place ? h("span", {}, task.place) : null),
    h("dl", { class: "kl-task__how" }, details.map(([text, name]) => h("div", {}, h("dt", {}, name), h("dd", {}, text)))),
    h("form", { class: "kl-predict", onsubmit: (event) => {
      event.preventDefault();
      if (chosen()) move({ do: "predict", finding: task.finding, state: chosen(), confidence: sure.value, shares: shares() });
    } },
      h("fieldset", {}, h("legend", {}, strings[task.how ? "case.predict_test" : "case.predict_history"]), options),
      h("div", { class: "kl-predict__go" }, sure.element, h("div", { class: "kl-buttons" }, go,
        back ? h("button", { type: "button", class: "kl-btn kl-btn--quiet", onclick: back }, strings["case.back"]) : null))),
  ];
}

/** What came out, beside what was expected. */
function revealedTask(task, { strings, move }) {
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, task.heading),
    h("ul", { class: "kl-reveal" }, task.shown.map((s) => h("li", {},
      s.asked ? h("p", { class: "kl-caption" }, s.asked) : null,
      h("p", { class: s.spoken ? "kl-voice" : "kl-reveal__seen" }, s.spoken ? `“${s.words}”` : s.words), h("p", { class: "kl-caption" }, s.label)))),
    h("p", { class: "kl-verdict" }, icon(task.right ? "check" : "cross"), h("span", {}, task.verdict)),
    h("p", { class: "not-projector" }, strings["case.move_belief"]),
    h("button", { type: "button", class: "kl-btn", onclick: () => move({ do: "next" }) }, strings["case.next"]),
  ];
}

/** Free enquiry: every question or test of the stage, found by name, lay word or body part. */
function enquireTask(task, context) {
  const { strings, draft, keep, move, unfolded } = context;
  const all = task.groups.flatMap((g) => g.findings);
  const asked = all.find((f) => f.finding === draft.asking);
  if (asked) return predictTask(asked, { ...context, back: () => { keep({ asking: null, state: null, confidence: null }); context.redraw(); } });
  const choose = (finding) => { keep({ asking: finding, state: null, confidence: null }); context.redraw(); };
  const input = h("input", { type: "search", "aria-label": strings["case.enquire_search"], placeholder: strings["case.enquire_search"], autocomplete: "off" });
  const hits = h("ul", { class: "kl-hits", hidden: true });
  const none = h("p", { class: "kl-caption", hidden: true, role: "status" }, strings["search.none"]);
  const entry = (f, typed) => h("li", {}, h("button", { type: "button", class: "kl-hit", "data-finding": f.finding, onclick: () => choose(f.finding) },
    marked(f.label, typed), h("span", { class: "kl-caption" }, f.kind)));
  const groups = h("div", { class: "kl-groups" }, task.groups.map((g) => h("details", { class: "kl-group", open: unfolded.has(g.label), ontoggle: ({ target }) => unfolded[target.open ? "add" : "delete"](g.label) },
    h("summary", {}, h("span", {}, g.label), h("span", { class: "kl-caption" }, String(g.findings.length))), h("ul", { class: "kl-hits kl-hits--all" }, g.findings.map((f) => entry(f, ""))))));
  input.addEventListener("input", () => {
    const typed = input.value.trim().toLowerCase();
    const found = typed ? all.filter((f) => isCalled({ ...f, id: f.finding }, typed)).slice(0, 10) : [];
    hits.hidden = !found.length;
    none.hidden = !typed || found.length > 0;
    groups.hidden = Boolean(typed);
    hits.replaceChildren(...found.map((f) => entry(f, typed)));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    hits.querySelector("button")?.click();
  });
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, task.heading),
    h("p", {}, strings["case.enquire_choose"]),
    h("div", { class: "kl-search" }, icon("search"), input), none, hits, groups,
    h("button", { type: "button", class: "kl-btn kl-btn--quiet", onclick: () => move({ do: "done" }) }, strings[`case.enquire_done_${task.stage}`]),
  ];
}
