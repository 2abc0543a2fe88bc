/* Two causes side by side: what separates them first, then both scripts. */

const FIRST_PAIRS = 8;

/** The page of a pair. */
function createCausePair({ strings }) {
  const element = h("div", { class: "kl-stack" });
  let drawn = null;
  return {
    element,
    update(pair) {
      if (drawn === pair) return;
      drawn = pair;
      const { sides } = pair;
      const column = (side) => h("div", { class: `kl-side fam-${side.family}` }, h("h4", {}, tissueGlyph(side.family), side.name), h("p", { class: "kl-caption" }, side.lay), voices(side.voice.slice(0, 1)));
      element.replaceChildren(
        ...sides.filter((s) => s.must_not_miss).map((s) => dangerBox(s.must_not_miss, strings, s.name)),
        h("section", { class: "kl-panel" }, h("h3", { class: "kl-big" }, strings["causes.separates"]), h("p", { class: "kl-caption" }, strings["causes.separates_text"]),
          pair.tells.map((t) => h("p", { class: "kl-tell" }, h("b", {}, fill(strings["causes.tell_of"], t)), ` ${t.tell}`)),
          ...(pair.findings.length ? shortList(pair.findings.map((f) => pairRow(f, sides, strings)), FIRST_PAIRS, strings, "kl-pairlist") : [h("div", { class: "kl-notice" }, strings["causes.not_separated"])])),
        h("section", { class: "kl-panel" }, h("h3", { class: "kl-big" }, strings["causes.scripts"]),
          h("div", { class: "kl-twoscripts" }, sides.map((s) => column(s))),
          pair.script.map((row) => h("div", { class: "kl-twoscripts" }, h("h4", {}, row.slot), row.sides.map((lines, i) => h("div", { class: `fam-${sides[i].family}` }, h("p", { class: "kl-sr" }, sides[i].name), h("ul", { class: "kl-lines" }, lines.map(statement))))))));
    },
  };
}
