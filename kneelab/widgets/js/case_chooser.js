/* Choosing a patient: who they are and how hard; what was played before is known to this browser only. */

const MODES = ["staged", "free", "whole"];

function createCaseChooser({ catalog, strings, store, open }) {
  let mode = "staged";
  let filter = "all";
  const list = h("ul", { class: "kl-cards" });
  const none = h("p", { class: "kl-caption", hidden: true }, strings["case.none"]);
  const modeName = uniqueId("mode");
  const modes = h("fieldset", { class: "kl-modes" }, h("legend", {}, strings["case.mode"]), MODES.map((m) => h("label", { class: "kl-option" },
    h("input", { type: "radio", name: modeName, value: m, checked: m === mode, onchange: () => { mode = m; } }),
    h("span", {}, h("b", {}, strings[`case.mode_${m}`]), h("small", {}, strings[`case.mode_${m}_hint`])))));
  const filters = [["all", "case.filter_all"], ["new", "case.filter_new"], ...[1, 2, 3, 4].map((n) => [String(n), `case.difficulty_${n}`])];
  const select = h("select", { onchange: () => { filter = select.value; draw(); } }, filters.map(([value, key]) => h("option", { value }, strings[key])));
  const heading = h("h2", { class: "kl-task__title", tabindex: -1 }, strings["case.choose"]);
  const element = h("div", { class: "kl-casechooser" },
    h("header", {}, heading, h("p", { class: "kl-lead" }, strings["case.choose_lead"]), modes),
    h("div", { class: "kl-row" }, h("label", {}, `${strings["case.filter"]} `, select), none), list);

  function card(c) {
    const own = store.record.attempts.filter((a) => a.kind === "case" && a.play.case === c.id);
    const ended = own.filter((a) => a.ended);
    const going = own.findLast((a) => !a.ended && a.moves.length);
    const right = ended.filter((a) => a.result?.right).length;
    const note = ended.length === 1 ? strings[right ? "case.card_done_once_right" : "case.card_done_once_wrong"] : fill(strings["case.card_done"], { n: ended.length, right });
    const start = () => {
      if (going) open(going.play);
      else open({ case: c.id, seed: ended.length ? 1 + Math.max(0, ...ended.map((a) => a.play.seed)) : 0, mode });
    };
    return h("li", {}, h("article", { class: "kl-panel kl-card", "data-case": c.id },
      h("h3", {}, c.title), h("p", { class: "kl-voice" }, `“${c.words}”`),
      h("p", { class: "kl-caption" }, [`${c.name}, ${c.age}`, c.setting, c.difficulty_label, ...(c.days > 1 ? [fill(strings["case.card_days"], { n: c.days })] : [])].join(" · ")),
      ended.length ? h("p", { class: "kl-caption kl-card__done" }, icon("check"), note) : null,
      h("button", { type: "button", class: going ? "kl-btn" : "kl-btn kl-btn--quiet", onclick: start },
        going ? fill(strings["case.card_resume"], c) : ended.length ? strings["case.card_again"] : fill(strings["case.card_open"], c))));
  }

  /** A virtual patient is in no list, so one that is going on would be out of reach. */
  function drawnCard(attempt) {
    const { seed, difficulty } = attempt.play.patient;
    return h("li", {}, h("article", { class: "kl-panel kl-card", "data-patient": seed },
      h("h3", {}, strings["case.drawn_title"]), h("p", {}, fill(strings["case.drawn_going"], { n: attempt.moves.length })),
      h("p", { class: "kl-caption" }, strings[`case.difficulty_${difficulty}`]),
      h("button", { type: "button", class: "kl-btn", onclick: () => open(attempt.play) }, strings["case.next"])));
  }

  function draw() {
    const going = store.record.attempts.filter((a) => !a.ended && a.moves.length);
    const latest = (play) => going.findLastIndex((a) => a.kind === "case" && a.play.case === play);
    const played = new Set(store.record.attempts.filter((a) => a.ended).map((a) => a.play.case));
    const shown = catalog.cases.filter((c) => filter === "all" || (filter === "new" ? !played.has(c.id) : String(c.difficulty) === filter));
    const ordered = [...shown].sort((one, other) => latest(other.id) - latest(one.id)); // what is going on first, the latest of it before all
    const drawn = filter === "all" ? going.filter((a) => a.kind === "patient").slice(-1) : [];
    none.hidden = shown.length > 0;
    list.replaceChildren(...drawn.map(drawnCard), ...ordered.map(card));
  }
  return { element, draw, focus: () => heading.focus() };
}
