/* Asking and examining: predict first, then see. */

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

/** Answers and signs as they come; a question that was asked along with another stands before its answer. */
function revealList(shown) {
  return h("ul", { class: "kl-reveal" }, shown.map((s) => h("li", {}, s.asked ? h("p", { class: "kl-caption" }, s.asked) : null,
    h("p", { class: s.spoken ? "kl-voice" : "kl-reveal__seen" }, s.spoken ? `“${s.words}”` : s.words), h("p", { class: "kl-caption" }, s.label))));
}

/** What came out, beside what was expected. */
function revealedTask(task, { strings, move }) {
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, task.heading),
    revealList(task.shown),
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
  const entry = (f, typed, andKind = true) => h("li", {}, h("button", { type: "button", class: "kl-hit", "data-finding": f.finding, onclick: () => choose(f.finding) },
    marked(f.label, typed), andKind ? h("span", { class: "kl-caption" }, f.kind) : null));
  const groups = h("div", { class: "kl-groups" }, task.groups.map((g) => h("details", { class: "kl-group", open: unfolded.has(g.label), ontoggle: ({ target }) => unfolded[target.open ? "add" : "delete"](g.label) },
    h("summary", {}, h("span", {}, g.label), h("span", { class: "kl-caption" }, String(g.findings.length))), h("ul", { class: "kl-hits kl-hits--all" }, g.findings.map((f) => entry(f, "", g.findings.some((other) => other.kind !== f.kind)))))));
  input.addEventListener("input", () => {
    const typed = input.value.trim().toLowerCase();
    const isInName = (f) => f.label.toLowerCase().includes(typed);
    const called = typed ? all.filter((f) => isCalled({ ...f, id: f.finding, synonyms: [...f.synonyms, f.heading] }, typed)) : [];
    const found = [...called.filter(isInName), ...called.filter((f) => !isInName(f))].slice(0, 10);
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
