/* One cause: script, who gets it, findings, look-alikes, plan, sources; one at a time. */

const CAUSE_TABS = ["script", "who", "findings", "look_alikes", "plan", "sources"];
const FIRST_FINDINGS = 8;

function scriptPart(c, knee, depth, catalog, strings) {
  knee.light(c.structures.map((s) => s.id), c.structures.map((s) => s.name), strings["why.lit"]);
  // Peeled just far enough that the shallowest lit structure lies open.
  const drawn = c.structures.filter((s) => knee.shows(s.id));
  depth.set(drawn.length ? Math.min(...drawn.map((s) => s.layer)) : 4);
  const where = c.structures.map((s) => h("li", {}, h("details", {},
    h("summary", {}, h("span", {}, h("b", {}, s.name), h("span", { class: "kl-caption" }, ` ${s.layer_label}${knee.shows(s.id) ? "" : `, ${strings["causes.not_drawn"]}`}`))),
    h("p", {}, s.course || strings["causes.unconfirmed"]), s.relevance ? h("p", {}, s.relevance) : null, h("p", { class: "kl-caption" }, s.sources.join(", ")))));
  return h("div", { class: "kl-scriptgrid" },
    h("section", { class: "kl-panel" },
      c.voice.length ? h("div", { class: "kl-voices", role: "group", "aria-label": strings["causes.voice"] }, voices(c.voice)) : null,
      h("div", { class: "kl-slots" }, c.script.map((slot) => h("section", {}, h("h3", {}, slot.slot), h("ul", {}, slot.text.map(statement)))))),
    h("section", { class: "kl-panel kl-where", "aria-label": strings["causes.where"] }, h("h3", {}, strings["causes.where"]), knee.element, depth.element,
      h("ul", {}, statement(c.mechanism)),
      ownsAddress() && c.structures.length ? h("p", {}, h("a", { href: `anatomy.ipynb#part=cause&cause=${c.id}` }, strings["anatomy.from_cause"])) : null,
      where.length ? h("ul", { class: "kl-structures" }, where) : h("div", { class: "kl-notice" }, strings["causes.where_none"])));
}

function whoPart({ who }, strings) {
  const bars = (rows) => {
    const axis = niceAxis(Math.max(...rows.map((r) => r.of_1000)));
    return h("ul", { class: "kl-bars" }, rows.map((r) => h("li", {}, h("span", {}, r.label || fill(strings["causes.years"], r)), bar(r.of_1000, "assumed", axis), h("span", { class: "kl-rank__num" }, shareWords(r.words)))));
  };
  const [female, male] = who.sexes;
  return h("div", { class: "kl-whogrid" },
    h("section", { class: "kl-panel kl-wide" }, h("h3", {}, strings["causes.who_lines"]), h("ul", { class: "kl-lines" }, who.lines.map(statement))),
    h("section", { class: "kl-panel" }, h("h3", {}, strings["causes.who_settings"]), h("p", { class: "kl-caption" }, strings["causes.who_settings_text"]), bars(who.settings),
      h("details", { class: "kl-twin" }, h("summary", {}, strings["causes.who_why"]), h("ul", { class: "kl-lines" }, who.settings.map((s) => h("li", {}, h("b", {}, `${s.label}: `), s.reason))))),
    h("section", { class: "kl-panel" }, h("h3", {}, strings["causes.who_ages"]), h("p", { class: "kl-caption" }, fill(strings["causes.who_ages_text"], who)), bars(who.ages),
      h("p", {}, fill(strings["causes.who_sexes"], { female: female.words, male: male.words })), h("p", { class: "kl-caption" }, fill(strings["causes.who_age_mark"], { mark: who.mark_label, reason: who.reason || "" }))),
    h("p", { class: "kl-caption kl-wide" }, strings["words.prior_note"]));
}

function niceAxis(top) {
  return [10, 20, 50, 100, 200, 500].find((n) => n >= top) || 1000;
}

