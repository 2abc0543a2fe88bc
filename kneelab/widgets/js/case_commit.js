/* Standing by something: belief, last check, urgency, plan, reflection. */

function storyTask(task, { strings, move, shares, mode }) {
  const whole = mode === "whole";
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, task.heading),
    h("p", { class: whole ? "" : "not-projector" }, task.hint),
    whole ? h("div", { class: "kl-whole" }, [["case.rail_history", true], ["case.rail_examination", false]].map(([key, spoken]) => {
      const told = task.told.filter((t) => t.spoken === spoken);
      return told.length ? h("section", {}, h("h3", {}, strings[key]), revealList(told)) : null;
    })) : null,
    h("button", { type: "button", class: "kl-btn", onclick: () => move({ do: "begin", shares: shares() }) }, strings[whole ? "case.begin_whole" : "case.begin"]),
  ].filter(Boolean);
}

/** Belief, how sure of the first cause, and what is there besides it. */
function commitTask(task, { strings, draft, keep, move, belief, say }) {
  const sure = createSureness({ strings, least: 0, value: draft.confidence ?? 50, label: strings["case.commit_confidence"], changed: (confidence) => keep({ confidence }) });
  let targets = { ...draft.targets };
  const besides = task.targets.map((t) => {
    const label = fill(strings["case.share_label"], { cause: t.label });
    const range = h("input", { type: "range", class: "kl-range kl-range--from0", min: 0, max: 100, step: 5, "aria-label": label });
    const number = h("input", { type: "number", min: 0, max: 100, inputmode: "numeric", "aria-label": label });
    let value = 0; // the slider goes in steps, a typed number is kept as it is
    const set = (raw, andKeep) => {
      value = Math.round(Math.min(100, Math.max(0, Number(raw) || 0)));
      range.value = value;
      number.value = value;
      range.style.setProperty("--p", `${value}%`);
      if (!andKeep) return;
      targets = { ...targets, [t.id]: value };
      keep({ targets });
    };
    range.addEventListener("input", () => set(range.value, true));
    number.addEventListener("change", () => set(number.value, true));
    set(draft.targets?.[t.id] ?? 10, false);
    return { id: t.id, said: () => value, node: h("li", {}, h("span", { class: "kl-shares__name" }, t.label), h("div", { class: "kl-pair" }, range, number)) };
  });
  let warned = false;
  const commit = () => {
    if (!belief.isTouched && !warned) { // who means it says it twice
      warned = true;
      notYet.hidden = false;
      say(notYet.textContent);
      belief.element.querySelector("input")?.focus();
      return;
    }
    move({ do: "commit", shares: belief.shares, confidence: sure.value, targets: Object.fromEntries(besides.map((b) => [b.id, b.said()])) });
  };
  const notYet = h("p", { class: "kl-notice", hidden: true }, strings["case.commit_first"]);
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, task.heading),
    h("p", {}, strings["case.belief_lead"]),
    belief.element,
    besides.length ? h("section", { class: "kl-besides" }, h("h3", {}, strings["case.commit_besides"]), h("p", { class: "kl-caption" }, strings["case.commit_besides_hint"]),
      h("ul", { class: "kl-shares" }, besides.map((b) => b.node))) : null,
    h("div", { class: "kl-predict__go" }, sure.element, notYet, h("button", { type: "button", class: "kl-btn", onclick: commit }, icon("lock"), strings["case.commit"])),
  ].filter(Boolean);
}

/** The last look before settling: what is known of it, and what may still be looked at. */
function checkTask(task, { strings, draft, keep, move }) {
  const wanted = new Set(draft.look || []);
  const open = task.findings.filter((f) => !f.known);
  const go = h("button", { type: "button", class: "kl-btn", onclick: () => move({ do: "check", findings: [...wanted] }) });
  const name = () => setText(go, strings[wanted.size ? "case.check_look" : "case.check_go"]);
  name();
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, fill(strings["case.check_heading"], { cause: task.cause })),
    h("p", { class: "kl-big" }, task.question),
    h("p", {}, task.because),
    h("ul", { class: "kl-checks" }, task.findings.map((f) => h("li", {}, f.known
      ? h("p", {}, icon("check"), h("span", {}, fill(strings["case.check_known"], { state: f.known })))
      : h("label", { class: "kl-option" }, h("input", { type: "checkbox", checked: wanted.has(f.finding), onchange: (event) => {
        if (event.target.checked) wanted.add(f.finding);
        else wanted.delete(f.finding);
        keep({ look: [...wanted] });
        name();
      } }), h("span", {}, f.label))))),
    h("p", { class: "kl-caption" }, strings[open.length ? "case.check_lead" : "case.check_none"]),
    go,
  ];
}

