/* Who and where: the fictional patient, and the way back. */

/** Panel with opener, age, sex, setting, undo, redo, start again, link. */
function createPatient({ keeper, catalog, strings }) {
  const byId = Object.fromEntries(catalog.openers.map((o) => [o.id, o]));
  const title = h("h2", { class: "kl-patient__title" });
  const quote = h("blockquote", { class: "kl-voice" });
  const scene = h("p", { class: "kl-caption not-projector" });
  const openers = h("div", { class: "kl-seg kl-openers", role: "group", "aria-label": strings["patient.openers"] });
  for (const o of catalog.openers) {
    openers.append(h("button", { type: "button", "data-opener": o.id, onclick: () => load(o) }, o.name));
  }
  openers.append(h("button", { type: "button", "data-opener": "", onclick: startAgain }, strings["patient.empty"]));

  const age = h("input", { type: "number", min: 10, max: 110, id: uniqueId("age"), inputmode: "numeric" });
  age.addEventListener("change", () => keeper.change((r) => { r.age = age.value === "" ? null : Number(age.value); }));
  const sex = select(uniqueId("sex"), [["", strings["patient.sex_unknown"]], ["female", strings["patient.female"]], ["male", strings["patient.male"]]], (v) =>
    keeper.change((r) => { r.sex = v || null; }));
  const setting = select(uniqueId("setting"), catalog.settings.map((s) => [s.id, s.label]), (v) => keeper.change((r) => { r.setting = v; }));

  const undo = h("button", { type: "button", class: "kl-link", onclick: () => keeper.undo() }, strings["patient.undo"]);
  const redo = h("button", { type: "button", class: "kl-link", onclick: () => keeper.redo() }, strings["patient.redo"]);
  const again = h("button", { type: "button", class: "kl-link", onclick: startAgain }, strings["patient.again"]);
  const link = h("button", { type: "button", class: "kl-link", onclick: copyLink }, strings["patient.link"]);
  const said = h("span", { class: "kl-caption", role: "status" });

  function select(id, options, chosen) {
    const node = h("select", { id }, options.map(([value, label]) => h("option", { value }, label)));
    node.addEventListener("change", () => chosen(node.value));
    return node;
  }
  function load(o) {
    keeper.change((r) => Object.assign(r, { opener: o.id, age: o.age, sex: o.sex, setting: o.setting, cause: null, answers: { ...o.answers }, judgements: {} }));
  }
  function startAgain() {
    keeper.change((r) => Object.assign(r, { opener: null, age: null, sex: null, setting: catalog.settings[0].id, cause: null, answers: {}, judgements: {} }));
  }
  async function copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      setText(said, strings["patient.copied"]);
    } catch {
      setText(said, strings["patient.copy_failed"]);
    }
  }

  const element = h(
    "section",
    { class: "kl-panel kl-patient", "aria-label": strings["patient.heading"] },
    h("div", { class: "kl-row" }, title, openers),
    quote,
    scene,
    h("div", { class: "kl-fields" },
      h("label", { for: age.id }, strings["patient.age"], age),
      h("label", { for: sex.id }, strings["patient.sex"], sex),
      h("label", { for: setting.id, class: "kl-fields__wide" }, strings["patient.setting"], setting)),
    h("div", { class: "kl-tools" }, undo, redo, again, ownsAddress() ? link : null, said),
  );
  return {
    element,
    show(record) {
      const opener = byId[record.opener];
      setText(title, opener ? fill(strings["patient.named"], opener) : strings["patient.unnamed"]);
      quote.hidden = !opener;
      scene.hidden = !opener;
      setText(quote, opener ? `“${opener.quote}”` : "");
      setText(scene, opener ? opener.scene : "");
      for (const b of openers.children) b.setAttribute("aria-pressed", String(b.dataset.opener === (record.opener || "")));
      if (document.activeElement !== age) age.value = record.age ?? "";
      sex.value = record.sex ?? "";
      setting.value = record.setting;
      undo.disabled = !keeper.canUndo;
      redo.disabled = !keeper.canRedo;
    },
  };
}
