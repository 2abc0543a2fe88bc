/* What is known: findings as sliders, chips and named states, found by group or by search. */

const STATE_WORDS = ["state.clearly_absent", "state.probably_absent", "state.not_asked", "state.probably_present", "state.clearly_present"];

/** Word of a slider's value, -100 to 100. */
function stateWord(value, strings) {
  const place = value <= -75 ? 0 : value < 0 ? 1 : value === 0 ? 2 : value < 75 ? 3 : 4;
  return strings[STATE_WORDS[place]];
}

/** One finding as slider and number box; both say the same. */
function createSlider(finding, { keeper, strings }) {
  const id = uniqueId("finding");
  const word = h("span", { class: "kl-state" });
  const name = h("label", { class: "kl-finding__name", for: id, title: finding.ask }, finding.label);
  const range = h("input", { type: "range", class: "kl-range", id, min: -100, max: 100, step: 25 });
  const box = h("input", { type: "number", min: -100, max: 100, step: 25, "aria-label": fill(strings["finding.number"], finding) });
  const element = h("div", { class: "kl-finding", "data-finding": finding.id },
    h("div", { class: "kl-finding__head" }, name, word),
    h("div", { class: "kl-pair" }, range, box));
  const set = (raw, stroke) => {
    const value = Math.max(-100, Math.min(100, Math.round(Number(raw)) || 0));
    paint(value);
    keeper.change((r) => {
      if (value === 0) delete r.answers[finding.id];
      else r.answers[finding.id] = value;
    }, stroke ? `slider ${finding.id}` : null);
  };
  function paint(value) {
    if (range.value !== String(value)) range.value = value;
    if (box.value !== String(value)) box.value = value;
    range.style.setProperty("--p", `${(value + 100) / 2}%`);
    const said = stateWord(value, strings);
    setText(word, said);
    range.setAttribute("aria-valuetext", said);
    element.dataset.state = value > 0 ? "present" : value < 0 ? "absent" : "unasked";
  }
  range.addEventListener("input", () => set(range.value, true));
  range.addEventListener("change", () => set(range.value, true));
  box.addEventListener("change", () => set(box.value, false));
  return { element, focus: () => range.focus(), show: (answer) => paint(typeof answer === "number" ? answer : 0) };
}

/** One finding as exclusive choices, "not asked" among them. */
function createChoices(finding, choices, className, { keeper, strings }) {
  const name = uniqueId("choice");
  const word = h("span", { class: "kl-state" });
  const radios = choices.map((c) => {
    const input = h("input", { type: "radio", name, value: String(c.value), "aria-label": c.label });
    input.addEventListener("change", () => keeper.change((r) => {
      if (c.value === null) delete r.answers[finding.id];
      else r.answers[finding.id] = c.value;
    }));
    return { ...c, input, node: h("label", { class: c.value === null ? "is-null" : "", title: c.label }, input, h("span", { "aria-hidden": "true" }, c.short)) };
  });
  const element = h("fieldset", { class: `kl-tri ${className}`, "data-finding": finding.id },
    h("legend", { class: "kl-sr" }, finding.label),
    h("div", {}, h("span", { class: "kl-finding__name", title: finding.ask }, finding.label), word),
    h("div", { class: "kl-tri__set" }, radios.map((r) => r.node)));
  return {
    element,
    focus: () => (radios.find((r) => r.input.checked) || radios[0]).input.focus(),
    show(answer) {
      const binary = !finding.states;
      const value = answer === undefined ? null : binary ? Math.sign(answer) * 100 : answer;
      const now = radios.find((r) => r.value === value) || radios.find((r) => r.value === null);
      now.input.checked = true;
      setText(word, now.value === null ? strings["state.not_asked"] : binary ? stateWord(answer, strings) : now.label);
      element.dataset.state = now.value === null ? "unasked" : now.value === -100 ? "absent" : "present";
    },
  };
}

