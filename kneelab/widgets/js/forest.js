/* Where studies disagree: one row a study, sensitivity and specificity side by side, and the same as a table.
   For a finding that hangs on the condition: how often each cause shows it. */

/** A study's point with its interval, on an axis of a hundred people. */
function forestCell(share, row) {
  if (!share) return h("span", { class: "kl-forest__track" });
  const point = h("i", { class: "kl-forest__point", style: `left:${share.of_100}%;--size:${row.size}` });
  const whisker = share.low === null ? null : h("i", { class: `kl-forest__whisker ${share.computed ? "is-computed" : ""}`, style: `left:${share.low}%;width:${share.high - share.low}%` });
  return h("span", { class: "kl-forest__track" }, point, whisker);
}

function forestRow(row) {
  const value = (share) => h("span", { class: "kl-forest__value" }, share ? String(Math.round(share.of_100)) : "");
  return h("li", { class: `kl-forest__row ${row.used ? "is-used" : ""} ${row.basis === "published" ? "" : "is-judged"}`, title: [row.title, row.where, row.why].filter(Boolean).join("\n") },
    h("span", { class: "kl-forest__study" }, h("b", {}, row.study), row.used ? h("em", {}, row.used_label) : null,
      h("small", {}, [row.n_words, row.where].filter(Boolean).join(" · "))),
    ...(row.sensitivity || row.specificity ? [forestCell(row.sensitivity, row), value(row.sensitivity), forestCell(row.specificity, row), value(row.specificity)]
      : [h("span", { class: "kl-forest__ratios" }, row.ratio_only)]));
}

function studyTable(rows, strings) {
  const columns = ["study", "n", "sensitivity", "specificity", "ratios", "setting", "mark", "in_use", "why"];
  const share = (s) => (s ? `${s.words}${s.interval ? ` (${s.interval})` : ""}` : "");
  return h("table", { class: "kl-table" },
    h("thead", {}, h("tr", {}, columns.map((c) => h("th", { scope: "col" }, strings[`table.${c}`])))),
    h("tbody", {}, rows.map((r) => h("tr", {},
      h("th", { scope: "row" }, r.url ? h("a", { href: r.url, rel: "noreferrer", target: "_blank", title: r.title }, r.study) : r.study),
      [r.n ? r.n.toLocaleString("en") : r.n_words, share(r.sensitivity), share(r.specificity), r.ratios, r.where, r.basis_label, r.used_label, r.why].map((text) => h("td", {}, text))))));
}

/** Panel of the evidence behind the chosen test. */
function createForest({ strings }) {
  const body = h("div");
  const element = h("section", { class: "kl-panel kl-evidence", "aria-label": strings["library.studies_heading"] }, body);
  let shown = null;

  function studies(f) {
    const head = (name) => h("span", { class: "kl-forest__head" }, strings[`library.${name}`], h("small", {}, strings[`library.${name}_term`]));
    const axis = () => h("span", { class: "kl-forest__axis" }, [0, 25, 50, 75, 100].map((t) => h("i", { style: `left:${t}%` }, String(t))));
    const told = f.rows.map((r) => r.sensitivity && r.specificity ? fill(strings["library.row"], { study: r.study, with_it: Math.round(r.sensitivity.of_100), without: Math.round(r.specificity.of_100) }) : `${r.study}: ${r.ratio_only}`);
    const hasPair = f.rows.some((r) => r.sensitivity);
    return [
      h("h2", {}, f.heading),
      f.shares ? h("p", { class: "kl-lead" }, f.shares.sentence) : null,
      f.shares && f.shares.judged ? h("p", { class: "kl-caption" }, f.shares.judged) : null,
      f.shares && f.shares.it ? h("p", { class: "kl-caption" }, [f.shares.it, f.shares.derived].filter(Boolean).join(" ")) : null,
      h("div", { class: "kl-forest", role: "img", "aria-label": told.join(". ") },
        hasPair ? h("div", { class: "kl-forest__top", "aria-hidden": "true" }, h("span"), head("sensitivity"), h("span"), head("specificity"), h("span")) : null,
        h("ul", { "aria-hidden": "true" }, f.rows.map(forestRow)),
        hasPair ? h("div", { class: "kl-forest__top", "aria-hidden": "true" }, h("span"), axis(), h("span"), axis(), h("span")) : null),
      h("div", { class: "kl-keys" },
        h("span", { class: "kl-key kl-key--used" }, h("i"), strings["library.used"]), h("span", { class: "kl-key kl-key--open" }, h("i"), strings["library.not_used"]),
        f.rows.some((r) => r.basis !== "published") ? h("span", { class: "kl-key kl-key--judged" }, h("i"), strings["mark.judged"]) : null,
        f.rows.some((r) => r.sensitivity && r.sensitivity.interval) ? h("span", { class: "kl-key kl-key--band" }, h("i"), strings["library.whisker"]) : null,
        h("span", { class: "kl-key" }, strings["library.dot"])),
      f.computed ? h("p", { class: "kl-caption" }, f.computed) : null,
      f.no_interval ? h("p", { class: "kl-caption" }, f.no_interval) : null,
      h("div", { class: "kl-because" }, h("h3", {}, f.why_heading), f.disagree ? h("p", {}, f.disagree) : null, h("p", {}, f.why), f.weight ? h("p", { class: "kl-caption" }, f.weight) : null,
        f.ratios.length ? h("ul", { class: "kl-ratios" }, f.ratios.map((r) => h("li", {}, r))) : null),
      h("details", { class: "kl-twin" }, h("summary", {}, strings["table.show"]),
        h("div", { class: "kl-table-scroll", tabindex: 0, role: "region", "aria-label": strings["library.studies_table"] }, studyTable(f.rows, strings))),
    ];
  }

  function frequencies(f) {
    return [
      h("h2", {}, strings["library.frequency_heading"]),
      h("p", { class: "kl-caption" }, f.note),
      h("div", { class: "kl-table-scroll", tabindex: 0, role: "region", "aria-label": strings["library.frequency_table"] },
        h("table", { class: "kl-shares" },
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, strings["table.cause"]), f.columns.map((c) => h("th", { scope: "col" }, c)), h("th", { scope: "col" }, strings["table.mark"]))),
          h("tbody", {}, f.rows.map((r) => h("tr", { class: `fam-${r.family}` },
            h("th", { scope: "row" }, h("span", { class: "kl-rank__name" }, tissueGlyph(r.family), r.name)),
            r.cells.map((c, i) => h("td", { "data-label": f.columns[i] }, shareCell(c, 100, r.basis !== "published"))),
            h("td", { class: "kl-caption", title: r.title }, r.source)))))),
      h("div", { class: "kl-keys" }, h("span", { class: "kl-key" }, h("i"), strings["mark.published"]), h("span", { class: "kl-key is-judged" }, h("i"), strings["ranking.judged_key"]), h("span", { class: "kl-key kl-key--band" }, h("i"), strings["ranking.band_key"])),
    ];
  }

  return {
    element,
    update(view) {
      const key = JSON.stringify([view.selected, view.forest, view.frequencies]);
      if (key === shown) return;
      shown = key;
      const open = Boolean(body.querySelector(".kl-twin[open]"));
      const parts = view.forest ? studies(view.forest) : view.frequencies ? frequencies(view.frequencies) : [h("h2", {}, strings["library.studies_heading"]), h("div", { class: "kl-notice" }, h("p", {}, strings["library.no_study"]))];
      body.replaceChildren(...parts.filter(Boolean));
      const twin = body.querySelector(".kl-twin");
      if (twin) twin.open = open;
    },
  };
}
