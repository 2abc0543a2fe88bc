/* A published decision rule: when not to use it, then item by item for one fictional patient, the points, and what
   each group meant where it was studied. Where the content says so, the points wait behind a question. */

/** Panel of the rule behind the chosen test; hidden for a test that is no rule. */
function createRule({ catalog, keeper, strings }) {
  const start = createStart({ catalog, keeper, strings });
  const about = h("p", { class: "kl-summary" });
  const warnings = h("ul");
  const patient = h("p", { class: "kl-caption" });
  const question = h("summary");
  const points = h("p", { class: "kl-rule__points" });
  const group = h("p", { class: "kl-rule__group" });
  const reach = h("p");
  const warned = h("div", { class: "kl-notice" });
  const items = h("div", { class: "kl-table-scroll", tabindex: 0, role: "region", "aria-label": strings["library.rule.items"] });
  const explore = ownsAddress() ? h("a", { class: "kl-caption" }, strings["library.rule.ask"]) : null;
  const shares = h("div", { class: "kl-rule__shares" });
  const gate = h("details", { class: "kl-gate" }, question,
    h("div", { class: "kl-rule__body" },
      h("div", { class: "kl-rule__items" }, items, explore),
      h("div", { class: "kl-rule__score", role: "status" }, warned, h("h3", {}, strings["library.rule.score"]), points, group, reach),
      shares));
  const element = h("section", { class: "kl-panel kl-rule", "aria-label": strings["library.rule.heading"] },
    h("h2", {}, strings["library.rule.heading"]), about,
    h("div", { class: "kl-never" }, h("h3", {}, strings["library.rule.not_to_use"]), warnings),
    start.element, patient, gate);
  let decidedFor = null;

  const reference = (x) => (x.url ? h("a", { href: x.url, rel: "noreferrer", target: "_blank", title: x.title }, x.text) : h("span", { title: x.title }, x.text));

  function warning(w) {
    return h("li", { class: w.holds ? "is-here" : "" }, h("span", {}, w.holds ? h("b", { class: "kl-tag" }, w.holds) : null, w.text, " ", h("small", {}, w.source ? reference(w.source) : w.reason)));
  }

  /** Yes, no or nothing, for what only the clinician can say. */
  function judge(item) {
    const say = (value) => keeper.change((r) => {
      r.judgements = { ...r.judgements };
      if (value) r.judgements[item.id] = value;
      else delete r.judgements[item.id];
    });
    const answer = (word, value, state) => h("button", { type: "button", "data-say": `${item.id}.${state}`, "aria-pressed": String(item.state === state), onclick: () => say(value) }, strings[`library.rule.${word}`]);
    return h("div", { class: "kl-seg", role: "group", "aria-label": fill(strings["library.rule.judge"], { item: item.label }) },
      answer("yes", "present", "met"), answer("no", "absent", "absent"), answer("not_said", null, "not_asked"));
  }

  function itemTable(rows) {
    return h("table", { class: "kl-items" },
      h("thead", {}, h("tr", {}, ["item", "points", "state"].map((c) => h("th", { scope: "col" }, strings[`library.rule.${c}`])))),
      h("tbody", {}, rows.map((r) => h("tr", { "data-item": r.id, "data-state": r.state },
        h("th", { scope: "row" }, r.label, r.rests_on ? h("small", {}, r.rests_on) : null),
        h("td", {}, r.points),
        h("td", {}, h("span", { class: "kl-items__state" }, h("i", { "aria-hidden": "true" }), r.state_label), r.judgement ? judge(r) : null)))));
  }

  function shareTable(s) {
    return h("div", { class: "kl-table-scroll", tabindex: 0, role: "region", "aria-label": strings["library.rule.shares_table"] },
      h("table", { class: "kl-shares kl-strata fam-other" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, strings["library.rule.group"]), s.populations.map((p) => h("th", { scope: "col" }, p)))),
        h("tbody", {}, s.rows.map((r) => h("tr", { class: r.standing === "here" ? "is-chosen" : "" },
          h("th", { scope: "row" }, r.label, r.standing_label ? h("b", { class: `kl-tag kl-tag--${r.standing}` }, r.standing_label) : null, h("small", {}, r.act)),
          r.cells.map((c, i) => h("td", { "data-label": s.populations[i] }, c ? shareCell(c, 100, false) : h("span", { class: "kl-caption" }, strings["library.rule.no_share"]))))))));
  }

  function sharesOf(v) {
    const { strata } = v;
    const study = (x) => h("li", {}, h("b", {}, x.population), ": ", reference(x.source), `, ${x.size}. ${x.note || ""}`);
    return [
      h("h3", {}, strata.heading),
      shareTable(strata),
      strata.none ? h("p", { class: "kl-caption" }, strata.none) : null,
      strata.studies.length ? h("div", { class: "kl-keys" }, h("span", { class: "kl-key" }, h("i"), strings["mark.published"]), h("span", { class: "kl-key kl-key--band" }, h("i"), strings["library.whisker"])) : null,
      strata.studies.length ? h("ul", { class: "kl-caption" }, strata.studies.map(study)) : null,
      ...(v.rule_outs.length ? [h("h3", {}, strings["library.rule.rules_out"])] : []),
      ...v.rule_outs.map((o) => h("div", { class: "kl-rule__out" }, h("p", {}, o.text, " ", h("small", {}, reference(o.source), ". ", o.study)), h("p", { class: o.holds ? "is-here" : "" }, o.verdict), h("p", { class: "kl-caption" }, o.why))),
    ].filter(Boolean);
  }

  return {
    element,
    show: start.show,
    update({ rule: v }) {
      element.hidden = !v;
      if (!v) return;
      about.replaceChildren(v.about, " ", h("small", {}, strings["library.rule.from"], " ", reference(v.source)));
      warnings.replaceChildren(...v.warnings.map(warning));
      setText(patient, v.patient);
      setText(question, v.ask_first || "");
      question.hidden = !v.ask_first;
      // The question is asked anew for every rule and every patient; a rule without one stands open.
      const { age, sex, opener, answers } = keeper.record;
      const decision = JSON.stringify([v.id, age, sex, opener, answers]);
      if (decision !== decidedFor) gate.open = !v.ask_first;
      decidedFor = decision;
      setText(points, v.score.number);
      setText(group, [v.score.stratum, v.score.act].filter(Boolean).join(" "));
      setText(reach, v.score.range);
      setText(warned, v.score.warned || "");
      warned.hidden = !v.score.warned;
      const held = items.contains(document.activeElement) ? document.activeElement.dataset.say : null;
      items.replaceChildren(itemTable(v.items));
      const again = held && items.querySelector(`[data-say="${held}"]`);
      if (again) again.focus({ preventScroll: true });
      if (explore) {
        const { test, cause, ...record } = keeper.record;
        explore.href = `explorer.ipynb#${recordToFragment(record)}`;
        explore.hidden = !v.items.some((i) => i.state === "not_asked" && !i.judgement);
      }
      shares.replaceChildren(...sharesOf(v));
    },
  };
}
