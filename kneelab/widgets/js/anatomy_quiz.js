/* The retrieval quiz: each answer is explained, and told to whoever keeps a learner's record. */

const MOST_SEEDS = 1000000;

/** Options as radios; gives {element, answer()}. */
function quizChoices(question, strings) {
  const name = uniqueId("answer");
  const inputs = question.options.map((o) => h("input", { type: "radio", name, value: o.id }));
  const clues = question.options.filter((o) => o.clue);
  return {
    element: h("div", {}, h("div", { class: `kl-options ${clues.length ? "kl-options--letters" : ""}`, role: "radiogroup", "aria-label": question.question }, question.options.map((o, i) => h("label", { class: "kl-answer", "data-id": o.id }, inputs[i], h("span", {}, h("b", {}, o.label))))),
      clues.length ? h("details", {}, h("summary", {}, strings["anatomy.quiz.clues"]), h("ul", {}, clues.map((o) => h("li", {}, h("b", {}, o.label), ` ${o.clue}`)))) : null),
    answer: () => inputs.filter((input) => input.checked).map((input) => input.value),
    choose(id) { for (const input of inputs) if (input.value === id) input.checked = true; },
    close() { for (const input of inputs) input.disabled = true; },
  };
}

/** Options as a list to be put in order with two buttons each; the order is always an answer. */
function quizOrder(question, strings) {
  const list = h("ol", { class: "kl-order" });
  const move = (node, by) => {
    const nodes = [...list.children], to = nodes.indexOf(node) + by;
    if (to < 0 || to >= nodes.length) return;
    if (by < 0) nodes[to].before(node);
    else nodes[to].after(node);
    node.querySelector(by < 0 ? ".up" : ".down").focus();
  };
  for (const o of question.options) {
    const node = h("li", { "data-id": o.id });
    const button = (way, by) => h("button", { type: "button", class: `kl-btn kl-btn--quiet ${way}`, "aria-label": fill(strings[`anatomy.quiz.${way}`], { name: o.label }), onclick: () => move(node, by) }, way === "up" ? "↑" : "↓");
    node.append(h("span", {}, o.label), button("up", -1), button("down", 1));
    list.append(node);
  }
  return {
    element: list,
    answer: () => [...list.children].map((node) => node.dataset.id),
    choose() {},
    close() { for (const b of list.querySelectorAll("button")) b.disabled = true; },
  };
}

function createQuiz({ catalog, strings, keeper }, stage) {
  const count = h("p", { class: "kl-caption" });
  const asked = h("h2", { tabindex: -1 });
  const answers = h("div", {});
  const check = h("button", { type: "button", class: "kl-btn", onclick: () => mark() }, strings["anatomy.quiz.check"]);
  const on = h("button", { type: "button", class: "kl-btn", hidden: true, onclick: () => go(at + 1) }, strings["anatomy.quiz.next"]);
  const again = h("button", { type: "button", class: "kl-btn", hidden: true, onclick: () => keeper.change((r) => { r.seed = 1 + Math.floor(Math.random() * (MOST_SEEDS - 1)); }) }, strings["anatomy.quiz.again"]);
  const told = h("div", { class: "kl-feedback", role: "status" });
  const element = h("section", { class: "kl-panel kl-quiz" }, count, asked, answers, told, h("div", { class: "kl-row" }, check, on, again));
  let quiz = null, at = 0, control = null, right = 0, closed = false;
  const site = (id) => catalog.pain_map.sites.find((s) => s.id === id);

  const part = {
    element,
    lights() {
      const q = quiz?.questions[at];
      if (!q || q.kind === "finger" || q.kind === "depth") return [];
      return q.kind === "locate" ? q.options.map((o) => o.id) : [q.structure];
    },
    labels() {
      const q = quiz?.questions[at];
      if (!q || closed) return {};
      if (q.kind === "locate") return { letters: q.options.map((o) => o.label) };
      if (q.kind === "name") return { letters: ["?"] };
      return q.site ? { letters: [], mark: { place: site(q.site).place, text: strings["anatomy.quiz.finger_mark"] } } : {};
    },
    depthFor: () => quiz && (quiz.questions[at].depth || catalog.structures[quiz.questions[at].structure].layer),
    viewFor: () => "behind",
    picked(found) {
      const q = quiz.questions[at];
      if (!found || closed || q.kind !== "locate") return;
      if (!q.options.some((o) => o.id === found.id)) setText(told, fill(strings["anatomy.quiz.not_offered"], { name: catalog.structures[found.id]?.name || "" }));
      else {
        control.choose(found.id);
        mark();
      }
    },
    show() {},
    update(view) {
      if (quiz?.seed === view.quiz.seed) return;
      quiz = view.quiz;
      right = 0;
      go(0, false);
    },
  };

  function go(n, focus = true) {
    at = n;
    closed = false;
    const q = quiz.questions[at];
    control = q.kind === "depth" ? quizOrder(q, strings) : quizChoices(q, strings);
    setText(count, fill(strings["anatomy.quiz.count"], { n: at + 1, total: quiz.questions.length }));
    setText(asked, q.question);
    answers.replaceChildren(control.element);
    told.replaceChildren();
    check.hidden = false;
    on.hidden = again.hidden = true;
    element.dataset.kind = q.kind;
    stage.enter(part);
    if (focus) asked.focus({ preventScroll: true });
  }

  function mark() {
    const q = quiz.questions[at], answer = control.answer();
    if (!answer.length) { setText(told, strings["anatomy.quiz.choose_first"]); return; }
    const hit = answer.join() === q.right.join();
    closed = true;
    control.close();
    right += hit ? 1 : 0;
    const because = q.kind === "depth" ? q.because : q.options.find((o) => o.id === answer[0]).because;
    const last = at === quiz.questions.length - 1;
    told.replaceChildren(h("p", { class: "kl-feedback__word" }, hit ? `✓ ${strings["anatomy.quiz.hit"]}` : `✗ ${strings["anatomy.quiz.miss"]}`), h("p", {}, because),
      ...(last ? [h("p", {}, fill(strings["anatomy.quiz.done"], { right, total: quiz.questions.length }))] : []));
    for (const node of answers.querySelectorAll("[data-id]")) {
      node.classList.toggle("is-right", q.right.includes(node.dataset.id) && q.kind !== "depth");
      node.classList.toggle("is-wrong", q.kind !== "depth" && answer.includes(node.dataset.id) && !hit);
    }
    check.hidden = true;
    on.hidden = last;
    again.hidden = !last;
    stage.light(q.kind === "depth" ? q.right : [...new Set([...q.right, ...answer])]);
    (last ? again : on).focus();
    element.dispatchEvent(new CustomEvent("kneelab:quiz", { bubbles: true, composed: true, detail: { kind: "anatomy", structure: q.structure, question: q.kind, right: hit, at: utc() } }));
  }
  return part;
}