/** The whole list: search, what this patient told, open safety checks, the five groups. */
function createFindingList(context) {
  const { catalog, keeper, strings } = context;
  const all = catalog.groups.flatMap((g) => g.findings.map((f) => ({ ...f, group: g.id })));
  const byId = Object.fromEntries(all.map((f) => [f.id, f]));
  const rows = {};
  const shown = {};
  const pinned = new Set();
  let checks = [];

  const count = h("span", { class: "kl-caption" });
  const search = h("input", { type: "search", "aria-label": strings["search.label"], placeholder: strings["search.label"], autocomplete: "off" });
  const hits = h("ul", { class: "kl-hits", hidden: true });
  const none = h("p", { class: "kl-notice", hidden: true }, strings["search.none"]);
  const pins = h("div", { class: "kl-pins" });
  const empty = h("p", { class: "kl-notice" }, strings["finding.empty"]);
  const safety = h("div", { class: "kl-safety" });
  const safetyHeading = h("h3", {}, strings["finding.safety"]);
  const groups = catalog.groups.map((g) => {
    const told = h("span", { class: "kl-caption" });
    const body = h("div", {});
    const node = h("details", { class: "kl-group" }, h("summary", {}, h("span", {}, g.label), told), body);
    node.addEventListener("toggle", () => node.open && arrange());
    return { ...g, node, told, body };
  });
  const element = h("section", { class: "kl-panel kl-findings", "aria-label": strings["finding.heading"] },
    h("div", { class: "kl-row" }, h("h2", {}, strings["finding.heading"]), count),
    h("div", { class: "kl-search not-projector" }, icon("search"), search),
    none, hits,
    h("div", { class: "kl-scale", "aria-hidden": "true" }, ["state.clearly_absent", "state.not_asked", "state.clearly_present"].map((s) => h("span", {}, strings[s]))),
    empty, pins, safetyHeading, safety,
    h("div", { class: "kl-groups" }, groups.map((g) => g.node)));

  /** The one control of a finding, in the form that its place asks for. */
  function row(finding, chips) {
    const key = `${finding.id} ${chips}`;
    if (!rows[key]) {
      if (finding.states) {
        const choices = [{ value: null, label: strings["state.not_asked"], short: "?" }, ...finding.states.map((s) => ({ value: s.id, label: s.label, short: s.label }))];
        rows[key] = createChoices(finding, choices, "kl-tri--named", context);
      } else if (chips) {
        rows[key] = createChoices(finding, [
          { value: -100, label: strings["state.absent"], short: "−" }, { value: null, label: strings["state.not_asked"], short: "?" },
          { value: 100, label: strings["state.present"], short: "+" }], "", context);
      } else rows[key] = createSlider(finding, context);
    }
    return rows[key];
  }

  /** Put every control where it belongs; one that has the focus stays where it is. */
  function arrange() {
    const asChips = new Set(checks.filter((f) => !pinned.has(f)));
    place(pins, [...pinned].map((f) => byId[f]), false);
    place(safety, [...asChips].map((f) => byId[f]), true);
    for (const g of groups) if (g.node.open) place(g.body, g.findings.filter((f) => !pinned.has(f.id) && !asChips.has(f.id)), false);
    safetyHeading.hidden = !asChips.size;
    empty.hidden = pinned.size > 0;
  }
  function place(box, findings, chips) {
    const wanted = findings.map((f) => {
      shown[f.id] = row(f, chips);
      shown[f.id].show(keeper.record.answers[f.id]);
      return shown[f.id].element;
    });
    if (wanted.length === box.children.length && wanted.every((node, i) => node === box.children[i])) return;
    const focused = box.contains(document.activeElement) ? document.activeElement : null;
    box.replaceChildren(...wanted);
    if (focused && box.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** Bring a finding up to the top of the list and go there. */
  function pick(id) {
    pinned.add(id);
    arrange();
    shown[id].focus();
    shown[id].element.scrollIntoView({ block: "nearest" });
  }
  function find() {
    const asked = search.value.trim().toLowerCase();
    const found = asked ? all.filter((f) => isCalled(f, asked)).slice(0, 8) : [];
    hits.hidden = !found.length;
    none.hidden = !asked || found.length > 0;
    hits.replaceChildren(...found.map((f) => h("li", {}, h("button", { type: "button", class: "kl-hit", onclick: () => { search.value = ""; find(); pick(f.id); } },
      marked(f.label, asked), h("span", { class: "kl-caption" }, f.kind_label)))));
  }
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !hits.hidden) hits.querySelector("button").click();
    if (event.key === "Escape") { search.value = ""; find(); }
  });

  let patient = null;
  return {
    element,
    pick,
    show(record) {
      const told = Object.keys(record.answers).filter((f) => byId[f]);
      // A new patient brings their own findings to the top; later answers stay where they were given.
      if (patient !== record.opener || !told.length) {
        pinned.clear();
        for (const f of told) pinned.add(f);
      }
      patient = record.opener;
      for (const f of told) if (!shown[f]) pinned.add(f);
      arrange();
      for (const f of all) if (shown[f.id]) shown[f.id].show(record.answers[f.id]);
      for (const g of groups) {
        const n = g.findings.filter((f) => f.id in record.answers).length;
        setText(g.told, n ? fill(strings["group.told"], { n, total: g.findings.length }) : String(g.findings.length));
      }
    },
    update(view) {
      setText(count, fill(strings["finding.asked"], view));
      const focused = safety.contains(document.activeElement);
      const open = view.checks;
      // A check that was just answered stays in its place while the focus is on it.
      checks = focused ? [...new Set([...checks, ...open])] : [...new Set([...checks.filter((f) => f in keeper.record.answers && !pinned.has(f)), ...open])];
      arrange();
    },
  };
}
