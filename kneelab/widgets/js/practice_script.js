/* The script builder: every card goes into a slot or to another cause; then the difference, card by card. */

/** Choice of a cause, its cards, the script so far, and after the check what was right and why. */
function createScriptPractice({ catalog, strings, keeper, store }) {
  const id = uniqueId("script");
  const select = h("select", { id, onchange: () => choose(select.value || null) }, h("option", { value: "" }, strings["practice.script.choose"]),
    catalog.causes.map((f) => h("optgroup", { label: f.label }, f.causes.map((c) => h("option", { value: c.id }, c.name)))));
  const body = h("div", { class: "kl-stack" });
  const element = h("div", { class: "kl-stack" }, h("div", { class: "kl-row" }, h("h2", { class: "kl-big" }, strings["practice.script.heading"])),
    h("div", { class: "kl-panel kl-choosescript" }, h("label", { for: id }, strings["practice.script.cause"]), select), body);
  let attempt = null;
  let drawn = null;
  let moved = false;

  const forget = () => {
    attempt?.stop();
    attempt = null;
    drawn = null;
  };
  function choose(cause) {
    forget();
    body.replaceChildren();
    keeper.change((r) => Object.assign(r, { cause, script: null }));
  }
  function place(v, card, slot) {
    if (!attempt.attempt.moves.length) attempt.move({ do: "deal", seed: v.seed });
    attempt.move({ do: "place", card, slot });
    keeper.change((r) => { r.script = attempt.attempt.id; });
  }
  function check() {
    moved = true;
    attempt.move({ do: "check" });
  }
  function again() {
    moved = true;
    choose(keeper.record.cause);
  }

  function placing(v) {
    const placed = { ...v.placed };
    const left = h("p", { class: "kl-caption", role: "status" });
    const lists = Object.fromEntries(v.slots.map((slot) => [slot.id, h("ul", { class: "kl-lines" })]));
    const button = h("button", { type: "button", class: "kl-btn", onclick: check }, strings["practice.script.check"]);
    const show = () => {
      for (const slot of v.slots) {
        const texts = v.cards.filter((_, i) => placed[i] === slot.id);
        lists[slot.id].replaceChildren(...(texts.length ? texts.map((text) => h("li", {}, text)) : [h("li", { class: "kl-caption" }, strings["practice.script.empty"])]));
      }
      const open = v.cards.length - Object.keys(placed).length;
      setText(left, open === 0 ? strings["practice.script.left_0"] : fill(strings[open === 1 ? "practice.script.left_1" : "practice.script.left"], { n: open }));
      button.disabled = open > 0;
    };
    const cards = v.cards.map((text, i) => {
      const name = uniqueId("card");
      const where = h("select", { id: name, onchange: () => {
        placed[i] = where.value;
        where.firstChild.disabled = true; // a card that was placed stays somewhere
        show();
        place(v, i, where.value);
      } }, h("option", { value: "" }, strings["practice.script.open"]), v.slots.map((slot) => h("option", { value: slot.id }, slot.label)));
      where.value = placed[i] || "";
      where.firstChild.disabled = Boolean(placed[i]);
      return h("li", { class: "kl-card" }, h("label", { for: name }, text), where);
    });
    show();
    return h("div", { class: "kl-builder" },
      h("section", { class: "kl-panel", "aria-label": strings["practice.script.task"] }, h("h3", { tabindex: -1, class: "kl-goal" }, strings["practice.script.task"]), h("ol", { class: "kl-cards" }, cards)),
      h("section", { class: `kl-panel kl-sofar fam-${v.cause.family}` }, h("h3", {}, tissueGlyph(v.cause.family), fill(strings["practice.script.so_far"], { cause: v.cause.name })), left,
        v.slots.map((slot) => h("div", { class: `kl-slot ${slot.id === "none" ? "kl-slot--none" : ""}` }, h("h4", {}, slot.label), lists[slot.id])), button));
  }
  function row(r) {
    return h("li", { class: "kl-diff", "data-verdict": r.verdict },
      h("p", { class: "kl-diff__word" }, h("span", { "aria-hidden": "true" }, r.verdict === "right" ? "✓ " : "✗ "), r.word),
      h("p", { class: "kl-diff__text" }, r.text),
      h("p", { class: "kl-diff__why" }, r.verdict === "right" ? null : h("span", {}, `${r.said} `), h("b", {}, r.belongs), ...r.why.map((line) => ` ${line}`), " ", r.source ? h("span", { class: `kl-cite ${r.mark === "published" ? "" : "is-judged"}` }, r.source) : null));
  }
  function debrief(v) {
    const d = v.debrief;
    const part = (key, rows) => (rows.length ? h("section", { class: "kl-panel" }, h("h3", {}, strings[key]), h("p", { class: "kl-caption" }, strings["practice.script.diff_text"]), h("ul", { class: "kl-diffs" }, rows.map(row))) : null);
    return h("div", { class: "kl-stack" },
      h("section", { class: "kl-panel kl-verdict" }, h("h3", { tabindex: -1, class: "kl-goal kl-big" }, d.heading), h("p", {}, d.text),
        h("div", { class: "kl-tools" }, h("button", { type: "button", class: "kl-btn", onclick: again }, strings["practice.script.again"]), ownsAddress() ? h("a", { href: `causes.ipynb#cause=${v.cause.id}` }, fill(strings["why.open"], { cause: v.cause.name })) : null)),
      part("practice.script.diff_wrong", d.wrong), part("practice.script.diff_right", d.right));
  }

  return {
    element,
    stop: forget,
    update({ script: v }) {
      select.value = keeper.record.cause || "";
      if (!v) {
        if (keeper.record.show === "script") body.replaceChildren();
        return;
      }
      if (!attempt || !samePlay(attempt.attempt.play, v.play)) {
        forget();
        attempt = createAttempt({ store, play: v.play, kind: "script", contentVersion: catalog.version });
        if (attempt.attempt.moves.length) {
          keeper.change((r) => { r.script = attempt.attempt.id; });
          return;
        }
      }
      if (v.result && v.attempt === attempt.attempt.id && !attempt.attempt.ended) attempt.finish(v.result);
      const now = `${v.cause.id} ${v.seed} ${v.stage}`; // what was placed is on the page already
      if (now === drawn) return;
      drawn = now;
      body.replaceChildren(v.stage === "done" ? debrief(v) : placing(v));
      if (moved) body.querySelector(".kl-goal").focus();
      moved = false;
    },
  };
}
