/* A structure's card, and structures as buttons. */

/** Structures as buttons, grouped or not; `choose` hears of a press. */
function structureButton(s, choose, pressed = false) {
  return h("button", { type: "button", class: `kl-chip fam-${s.family}`, "data-id": s.id, "aria-pressed": String(pressed), onclick: () => choose(s.id) }, tissueGlyph(s.family), s.name);
}

/** How a structure and a cause hang together: the way there, the role, one sentence, its source. */
function linkRow(link, way) {
  return h("li", {}, way, h("span", { class: "kl-role" }, link.role), h("ul", {}, statement(link)));
}

/** What a structure is, where it runs, what moves it, why it matters, which causes sit in it. */
function structureCard(s, { strings }, chooseCause) {
  const line = (label, text) => (text ? [h("dt", {}, strings[`anatomy.card.${label}`]), h("dd", {}, text)] : []);
  const nerve = [s.nerve, s.roots.length && s.kind !== "nerve" ? `(${s.roots.join(", ")})` : ""].filter(Boolean).join(" ");
  return h("article", { class: `kl-card fam-${s.family}`, "data-structure": s.id },
    h("h2", {}, tissueGlyph(s.family), s.name),
    h("p", { class: "kl-caption" }, fill(strings["anatomy.card.place"], { layer: s.layer, label: s.layer_label, side: s.side, kind: s.kind })),
    s.relevance ? h("p", { class: "kl-card__why" }, s.relevance) : null,
    h("dl", {}, line("origin", s.origin), line("insertion", s.insertion), line("course", s.course || strings["causes.unconfirmed"]), line("nerve", nerve), s.kind === "nerve" ? line("roots", s.roots.join(", ")) : [],
      line("action", s.action), line("joints", s.joints.join(", ")), line("lies", s.lies.join(", ")), line("felt", s.sites.join(", ")), line("sources", s.sources.join(", "))),
    h("h3", {}, strings["anatomy.card.causes"]),
    s.causes.length ? h("ul", { class: "kl-links" }, s.causes.map((c) => linkRow(c, h("button", { type: "button", class: `kl-chip fam-${c.family}`, onclick: () => chooseCause(c.cause) }, tissueGlyph(c.family), c.short))))
      : h("p", { class: "kl-caption" }, strings["anatomy.card.no_causes"]));
}