function decideTask(task, { strings, draft, keep, move }) {
  const name = uniqueId("level");
  const go = h("button", { type: "submit", class: "kl-btn", disabled: !draft.level }, icon("lock"), strings["case.decide_go"]);
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, strings["case.decide_heading"]),
    h("p", {}, strings["case.decide_lead"]),
    task.looked.length ? h("div", {}, h("h3", {}, strings["case.looked"]), revealList(task.looked)) : null,
    h("form", { onsubmit: (event) => {
      event.preventDefault();
      const chosen = event.target.querySelector("input:checked");
      if (chosen) move({ do: "decide", level: chosen.value });
    } },
      h("fieldset", {}, h("legend", { class: "kl-sr" }, strings["case.decide_heading"]), task.levels.map((l, i) => h("label", { class: `kl-option kl-level u${i + 1}` },
        h("input", { type: "radio", name, value: l.id, checked: draft.level === l.id, onchange: () => { go.disabled = false; keep({ level: l.id }); } }),
        icon(l.id), h("span", {}, h("b", {}, l.word), ` ${l.who} ${l.how_fast}`)))),
      go),
  ].filter(Boolean);
}

function planTask(task, { strings, draft, keep, move }) {
  const chosen = new Set(draft.chosen || []);
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, strings["case.plan_heading"]),
    h("p", {}, fill(strings["case.plan_lead"], { level: task.level })),
    h("fieldset", {}, h("legend", { class: "kl-sr" }, strings["case.plan_heading"]), task.options.map((o) => h("label", { class: "kl-option" },
      h("input", { type: "checkbox", value: o.id, checked: chosen.has(o.id), onchange: (event) => {
        if (event.target.checked) chosen.add(o.id);
        else chosen.delete(o.id);
        keep({ chosen: [...chosen] });
      } }), h("span", {}, o.text)))),
    h("button", { type: "button", class: "kl-btn", onclick: () => move({ do: "plan", chosen: [...chosen] }) }, icon("lock"), strings["case.plan_go"]),
  ];
}

/** Fits, does not fit, expected but missing: each finding in one of them. */
function reflectTask(task, { strings, draft, keep, move }) {
  const places = ["fits", "against", "missing", "neither"];
  const sorted = Object.fromEntries(task.findings.map((f) => [f.finding, f.given || draft.sorted?.[f.finding] || ""])); // what is left open counts as saying little
  const list = (place) => Object.keys(sorted).filter((f) => sorted[f] === place);
  return [
    h("h2", { class: "kl-task__title", tabindex: -1 }, fill(strings["case.reflect_heading"], { cause: task.cause })),
    h("p", {}, strings[task.level === "asked" ? "case.reflect_lead_asked" : "case.reflect_lead"]),
    h("ul", { class: "kl-sorting" }, task.findings.map((f) => {
      const id = uniqueId("sort");
      return h("li", {}, h("label", { for: id }, f.label), h("select", { id, disabled: Boolean(f.given), onchange: (event) => {
        sorted[f.finding] = event.target.value;
        keep({ sorted: { ...sorted } });
      } }, sorted[f.finding] ? null : h("option", { value: "" }, strings["case.reflect_choose"]), places.map((place) => h("option", { value: place, selected: sorted[f.finding] === place }, strings[`case.grid_${place}`]))));
    })),
    h("button", { type: "button", class: "kl-btn", onclick: () => move({ do: "reflect", fits: list("fits"), against: list("against"), missing: list("missing") }) }, strings["case.reflect_go"]),
  ];
}
