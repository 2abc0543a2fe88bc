/* Parts of the progress page: scores, causes that get too much or too little, attempts. */

const FIRST_ATTEMPTS = 10;

/** Scores of first attempts, and of practice beside them. */
function createScores({ strings }) {
  const body = h("div", { class: "kl-scores" });
  const element = h("section", { class: "kl-panel", "aria-label": strings["progress.scores"] }, h("h2", { class: "kl-big" }, strings["progress.scores"]), body, h("p", { class: "kl-caption" }, strings["progress.honest"]));
  const tile = (t) => h("div", { class: "kl-tile" }, h("h4", {}, t.name), h("p", { class: "kl-tile__number" }, t.number), h("p", {}, t.text), h("p", { class: "kl-caption" }, t.of));
  return {
    element,
    update({ scores }) {
      element.hidden = scores.empty;
      body.replaceChildren(...scores.parts.map((p, i) => h("div", { class: i ? "kl-scores__practice" : "" }, h("h3", {}, p.title), h("p", { class: "kl-caption" }, p.text),
        p.tiles ? h("div", { class: "kl-tiles" }, p.tiles.map(tile)) : h("p", {}, strings["progress.none"]))));
    },
  };
}

/** What each cause was given, against how often it was the answer, with what chance allows. */
function createCauseBalance({ strings }) {
  const body = h("div", {});
  const element = h("section", { class: "kl-panel", "aria-label": strings["progress.causes"] }, h("h2", {}, strings["progress.causes"]), body);
  const mark = (name, value) => h("i", { class: name, style: `left:${value.toFixed(2)}%` });
  function row(c) {
    const line = h("div", { class: "kl-balance__line", "aria-hidden": "true" },
      h("span", { style: `left:${c.low.toFixed(2)}%;right:${(100 - c.high).toFixed(2)}%` }), mark("kl-balance__was", c.was), mark("kl-balance__given", c.given));
    return h("tr", { class: `fam-${c.family}`, "data-verdict": c.verdict }, h("th", { scope: "row" }, h("span", { class: "kl-causename" }, tissueGlyph(c.family), c.name)),
      h("td", { role: "cell", "data-label": strings["progress.col.given"] }, c.given_words), h("td", { role: "cell", "data-label": strings["progress.col.was"] }, c.was_words), h("td", { role: "cell" }, line, h("span", { class: "kl-balance__so" }, c.verdict_words)));
  }
  return {
    element,
    update({ scores }) {
      element.hidden = scores.empty;
      if (!scores.causes.length) body.replaceChildren(h("div", { class: "kl-notice" }, h("p", {}, strings["progress.causes_empty"])));
      else body.replaceChildren(h("p", { class: "kl-caption" }, strings["progress.causes_text"]),
        h("p", { class: "kl-keys kl-keys--bare" }, h("span", { class: "kl-key kl-key--given" }, h("i"), strings["progress.col.given"]), h("span", { class: "kl-key kl-key--was" }, h("i"), `${strings["progress.col.was"]}, ${strings["progress.col.interval"]}`)),
        h("table", { class: "kl-table kl-balance" }, h("thead", {}, h("tr", {}, ["cause", "given", "was", "verdict"].map((c) => h("th", { scope: "col" }, strings[`progress.col.${c}`])))), h("tbody", {}, scores.causes.map(row))));
    },
  };
}

/** Every attempt, the latest first. */
function createAttempts({ strings }) {
  const body = h("div", {});
  const element = h("section", { class: "kl-panel", "aria-label": strings["progress.attempts"] }, h("h2", {}, strings["progress.attempts"]), body);
  let all = false;
  const marks = { right: "✓ ", wrong: "✗ ", open: "" };
  function row(a) {
    const go = strings[a.state === "open" ? "progress.go_on" : "progress.again"];
    return h("tr", {}, h("th", { scope: "row" }, a.what, a.answer ? h("small", {}, a.answer) : null), h("td", {}, a.when),
      h("td", {}, h("span", { "aria-hidden": "true" }, marks[a.state]), [a.word, a.first].filter(Boolean).join(", "), a.said.length ? h("small", {}, a.said.join(" ")) : null),
      h("td", {}, a.href && ownsAddress() ? h("a", { href: a.href, "aria-label": `${go}: ${a.what}` }, go) : null));
  }
  return {
    element,
    update({ attempts }) {
      if (!attempts.length) {
        body.replaceChildren(h("div", { class: "kl-notice" }, h("p", {}, strings["progress.attempts_empty"])));
        return;
      }
      const more = h("button", { type: "button", class: "kl-btn kl-btn--quiet", onclick: () => {
        all = true;
        this.update({ attempts });
      } }, fill(strings["progress.more"], { n: attempts.length - FIRST_ATTEMPTS }));
      body.replaceChildren(h("table", { class: "kl-table kl-attempts" }, h("thead", {}, h("tr", {}, ["what", "when", "how", "play"].map((c) => h("th", { scope: "col" }, strings[`progress.col.${c}`])))),
        h("tbody", {}, attempts.slice(0, all ? attempts.length : FIRST_ATTEMPTS).map(row))), ...(attempts.length > FIRST_ATTEMPTS && !all ? [more] : []));
    },
  };
}
