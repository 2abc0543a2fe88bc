/* What to ask next, and why; the answer is one press away. */

/** Panel whose heading is the question and whose buttons record the answer. */
function createNextQuestion({ keeper, strings }) {
  const question = h("h2");
  const how = h("p", {});
  const why = h("p", { class: "kl-caption" });
  const buttons = h("div", { class: "kl-next__answers" });
  const element = h("section", { class: "kl-panel kl-next", "aria-label": strings["next.heading"] }, h("div", {}, question, how, why), buttons);
  let asked = null;
  return {
    element,
    update({ next }) {
      const key = next ? next.finding : "";
      setText(question, next ? `${strings["next.heading"]} ${next.question}` : strings["next.done"]);
      how.hidden = !next || !next.how;
      setText(how, (next && next.how) || "");
      setText(why, next ? next.reason : "");
      if (key === asked) return;
      asked = key;
      const focused = buttons.contains(document.activeElement);
      buttons.replaceChildren(...(next ? next.choices : []).map((c, i) => h("button", {
        type: "button", class: `kl-btn ${i ? "kl-btn--quiet" : ""}`,
        onclick: () => keeper.change((r) => { r.answers[next.finding] = c.value; }),
      }, c.label)));
      if (focused && buttons.firstChild) buttons.firstChild.focus({ preventScroll: true });
    },
  };
}