function findingRow(f, strings) {
  return h("li", { class: "kl-freq" }, h("details", {},
    h("summary", {}, h("span", { class: "kl-freq__body" },
      h("span", { class: "kl-freq__name" }, h("span", { class: "kl-finding__name" }, f.label), h("small", { class: "kl-cite" }, f.here.rests_on)),
      bar(f.here.of_100, f.here.mark, 100, f.there.of_100),
      h("span", { class: "kl-rank__num" }, shareWords(f.here.words), h("small", {}, fill(strings["causes.in_others"], { share: f.there.words.replace(/ of 100$/, "") }))))),
    background(f, strings, f.numbers)));
}

function findingsPart(c, strings) {
  const lists = h("div", { class: "kl-freqs" });
  const axis = () => h("div", { class: "kl-freq__axis", "aria-hidden": "true" }, h("div", {}, [0, 25, 50, 75, 100].map((n) => h("span", { style: `left:${n}%` }, String(n)))));
  const section = (title, text, found) => (found.length
    ? [h("h3", {}, title), text ? h("p", { class: "kl-caption" }, text) : null, axis(), ...shortList(found.map((f) => findingRow(f, strings)), FIRST_FINDINGS, strings)] : []);
  const orders = {
    apart: () => [
      ...section(strings["causes.findings_for"], strings["causes.findings_for_text"], c.findings.filter((f) => f.more_here)),
      ...section(strings["causes.findings_against"], strings["causes.findings_against_text"], c.findings.filter((f) => !f.more_here))],
    often: () => section(strings["causes.findings_often"], null, [...c.findings].sort((a, b) => b.here.of_100 - a.here.of_100)),
  };
  const buttons = Object.keys(orders).map((order) => h("button", { type: "button", onclick: () => sort(order) }, strings[`causes.sort_${order}`]));
  function sort(order) {
    buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(Object.keys(orders)[i] === order)));
    lists.replaceChildren(...orders[order]().filter(Boolean));
  }
  sort("apart");
  return h("section", { class: "kl-panel" },
    h("div", { class: "kl-row" },
      h("div", { class: "kl-keys kl-keys--bare" }, h("span", { class: "kl-key" }, h("i"), strings["mark.published"]), h("span", { class: "kl-key is-judged" }, h("i"), strings["ranking.judged_key"]),
        h("span", { class: "kl-key kl-key--tick" }, h("i"), strings["causes.key_rest"])),
      h("div", { class: "kl-sort", role: "group", "aria-label": strings["causes.sort"] }, h("span", { class: "kl-caption" }, strings["causes.sort"]), h("span", { class: "kl-seg" }, buttons))),
    lists,
    h("details", { class: "kl-twin" }, h("summary", {}, strings["table.show"]), dataTable(strings["causes.findings_table"],
      [strings["causes.table.finding"], strings["causes.table.here"], strings["causes.table.there"], strings["table.mark"]],
      c.findings.map((f) => [f.label, f.here.words, f.there.words, f.here.rests_on]))));
}

function lookAlikesPart(c, strings, compare) {
  const mimics = c.mimics.length
    ? [h("h3", {}, strings["causes.mimics"]), h("p", { class: "kl-caption" }, strings["causes.mimics_text"]),
      dataTable(strings["causes.mimics"], ["name", "sign", "tell", "level"].map((k) => strings[`causes.mimic.${k}`]),
        c.mimics.map((m) => [m.name, m.signs.join(", "), h("span", {}, m.tell, " ", m.source ? h("span", { class: "kl-cite" }, m.source) : null),
          h("span", { class: `kl-level u${m.rank}` }, icon(m.level), m.word)]))] : null;
  const one = (x) => {
    const sides = [{ short: c.short, family: c.family }, { short: x.short, family: x.family }];
    const missing = x.id ? strings["causes.not_separated"] : strings["causes.no_page"];
    return h("section", { class: `kl-panel kl-look fam-${x.family}` },
      h("div", { class: "kl-row" }, h("h3", {}, tissueGlyph(x.family), x.name, x.urgent ? h("span", { class: "kl-choose__flag" }, icon("same_day"), strings["causes.urgent"]) : null),
        x.id ? h("button", { type: "button", class: "kl-btn kl-btn--quiet", onclick: () => compare(x.id), "aria-label": `${strings["causes.compare_one"]}: ${x.name}` }, strings["causes.compare_one"]) : null),
      h("p", { class: "kl-tell" }, h("b", {}, strings["causes.tell"]), ` ${x.tell}`),
      x.findings.length ? h("ul", {}, x.findings.map((f) => pairRow(f, sides, strings))) : h("div", { class: "kl-notice" }, missing));
  };
  return h("div", { class: "kl-stack" }, mimics ? h("section", { class: "kl-panel" }, mimics) : c.family === "other" && c.id === "other" ? h("div", { class: "kl-notice" }, strings["causes.mimics_none"]) : null,
    h("p", { class: "kl-caption" }, strings["causes.look_alikes_text"]), c.look_alikes.map(one));
}

