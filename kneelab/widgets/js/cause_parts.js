/* Small parts of a cause's page: statements, bars, voices, tabs. */

/** A sentence with what stands behind it. */
function statement(s) {
  return h("li", {}, s.text, " ", h("span", { class: `kl-cite ${s.mark === "published" ? "" : "is-judged"}`, title: s.hint || "" }, s.source));
}

/** What a patient says, in the voice of a patient. */
function voices(words) {
  return words.map((q) => h("blockquote", { class: "kl-voice" }, `“${q}”`));
}

/** "80 of 100" with its number set big. */
function shareWords(words) {
  const [, n, tail] = /^(\d[\d,]*)( of .*)$/.exec(words) || [null, words, ""];
  return [h("b", {}, n), tail];
}

/** One bar on an axis from 0 to `axis`; a tick marks what it is compared with. */
function bar(value, mark, axis = 100, tick = null) {
  return h("span", { class: `kl-track kl-track--quarters ${mark === "published" ? "" : "is-judged"}`, "aria-hidden": "true", style: `--v:${Math.min(value, axis).toFixed(2)};--axis:${axis}` },
    h("span", { class: "kl-fill" }), tick === null ? null : h("span", { class: "kl-tick", style: `left:${Math.min(tick, 100).toFixed(2)}%` }));
}

/** What is behind a finding's numbers: how it is asked, what counts, each number with its source. */
function background(f, strings, numbers) {
  const line = (label, text) => h("p", {}, h("b", {}, strings[label]), ` ${text}`);
  return h("div", { class: "kl-behind" }, line("causes.ask", f.ask), line("causes.positive", f.positive),
    h("p", {}, h("b", {}, strings["causes.rests"])),
    h("ul", {}, numbers.map((n) => h("li", {}, n.text, " ", h("span", { class: `kl-cite ${n.mark === "published" ? "" : "is-judged"}` }, [n.mark === "published" ? n.source : n.mark_label, n.mark !== "published" && n.source].filter(Boolean).join(", ")),
      n.reason ? h("span", { class: "kl-caption" }, ` ${n.reason}`) : null))));
}

/** Danger of a cause: level in words and why; when to act and what to check are one press away. */
function dangerBox(danger, strings, heading = null) {
  return h("section", { class: `kl-urgency kl-danger u${danger.rank}`, "aria-label": strings["causes.must_not_miss"] },
    h("span", { class: "kl-urgency__icon" }, icon(danger.level, "big")),
    h("div", {},
      h("p", { class: "kl-urgency__word" }, [heading, danger.word].filter(Boolean).join(": ")),
      h("p", {}, fill(strings["causes.mnm_line"], danger), danger.source ? h("span", { class: "kl-cite" }, ` ${danger.source}`) : null),
      h("details", { class: "kl-danger__more" }, h("summary", {}, strings["causes.mnm_more"]),
        h("p", {}, `${fill(strings["causes.mnm_act"], danger)} ${strings["causes.mnm_never"]}`),
        h("p", {}, h("b", {}, strings["causes.mnm_checks"]), ` ${danger.checks.join(" · ")}`))));
}

/** One finding in two causes: a bar for each, the second said as "against". */
function pairRow(f, sides, strings) {
  const line = (side, share, words) => h("span", { class: `kl-pairs__line fam-${side.family}` },
    h("span", { class: "kl-pairs__who" }, tissueGlyph(side.family), side.short), bar(share.of_100, share.mark),
    h("span", { class: "kl-pairs__num" }, words), h("span", { class: "kl-cite" }, share.rests_on));
  return h("li", { class: "kl-pairs" }, h("details", {},
    h("summary", {}, h("span", { class: "kl-pairs__body" }, h("span", { class: "kl-finding__name" }, f.label),
      line(sides[0], f.here, shareWords(f.here.words)), line(sides[1], f.there, [`${strings["causes.against"]} `, ...shareWords(f.there.words)]))),
    background(f, strings, [...f.numbers, ...f.other_numbers])));
}

/** A list that shows its first rows, and the rest on request. */
function shortList(rows, first, strings, className = "") {
  const list = h("ul", { class: className }, rows.slice(0, first));
  if (rows.length <= first) return [list];
  const button = h("button", { type: "button", class: "kl-btn kl-btn--quiet", "aria-expanded": "false" }, fill(strings["causes.more"], { n: rows.length - first }));
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") === "false";
    list.replaceChildren(...rows.slice(0, open ? rows.length : first));
    button.setAttribute("aria-expanded", String(open));
    setText(button, open ? strings["causes.fewer"] : fill(strings["causes.more"], { n: rows.length - first }));
  });
  return [list, button];
}

/** A table that scrolls inside its own box on a small screen. */
function dataTable(label, head, rows) {
  return h("div", { class: "kl-table-scroll", tabindex: 0, role: "region", "aria-label": label },
    h("table", { class: "kl-table" }, h("thead", {}, h("tr", {}, head.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, cell)))))));
}
