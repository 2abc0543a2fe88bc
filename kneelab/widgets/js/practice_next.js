/* What comes next, and what comes back when. */

const FIRST_DUE = 8;

/** The recommended patient, and the list of what is due. */
function createNextPractice({ strings }) {
  const title = h("p", { class: "kl-nextup__title" });
  const where = h("p", { class: "kl-caption" });
  const reason = h("p", { class: "kl-nextup__why" });
  const among = h("p", {});
  const open = h("a", { class: "kl-btn" }, strings["practice.open"]);
  const unfinished = h("div", { class: "kl-notice", hidden: true });
  const order = h("ul", { class: "kl-lines" });
  const due = h("div", {});
  const element = h("div", { class: "kl-twocol" },
    h("div", { class: "kl-stack" }, unfinished,
      h("section", { class: "kl-panel kl-nextup", "aria-label": strings["practice.next"] }, h("h2", {}, strings["practice.next"]), title, where, reason, among, open),
      h("section", { class: "kl-panel", "aria-label": strings["practice.order"] }, h("details", {}, h("summary", {}, strings["practice.order"]), order))),
    h("section", { class: "kl-panel", "aria-label": strings["practice.due"] }, h("h2", {}, strings["practice.due"]), due));

  function dueTable(rows) {
    const head = ["due_cause", "due_at", "due_last", "due_times"].map((key) => h("th", { scope: "col" }, strings[`practice.${key}`]));
    return h("table", { class: "kl-table kl-due" }, h("thead", {}, h("tr", {}, head)),
      h("tbody", {}, rows.map((r) => h("tr", { class: r.is_due ? "is-due" : "" }, h("th", { scope: "row" }, r.name, r.mastered ? h("small", {}, ` ${strings["practice.mastered"]}`) : null),
        h("td", {}, r.at), h("td", {}, r.last), h("td", {}, String(r.times))))));
  }
  let drawn = null;
  return {
    element,
    update({ next, due: rows }) {
      if (!next || JSON.stringify([next, rows]) === drawn) return;
      drawn = JSON.stringify([next, rows]);
      setText(title, next.title);
      setText(where, next.where);
      setText(reason, next.reason);
      setText(among, next.among || "");
      among.hidden = !next.among;
      open.href = next.href;
      unfinished.hidden = !next.unfinished;
      if (next.unfinished) unfinished.replaceChildren(h("p", {}, next.unfinished.text, " ", h("a", { href: next.unfinished.href }, strings["practice.go_on"])));
      order.replaceChildren(...next.order.map(statement));
      if (!rows.length) due.replaceChildren(h("div", { class: "kl-notice" }, h("p", {}, strings["practice.due_empty"])));
      else {
        const all = h("button", { type: "button", class: "kl-btn kl-btn--quiet", onclick: () => due.replaceChildren(dueTable(rows)) }, fill(strings["practice.due_more"], { n: rows.length }));
        due.replaceChildren(dueTable(rows.slice(0, FIRST_DUE)), ...(rows.length > FIRST_DUE ? [all] : []));
      }
    },
  };
}
