/* The debrief: one sentence, the belief path, then finding by finding, with reasons and sources. */

const citeOf = (text) => h("span", { class: "kl-cite" }, text);

/** A tick or a cross with its word; never colour alone. */
function verdictMark(right, strings) {
  if (right === null) return null;
  return h("span", { class: "kl-mark-word" }, icon(right ? "check" : "cross"), h("span", { class: "kl-sr" }, strings[right ? "case.right" : "case.wrong"]));
}

function debriefHead(d, { strings }) {
  return h("header", { class: "kl-debrief__head" },
    h("div", {}, h("h2", { class: "kl-task__title", tabindex: -1 }, d.headline), h("p", { class: "kl-lead" }, d.summary),
      h("p", {}, d.answer.because, " ", citeOf(d.answer.source)),
      d.answer.besides.length ? h("p", {}, fill(strings["case.besides"], { targets: d.answer.besides.join(", ") })) : null),
    h("dl", { class: "kl-verdicts" }, d.facts.map((f) => h("div", {}, h("dt", {}, f.label),
      h("dd", {}, verdictMark(f.right, strings), h("span", {}, f.text, f.instead ? h("small", {}, `, ${fill(strings["case.verdict_instead"], { instead: f.instead })}`) : null))))));
}

/** Points of a belief path that have room for their names. */
const MOST_NAMED = 7;

function debriefPath(d, { strings }) {
  const { points, heading, note } = d.path;
  const words = { you: strings["case.path_you_short"], engine: strings["case.path_model"], expert: strings["case.path_expert"] };
  const isMany = points.length > MOST_NAMED; // names would run into each other
  const drawn = points.map((p, i) => ({ ...p, label: isMany ? [String(i + 1)] : labelLines(p.label, 14) }));
  const value = (v) => (v === null || v === undefined ? "–" : String(v));
  const says = `${heading}. ${points.map((p) => `${p.label}: ${words.you} ${value(p.you)}, ${words.engine} ${p.engine}`).join("; ")}.`;
  const table = chartTable([["", words.you, words.engine, words.expert], ...points.map((p, i) => [`${i + 1}. ${p.label}`, value(p.you), `${p.engine} (${fill(strings["words.band"], p)})`, value(p.expert)])], heading);
  return h("section", { class: "kl-panel kl-pathpanel" }, h("h2", {}, heading), h("p", { class: "kl-caption" }, isMany ? `${note} ${strings["case.path_numbers"]}` : note),
    h("div", { class: "kl-path--wide" }, drawBeliefPath(drawn, says, words, { width: 800, height: 360, family: d.answer.family })),
    h("div", { class: "kl-path--narrow" }, drawBeliefPath(points.map((p, i) => ({ ...p, label: [points.length > 9 && i % 2 ? "" : String(i + 1)] })), says, words, { width: 360, height: 280, family: d.answer.family })),
    h("details", {}, h("summary", {}, strings["case.path_table"]), table));
}

function debriefCarry(d, { strings, again, practice, causeHref }) {
  return h("section", { class: "kl-panel kl-carry" }, h("h2", {}, strings["case.carry"]), h("p", { class: "kl-lead" }, d.lesson),
    d.check ? h("div", {}, h("h3", {}, strings["case.check_debrief"]), h("p", {}, d.check.question),
      d.check.done.length ? h("p", {}, fill(strings["case.check_done"], { findings: d.check.done.join("; ") })) : null,
      d.check.not_done.length ? h("p", {}, fill(strings["case.check_not_done"], { findings: d.check.not_done.join("; ") })) : null,
      h("p", { class: "kl-caption" }, d.check.because, " ", citeOf(d.check.source))) : null,
    h("h3", {}, strings["case.flip_heading"]), h("p", {}, d.flip),
    h("div", { class: "kl-buttons" }, again, practice, causeHref));
}

/** A heading with the visit it belongs to, where there are several. */
const onDay = (text, day) => (day ? `${text}, ${day.toLowerCase()}` : text);

