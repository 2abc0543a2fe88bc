/* Whom it is about: a fictional patient to start with, nobody, or the one that a link brought; and where it is seen. */

/** Choice of patient and setting; one for each panel that needs it, all follow the same record. */
function createStart({ catalog, keeper, strings }) {
  const arrived = keeper.record;
  const fromLink = !arrived.opener && (arrived.age !== null || arrived.sex !== null || Object.keys(arrived.answers).length > 0);
  const starts = [
    ...catalog.openers.map((o) => ({ key: o.id, label: o.name, facts: { opener: o.id, age: o.age, sex: o.sex, setting: o.setting, answers: o.answers, judgements: {} } })),
    { key: "none", label: strings["library.start_none"], facts: { opener: null, age: null, sex: null, answers: {}, judgements: {} } },
    ...(fromLink ? [{ key: "link", label: strings["library.start_link"], facts: { opener: null, age: arrived.age, sex: arrived.sex, setting: arrived.setting, answers: arrived.answers, judgements: arrived.judgements } }] : []),
  ];
  const choices = h("div", { class: "kl-seg", role: "group", "aria-label": strings["library.start"] },
    starts.map((s) => h("button", { type: "button", "data-start": s.key, onclick: () => keeper.change((r) => Object.assign(r, { cause: null }, structuredClone(s.facts))) }, s.label)));
  const setting = h("select", { id: uniqueId("setting") }, catalog.settings.map((s) => h("option", { value: s.id }, s.label)));
  setting.addEventListener("change", () => keeper.change((r) => { r.setting = setting.value; }));
  return {
    element: h("div", { class: "kl-start" }, choices, h("label", { for: setting.id }, strings["patient.setting"], setting)),
    show(record) {
      setting.value = record.setting;
      const plain = record.age === null && record.sex === null && !Object.keys(record.answers).length;
      const now = record.opener || (plain ? "none" : "link");
      for (const b of choices.children) b.setAttribute("aria-pressed", String(b.dataset.start === now));
    },
  };
}
