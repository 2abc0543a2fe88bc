/* Urgency stands above probability: who, how fast, what to say, why. */

/** Full-width panel with icon, words, the ladder of five and the script. */
function createUrgency({ catalog, strings }) {
  const big = h("span", { class: "kl-urgency__icon" });
  const word = h("p", { class: "kl-urgency__word" });
  const line = h("p", {});
  const open = h("p", { class: "kl-caption" });
  const ladder = h("span", { class: "kl-ladder", "aria-hidden": "true" }, catalog.levels.map((l) => h("i", { "data-level": l.id }, icon(l.id))));
  const say = h("p", {});
  const watch = h("ul");
  const because = h("ul");
  const noted = h("ul", { class: "kl-caption" });
  const notedHeading = h("h3", {}, strings["urgency.noted"]);
  const reason = (b) => h("li", {}, b.findings.length ? `${b.label}: ${b.findings.join(", ")} (${b.source}).` : `${b.label} (${b.source}).`);
  const script = h("details", { class: "kl-urgency__more" }, h("summary", {}, strings["urgency.more"]),
    h("h3", {}, strings["urgency.say"]), say, h("h3", {}, strings["urgency.watch"]), watch, h("h3", {}, strings["urgency.because"]), because, notedHeading, noted);
  const element = h("section", { class: "kl-urgency", "aria-label": strings["urgency.heading"] },
    big, h("div", {}, word, line, open), ladder, script);
  return {
    element,
    update({ urgency: u }) {
      element.classList.remove("u1", "u2", "u3", "u4", "u5");
      element.classList.add(`u${u.rank}`);
      if (element.dataset.level !== u.level) big.replaceChildren(icon(u.level, "big"));
      element.dataset.level = u.level;
      setText(word, u.word);
      setText(line, `${u.who} ${u.how_fast}`);
      setText(open, u.open_checks ? fill(strings["urgency.open"], { n: u.open_checks }) : strings["urgency.all_checked"]);
      for (const step of ladder.children) step.classList.toggle("is-on", step.dataset.level === u.level);
      setText(say, `“${u.say}”`);
      watch.replaceChildren(...u.watch.map((w) => h("li", {}, w)));
      because.replaceChildren(...u.because.map(reason));
      notedHeading.hidden = noted.hidden = !u.noted.length;
      noted.replaceChildren(...u.noted.map(reason));
    },
  };
}
