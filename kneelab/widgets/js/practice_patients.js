/* Endless patients: a number and three dials make one. */

const NUMBERS = 1000000;

/** The dials, and the way to the player. */
function createPatientsPractice({ catalog, strings }) {
  const choice = { seed: 0, difficulty: 2, noise: 0, setting: catalog.setting, mode: "staged" };
  const open = h("a", { class: "kl-btn" }, strings["practice.patients.open"]);
  const number = h("p", { class: "kl-caption" });
  const level = createPicks({ legend: strings["practice.patients.difficulty"], className: "kl-picks--two", changed: (value) => set({ difficulty: Number(value) }),
    items: catalog.difficulties.map((d) => ({ value: String(d), label: strings[`practice.patients.d${d}`] })) });
  const mode = createPicks({ legend: strings["practice.patients.mode"], className: "kl-picks--row", changed: (value) => set({ mode: value }),
    items: ["staged", "free", "whole"].map((m) => ({ value: m, label: strings[`practice.patients.${m}`] })) });
  const id = uniqueId("noise");
  const words = h("output", { for: id });
  const noise = h("input", { type: "range", class: "kl-range kl-range--from0", id, min: 0, max: 50, step: 5, value: 0 });
  const noiseNumber = h("input", { type: "number", min: 0, max: 50, step: 5, value: 0, "aria-label": strings["practice.patients.noise_number"] });
  noise.addEventListener("input", () => set({ noise: Number(noise.value) }));
  noiseNumber.addEventListener("change", () => set({ noise: Math.max(0, Math.min(50, Number(noiseNumber.value) || 0)) }));
  const settingId = uniqueId("setting");
  const setting = h("select", { id: settingId, onchange: () => set({ setting: setting.value }) }, catalog.settings.map((s) => h("option", { value: s.id }, s.label)));
  const element = h("section", { class: "kl-panel kl-dials", "aria-label": strings["practice.patients.heading"] },
    h("h2", { class: "kl-big" }, strings["practice.patients.heading"]), h("p", {}, strings["practice.patients.text"]),
    level.element,
    h("div", { class: "kl-dial" }, h("label", { for: id }, strings["practice.patients.noise"]), words, h("div", { class: "kl-pair" }, noise, noiseNumber)),
    h("div", { class: "kl-choosescript" }, h("label", { for: settingId }, strings["patient.setting"]), setting),
    mode.element,
    h("div", { class: "kl-tools" }, open, h("button", { type: "button", class: "kl-btn kl-btn--quiet", onclick: () => set({ seed: anyNumber() }) }, strings["practice.patients.another"])), number);

  const anyNumber = () => crypto.getRandomValues(new Uint32Array(1))[0] % NUMBERS;
  function set(change) {
    Object.assign(choice, change);
    noise.value = noiseNumber.value = choice.noise;
    noise.style.setProperty("--p", `${choice.noise * 2}%`);
    const said = choice.noise ? fill(strings["practice.patients.noise_words"], { n: choice.noise }) : strings["practice.patients.noise_0"];
    noise.setAttribute("aria-valuetext", said);
    setText(words, said);
    setting.value = choice.setting;
    setText(number, fill(strings["practice.patients.seed"], choice));
    open.href = `${catalog.player}#patient=${choice.seed}&difficulty=${choice.difficulty}&noise=${choice.noise / 100}&setting=${choice.setting}&mode=${choice.mode}`;
  }
  level.element.querySelector('[value="2"]').checked = true;
  mode.element.querySelector('[value="staged"]').checked = true;
  set({ seed: anyNumber() });
  return { element };
}
