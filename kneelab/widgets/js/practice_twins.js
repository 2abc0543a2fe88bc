/* Twins: name the answer that tells two people apart, then say who has what. */

/** One pair after the other; each answer is in the record before the next question stands here. */
function createTwinsPractice({ catalog, strings, keeper, store }) {
  const count = h("span", { class: "kl-caption" });
  const page = h("div", { class: "kl-twins" });
  const element = h("div", { class: "kl-stack" }, h("div", { class: "kl-row" }, h("h2", { class: "kl-big" }, strings["practice.twins.heading"]), count), page);
  let attempt = null;
  let drawn = null;
  let moved = false; // the learner has just answered, so the focus goes where it goes on

  const forget = () => {
    attempt?.stop();
    attempt = null;
  };
  function answer(doing) {
    moved = true;
    attempt.move(doing);
    keeper.change((r) => { r.twins = attempt.attempt.id; });
  }
  function next() {
    moved = true;
    forget();
    keeper.change((r) => { r.twins = null; });
  }

  const causeName = (c) => h("b", { class: `kl-causename fam-${c.family}` }, tissueGlyph(c.family), c.name);
  const story = (t) => h("section", { class: "kl-panel kl-story", "aria-label": strings["practice.twins.story"] },
    h("h3", {}, strings["practice.twins.story"]), h("p", {}, t.who), h("ul", {}, t.story.map((line) => h("li", {}, line))),
    h("div", { class: "kl-versus" }, causeName(t.causes[0]), h("span", {}, strings["causes.against"]), causeName(t.causes[1])));

  function naming(t) {
    const lock = h("button", { type: "submit", class: "kl-btn", disabled: true }, strings["practice.twins.lock"]);
    const picks = createPicks({ legend: strings["practice.twins.ask"], items: t.candidates.map((c) => ({ value: c.id, label: c.label, small: c.ask })), changed: () => { lock.disabled = false; } });
    const sure = createSureness({ strings, least: Math.round(100 / t.candidates.length), value: 50, label: strings["practice.sure"], changed() {} });
    return h("form", { class: "kl-panel", onsubmit: (event) => {
      event.preventDefault();
      if (picks.value) answer({ do: "name", finding: picks.value, confidence: sure.value });
    } }, picks.element, sure.element, lock);
  }
  function told(t, finding) {
    return h("div", {}, h("h3", { tabindex: -1, class: "kl-goal" }, fill(strings["practice.twins.differ"], { finding })),
      h("dl", { class: "kl-told" }, ["one", "other"].map((who, i) => h("div", {}, h("dt", {}, strings[`practice.twins.${who}`]), h("dd", {}, t.told[i])))));
  }
  function matching(t) {
    const check = h("button", { type: "submit", class: "kl-btn", disabled: true }, strings["practice.twins.check"]);
    const picks = createPicks({ legend: strings["practice.twins.first_has"], items: t.causes.map((c) => ({ value: c.id, label: c.name })), changed: () => { check.disabled = false; }, className: "kl-picks--two" });
    return h("form", { class: "kl-panel", onsubmit: (event) => {
      event.preventDefault();
      if (picks.value) answer({ do: "match", first: picks.value });
    } }, told(t, t.finding), picks.element, check);
  }
  function debrief(t) {
    const d = t.debrief;
    return [
      h("section", { class: "kl-panel kl-verdict" }, h("h3", { tabindex: -1, class: "kl-goal kl-big" }, h("span", { "aria-hidden": "true" }, d.right ? "✓ " : "✗ "), d.heading),
        h("p", {}, d.swing), h("ul", { class: "kl-lines" }, d.leads.map((line) => h("li", {}, line))),
        h("div", { class: "kl-tools" }, h("button", { type: "button", class: "kl-btn", onclick: next }, strings["practice.twins.next"]), ownsAddress() ? h("a", { href: d.href }, strings["practice.compare"]) : null)),
      h("section", { class: "kl-panel" }, h("h3", {}, strings["practice.twins.the_one"]), told(t, t.finding).lastChild, h("ul", { class: "kl-pairlist" }, pairRow(d.telling, t.causes, strings))),
      h("section", { class: "kl-panel" }, h("h3", {}, strings["practice.twins.others"]), h("p", { class: "kl-caption" }, strings["practice.twins.others_text"]),
        h("ul", { class: "kl-pairlist" }, d.others.map((f) => pairRow({ ...f, label: f.chosen ? `${f.label} (${strings["practice.twins.your_choice"]})` : f.label }, t.causes, strings)))),
    ];
  }

  return {
    element,
    stop: forget,
    update({ twins: t }) {
      if (!t) return;
      if (!attempt || !samePlay(attempt.attempt.play, t.play)) {
        forget();
        attempt = createAttempt({ store, play: t.play, kind: "twins", contentVersion: catalog.version });
        if (attempt.attempt.moves.length) { // left in the middle: go on there
          keeper.change((r) => { r.twins = attempt.attempt.id; });
          return;
        }
      }
      if (t.result && t.attempt === attempt.attempt.id && !attempt.attempt.ended) attempt.finish(t.result);
      setText(count, t.done);
      const now = JSON.stringify([t.play, t.stage]);
      if (now === drawn) return; // drawn anew, it would lose the focus and what was chosen
      drawn = now;
      const body = t.stage === "name" ? [naming(t)] : t.stage === "match" ? [matching(t)] : debrief(t);
      page.replaceChildren(story(t), h("div", { class: "kl-stack" }, body));
      if (!moved) return;
      moved = false;
      (page.querySelector(".kl-goal") || page.querySelector("input")).focus();
    },
  };
}
