/* Where it hurts: a place and a depth, what lies there, and what the engine makes of it. */

const NEAR_MM = 70;

function createHurts(context, stage) {
  const { catalog, strings, keeper } = context;
  const map = createPainMap(context, (r) => { r.cause = null; }); // the places light up, no longer a cause
  const urgency = createUrgency(context), next = createNextQuestion(context), ranking = createRanking(context);
  const there = h("div", { class: "kl-there", role: "group", "aria-label": strings["anatomy.there"] });
  const mechanism = h("div", {});
  const open = (id) => keeper.change((r) => Object.assign(r, { structure: id, part: "look" }));
  let now = null;
  const causes = Object.fromEntries(catalog.causes.flatMap((f) => f.causes).map((c) => [c.id, c]));

  function lying(record) {
    const ids = [...new Set(map.of(record).flatMap((site) => site.structures))];
    return ids.map((id) => catalog.structures[id]).sort((a, b) => a.layer - b.layer);
  }
  function list(record) {
    const found = lying(record), { depth } = stage.state;
    const row = (label, some) => (some.length ? [h("h3", {}, label), h("div", { class: "kl-chips" }, some.map((s) => structureButton(s, open)))] : []);
    there.replaceChildren(h("h2", {}, strings["anatomy.there"]), ...(found.length ? [
      ...row(fill(strings["anatomy.there_here"], { layer: depth, label: catalog.layers[depth - 1].label }), found.filter((s) => s.layer === depth)),
      ...row(strings["anatomy.there_deeper"], found.filter((s) => s.layer > depth)),
      ...row(strings["anatomy.there_above"], found.filter((s) => s.layer < depth))] : [h("div", { class: "kl-notice" }, strings["anatomy.there_none"])]));
    const cause = causes[record.cause];
    mechanism.replaceChildren(...(cause ? [h("p", { class: "kl-lit" }, h("b", {}, cause.name), " ", cause.mechanism.text)] : []));
  }
  return {
    element: h("div", { class: "kl-stack" },
      h("div", { class: "kl-panel kl-hurts" }, map.element, there), urgency.element, next.element, mechanism, ranking.element),
    lights: (record) => (causes[record.cause] ? causes[record.cause].structures.map((x) => x.structure) : lying(record).filter((s) => s.family !== "other" && !s.overlay).map((s) => s.id)), // lit skin would hide the rest
    depthFor: (record) => depthOf(causes[record.cause], catalog),
    /** A click on the picture: the nearest place among those where the structure lies. */
    picked(found) {
      if (!found) return;
      const away = (site) => Math.hypot(site.place[0] - found.place[0], site.place[1] - found.place[1]);
      const inside = map.sites.filter((site) => site.place);
      const holding = inside.filter((site) => site.structures.includes(found.id));
      const nearest = (holding.length ? holding : inside.filter((site) => away(site) < NEAR_MM)).sort((a, b) => away(a) - away(b))[0];
      if (nearest) map.set(nearest, true);
    },
    depth() { if (now) list(now); },
    show(record) {
      now = record;
      map.show(record);
      list(record);
    },
    update(view) { for (const part of [urgency, next, ranking]) part.update(view); },
  };
}