function planPart(c, strings) {
  return h("div", { class: "kl-plangrid" },
    h("section", { class: "kl-panel" }, h("h3", {}, strings["causes.plan_first"]), h("ul", { class: "kl-lines" }, c.plan.first.map(statement))),
    h("section", { class: "kl-panel kl-sendon" }, h("h3", {}, icon("same_day"), strings["causes.plan_send_on"]),
      c.plan.send_on.length ? h("ul", { class: "kl-lines" }, c.plan.send_on.map(statement)) : h("div", { class: "kl-notice" }, strings["causes.plan_send_on_none"])));
}

function sourcesPart(c, strings) {
  return h("div", { class: "kl-stack" },
    h("section", { class: "kl-panel" }, h("h3", {}, strings["causes.references"]), h("p", { class: "kl-caption" }, fill(strings["causes.references_text"], { n: c.references.length })),
      h("ul", { class: "kl-refs" }, c.references.map((r) => h("li", {}, h("b", {}, r.short), h("span", {}, r.citation, r.genre ? h("span", { class: "kl-caption" }, ` ${r.genre}.`) : null, r.note ? h("span", { class: "kl-caption" }, ` ${r.note}`) : null,
        r.url ? [" ", h("a", { href: r.url, target: "_blank", rel: "noopener noreferrer" }, r.link)] : null))))),
    c.judged.length ? h("section", { class: "kl-panel" }, h("h3", {}, strings["causes.judged"]), h("p", { class: "kl-caption" }, strings["causes.judged_text"]),
      h("ul", { class: "kl-lines" }, c.judged.map((j) => h("li", {}, h("details", {}, h("summary", {}, h("span", {}, j.reason, " ", h("span", { class: "kl-caption" }, fill(strings["causes.judged_count"], { n: j.statements.length })))),
        h("ul", { class: "kl-lines" }, j.statements.map((s) => h("li", {}, s)))))))) : null);
}

/** The page of one cause; `show` names the part that is open. */
function createCausePage({ catalog, strings, keeper }) {
  const knee = createKnee(catalog.knee_svg, catalog.layers);
  const depth = createDepth(knee, strings);
  const tabs = createTabs(CAUSE_TABS.map((id) => ({ id, label: strings[`causes.tab.${id}`] })), strings["causes.tabs"], (id) => keeper.change((r) => { r.show = id; }));
  const danger = h("div", {});
  const element = h("div", { class: "kl-stack" }, danger, tabs.list, tabs.panels);
  const compare = (other) => keeper.change((r) => { r.against = other; });
  let drawn = null;
  let shown = "script";
  /** The script tells the whole danger; every other part keeps it to two lines. */
  const unfold = () => { for (const more of danger.querySelectorAll("details")) more.open = shown === "script"; };
  return {
    element,
    open(show) {
      shown = CAUSE_TABS.includes(show) ? show : "script";
      tabs.show(shown);
      unfold();
    },
    update(c) {
      if (drawn === c) return;
      drawn = c;
      element.className = `kl-stack fam-${c.family}`;
      danger.hidden = !c.must_not_miss;
      danger.replaceChildren(...(c.must_not_miss ? [dangerBox(c.must_not_miss, strings)] : []));
      unfold();
      const parts = [scriptPart(c, knee, depth, catalog, strings), whoPart(c, strings), findingsPart(c, strings), lookAlikesPart(c, strings, compare), planPart(c, strings), sourcesPart(c, strings)];
      tabs.panels.forEach((panel, i) => panel.replaceChildren(parts[i]));
    },
  };
}