/** Steps in rows: predicted, found, why, how far, and what the learner did. */
function stepTable(rows, most, { strings }) {
  const arrow = (direction) => (direction === 0 ? null : icon(direction > 0 ? "up" : "down"));
  return h("table", {}, h("thead", {}, h("tr", {}, ["case.row_step", "case.row_predicted", "case.row_was", "case.row_should", "case.row_did"].map((key) => h("th", { scope: "col" }, strings[key])))),
    h("tbody", {}, rows.map((r) => h("tr", {},
      h("th", { scope: "row" }, `${r.n} ${r.label}`, r.day ? h("small", {}, r.day) : null, h("small", { class: "kl-bits" }, h("i", { "aria-hidden": "true", style: `width:${(r.bits / most) * 3}rem` }), r.bits_words)),
      h("td", { "data-label": strings["case.row_predicted"], class: r.predicted ? null : "is-empty" }, r.predicted ? [verdictMark(r.right, strings), ` ${r.predicted}`, h("small", {}, fill(strings["case.confidence_words"], { n: r.confidence }))] : h("small", {}, strings["case.row_no_prediction"])),
      h("td", { "data-label": strings["case.row_was"] }, h("ul", {}, r.effects.map((x) => h("li", {}, h("b", {}, `${x.was}.`), " ", x.because,
        h("small", {}, `${x.moved}. ${x.frequencies} `, citeOf(x.source)))))),
      h("td", { "data-label": strings["case.row_should"] }, h("span", { class: "kl-move" }, arrow(r.should), r.should_words), h("small", {}, r.before === r.after ? r.after : `${r.before} → ${r.after}`)),
      h("td", { "data-label": strings["case.row_did"] }, h("span", { class: "kl-move" }, verdictMark(r.together, strings), r.did_words), r.did_shares ? h("small", {}, r.did_shares) : null)))));
}

/** Every moment with its findings; the steps that told little are folded, so that the others can be read. */
function debriefRows(d, context) {
  const { strings } = context;
  const most = Math.max(0.01, ...d.rows.map((r) => r.bits));
  const rows = d.rows.map((r, i) => ({ ...r, n: i + 1 }));
  const little = rows.filter((r) => r.little);
  const folds = little.length > 1;
  return h("section", { class: "kl-panel kl-rows" }, h("h2", {}, strings["case.rows_heading"]), h("p", { class: "kl-caption" }, strings["case.bits_note"]),
    stepTable(folds ? rows.filter((r) => !r.little) : rows, most, context),
    folds ? h("details", { class: "kl-rows__little" }, h("summary", {}, fill(strings["case.rows_little"], { n: little.length })), stepTable(little, most, context)) : null);
}

function debriefUrgency(d, { strings }) {
  return d.urgency.map((u) => h("section", { class: "kl-panel" }, h("h2", {}, onDay(strings["case.urgency_heading"], u.day)), h("p", {}, u.verdict, " ", h("span", { class: "kl-caption" }, u.engine)),
    h("ul", { class: "kl-levels" }, u.options.map((o, i) => h("li", { class: `u${i + 1}${o.right ? " is-right" : ""}` }, icon(o.level),
      h("div", {}, h("b", {}, o.word), o.right ? h("span", { class: "kl-tag" }, icon("check"), strings["case.right"]) : null, o.said ? h("span", { class: "kl-tag" }, strings["case.your_choice"]) : null, h("p", {}, o.because)))))));
}

function debriefPlan(d, { strings }) {
  return d.plan.map((p) => h("section", { class: "kl-panel" }, h("h2", {}, onDay(strings["case.plan_debrief"], p.day)),
    h("ul", { class: "kl-options" }, p.options.map((o) => h("li", {}, h("b", {}, o.text),
      h("p", { class: "kl-options__said" }, h("span", { class: "kl-tag" }, o.verdict_words), h("span", {}, verdictMark(o.well, strings), strings[o.chosen ? "case.plan_chosen" : "case.plan_not_chosen"])),
      h("p", {}, o.because, " ", citeOf(o.source))))),
    h("h3", {}, strings["case.safety_net"]), h("p", { class: "kl-voice" }, `“${p.safety_net.text}”`), h("p", { class: "kl-caption" }, p.safety_net.because, " ", citeOf(p.safety_net.source))));
}

function debriefRivals(d, { strings }) {
  return h("section", { class: "kl-panel" }, h("h2", {}, strings["case.rivals_heading"]),
    h("ul", { class: "kl-rivals" }, d.rivals.map((r) => h("li", { class: `fam-${r.family}` }, h("h3", {}, tissueGlyph(r.family), r.name, h("small", {}, fill(strings["case.rival_said"], { n: r.said }))),
      h("p", {}, h("b", {}, `${strings["case.rival_tempting"]}: `), r.tempting), h("p", {}, h("b", {}, `${strings["case.rival_but"]}: `), r.but, " ", citeOf(r.source))))));
}

