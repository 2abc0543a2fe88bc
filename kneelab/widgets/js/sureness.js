/* How sure one is: a slider with its number, said as times in ten. */

/** A confidence from a guess to certain, as slider and number. */
function createSureness({ strings, least, value, label, changed }) {
  const id = uniqueId("sure");
  const word = h("span", {});
  let sure = least; // the slider goes in steps, a typed number is kept as it is
  const range = h("input", { type: "range", class: "kl-range kl-range--from0", id, min: least, max: 100, step: 5 });
  const number = h("input", { type: "number", min: least, max: 100, inputmode: "numeric", "aria-label": strings["case.sure_label"] });
  const set = (raw, andTell) => {
    sure = Math.round(Math.min(100, Math.max(least, Number(raw) || least)));
    range.value = sure;
    number.value = sure;
    range.style.setProperty("--p", `${((sure - least) / (100 - least)) * 100}%`);
    const times = fill(strings["case.sure_of"], { n: (sure / 10).toFixed(sure % 10 ? 1 : 0) });
    range.setAttribute("aria-valuetext", times);
    setText(word, ` ${times}`);
    if (andTell) changed(sure);
  };
  range.addEventListener("input", () => set(range.value, true));
  number.addEventListener("change", () => set(number.value, true));
  set(value ?? least, false);
  return {
    element: h("div", { class: "kl-sure" }, h("label", { for: id }, h("b", {}, label), word), h("div", { class: "kl-pair" }, range, number),
      h("div", { class: "kl-sure__ends kl-caption", "aria-hidden": "true" }, h("span", {}, strings["case.sure_low"]), h("span", {}, strings["case.sure_high"]))),
    get value() { return sure; },
  };
}
