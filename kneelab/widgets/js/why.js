/* The selected cause: where it sits, how likely, why, what would change it. */

/** Panel of one cause: knee, natural frequencies, reasons, flip, script. */
function createWhy({ catalog, strings }) {
  const title = h("h2");
  const lay = h("p", { class: "kl-caption" });
  const page = ownsAddress() ? h("a", { class: "kl-caption" }) : null;
  const knee = createKnee(catalog.knee_svg);
  const mechanism = h("p", { class: "kl-caption" });
  const shares = h("p");
  const squares = createSquares();
  const heading = h("h3");
  const against = h("p", { class: "kl-caption" });
  const reasons = h("ul", { class: "kl-whys" });
  const table = h("tbody");
  const flip = h("p", { class: "kl-flip" });
  const weakest = h("p", { class: "kl-caption" });
  const excluded = h("p", { class: "kl-notice" });
  const script = h("div");
  const element = h("section", { class: "kl-panel kl-detail", "aria-label": strings["why.heading"] },
    title, lay, page,
    h("div", { class: "kl-detail__figure" }, knee.element, mechanism),
    h("div", { class: "kl-frequency" }, shares, squares.element, excluded),
    h("div", { class: "kl-detail__why" }, heading, against, reasons, flip, weakest,
      h("details", { class: "kl-twin" }, h("summary", {}, strings["table.show"]),
        h("table", { class: "kl-table" }, h("thead", {}, h("tr", {}, ["reason", "factor", "mark"].map((c) => h("th", { scope: "col" }, strings[`table.${c}`])))), table))),
    h("details", { class: "kl-script" }, h("summary", {}, strings["why.script"]), script));

  function reason(w, scale) {
    const width = Math.min(1, Math.abs(w.log_ratio) / scale) * (w.log_ratio > 0 ? 60 : 40);
    const bar = h("span", { class: "kl-why__bar", style: `${w.log_ratio > 0 ? "left:40%" : "right:60%"};width:${width}%` });
    return h("li", { class: `kl-why ${w.basis === "published" ? "" : "is-judged"} ${w.log_ratio > 0 ? "" : "fam-other"}` },
      h("span", {}, w.label), h("span", { class: "kl-why__x" }, w.factor_words),
      h("span", { class: "kl-why__axis" }, h("span", { class: "kl-why__src", title: w.source_title || "" }, w.source), bar));
  }

  return {
    element,
    update({ selected: s }) {
      element.className = `kl-panel kl-detail fam-${s.family}`;
      title.replaceChildren(tissueGlyph(s.family), s.name);
      setText(lay, s.lay);
      if (page) {
        page.href = `causes.ipynb#cause=${s.id}`;
        setText(page, fill(strings["why.open"], { cause: catalog.conditions[s.id].short }));
      }
      setText(mechanism, s.mechanism);
      knee.light(s.structure_ids, s.structures, strings["why.lit"]);
      shares.replaceChildren(h("b", {}, s.now), ` ${strings["why.now"]} `, h("b", {}, s.start), ` ${strings["why.at_start"]}`);
      squares.show(s.now_of_100, `${s.now} ${strings["why.now"]}`);
      const standing = s.not_excluded || s.ruled_out;
      excluded.hidden = !standing;
      setText(excluded, standing || "");
      setText(heading, fill(strings["why.odds"], { odds: s.odds_words }));
      setText(against, fill(strings["why.against"], { rival: s.rival }));
      const scale = Math.max(1.2, ...s.why.map((w) => Math.abs(w.log_ratio)));
      reasons.replaceChildren(...s.why.slice(0, 6).map((w) => reason(w, scale)));
      table.replaceChildren(...s.why.map((w) => h("tr", {}, h("th", { scope: "row" }, w.label), h("td", {}, w.factor_words), h("td", {}, w.source))));
      flip.hidden = !s.flip;
      flip.replaceChildren(h("b", {}, strings["why.flip"]), ` ${s.flip || ""}`);
      setText(weakest, s.weakest || "");
      script.replaceChildren(
        ...(s.patient_words.length ? [h("h3", {}, strings["why.patient_words"]), ...s.patient_words.map((q) => h("p", { class: "kl-voice" }, `“${q}”`))] : []),
        ...s.script.flatMap((slot) => [h("h3", {}, slot.slot), h("ul", {}, slot.text.map((t) => h("li", {}, t.text, " ", h("span", { class: "kl-caption" }, t.source))))]),
        h("h3", {}, strings["why.look_alikes"]),
        h("ul", {}, s.look_alikes.map((x) => h("li", {}, h("b", {}, x.name), x.urgent ? ` (${strings["why.urgent"]}): ` : ": ", x.tell))));
    },
  };
}