function debriefGrid(d, { strings }) {
  const { cause, rows, level } = d.grid;
  const columns = ["fits", "against", "missing"];
  return h("section", { class: "kl-panel" }, h("h2", {}, fill(strings["case.grid_heading"], { cause })),
    level === "modelled" ? h("p", { class: "kl-caption" }, strings["case.grid_modelled"]) : null,
    h("div", { class: "kl-grid3" }, columns.map((place) => h("div", {}, h("h3", {}, strings[`case.grid_${place}`]), h("ul", {}, rows.some((r) => r.place === place) ? null : h("li", { class: "kl-caption" }, strings["case.grid_none"]), rows.filter((r) => r.place === place).map((r) => h("li", {},
      verdictMark(r.right, strings), h("span", {}, r.label, r.right === false ? h("small", {}, ` ${fill(strings["case.grid_yours"], { said: r.said_words })}`) : null))))))),
    rows.some((r) => r.place === "neither") ? h("div", {}, h("h3", {}, strings["case.grid_neither"]), h("ul", {}, rows.filter((r) => r.place === "neither").map((r) => h("li", {}, verdictMark(r.right, strings), h("span", {}, r.label, h("small", {}, ` ${fill(strings["case.grid_yours"], { said: r.said_words })}`)))))) : null);
}

function debriefExpert(d, { strings }) {
  return h("section", { class: "kl-panel" }, h("h2", {}, strings["case.expert_heading"]), h("p", { class: "kl-caption" }, strings["case.expert_note"]),
    d.expert.map((x) => h("div", { class: "kl-expert" }, h("h3", {}, onDay(x.stage, x.day)), h("p", {}, x.because),
      h("ul", {}, x.shares.map((s) => h("li", {}, h("span", {}, s.name), h("span", {}, fill(strings[s.you === null ? "case.expert_share_alone" : "case.expert_share"], { expert: s.expert, you: s.you }))))))));
}

function debriefPoints(d, { strings }) {
  return h("section", { class: "kl-panel" }, h("h2", {}, fill(strings["case.points"], { n: d.points.total })), h("p", {}, d.points.main),
    d.points.besides.map((text) => h("p", {}, text)), h("p", { class: "kl-caption" }, d.points.how));
}

function debriefBackground(d, { strings }) {
  const parts = [];
  if (d.trap) parts.push(h("section", { class: "kl-panel" }, h("h2", {}, `${strings["case.trap_heading"]}: ${d.trap.label.toLowerCase()}`), h("p", {}, d.trap.text, " ", citeOf(d.trap.source))));
  if (d.context) parts.push(h("section", { class: "kl-panel" }, h("h2", {}, strings["case.context_heading"]), h("p", {}, d.context.text), h("p", {}, d.context.because, " ", citeOf(d.context.source))));
  return parts;
}

const DEBRIEF_TABS = {
  findings: (d, context) => [debriefRows(d, context)],
  decision: (d, context) => [h("div", { class: "kl-debrief__even" }, debriefUrgency(d, context), debriefPlan(d, context))],
  causes: (d, context) => [h("div", { class: "kl-debrief__even" }, debriefRivals(d, context), debriefGrid(d, context))],
  belief: (d, context) => [h("div", { class: "kl-debrief__even" }, debriefPoints(d, context), d.expert.length ? debriefExpert(d, context) : null, debriefBackground(d, context))],
};

/** The whole debrief: what happened, the way there, one thing to carry; then the rest, a question a tab. */
function debriefTask(d, context) {
  const { strings } = context;
  const tabs = createTabs(Object.keys(DEBRIEF_TABS).map((id) => ({ id, label: strings[`case.tab_${id}`] })), strings["case.tabs"], (id) => {
    tabs.show(id);
    tabs.list.scrollIntoView({ block: "start" }); // what was chosen fills the screen
  });
  tabs.panels.forEach((panel, i) => panel.append(...Object.values(DEBRIEF_TABS)[i](d, context).flat().filter(Boolean)));
  tabs.show("findings");
  return [
    debriefHead(d, context),
    h("div", { class: "kl-debrief__two" }, debriefPath(d, context), debriefCarry(d, context)),
    tabs.list, ...tabs.panels,
    h("p", { class: "kl-caption" }, d.basis, d.sources.length ? ` ${strings["case.sources_heading"]}: ${d.sources.map((s) => s.short).join("; ")}.` : ""),
  ];
}
