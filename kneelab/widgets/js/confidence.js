/* How sure one is: a slider with its number, said as times in ten. */

/** A slider from 0 to 100 that starts in the middle. */
function createConfidence({ strings }) {
  const id = uniqueId("sure");
  const words = h("output", { for: id });
  const range = h("input", { type: "range", class: "kl-range kl-range--from0", id, min: 0, max: 100, step: 5, value: 50 });
  const number = h("input", { type: "number", min: 0, max: 100, step: 1, value: 50, "aria-label": strings["practice.sure_number"] });
  const show = (value) => {
    range.value = value;
    range.style.setProperty("--p", `${value}%`);
    const said = fill(strings["practice.sure_words"], { n: (value / 10).toFixed(value % 10 ? 1 : 0) });
    range.setAttribute("aria-valuetext", said);
    setText(words, said);
  };
  range.addEventListener("input", () => {
    number.value = range.value;
    show(Number(range.value));
  });
  number.addEventListener("input", () => { if (number.value !== "" && number.validity.valid) show(Number(number.value)); });
  number.addEventListener("blur", () => { if (number.value === "" || !number.validity.valid) number.value = range.value; });
  show(50);
  return {
    element: h("div", { class: "kl-sure" }, h("label", { for: id }, strings["practice.sure"]), words, h("div", { class: "kl-pair" }, range, number)),
    get value() { return number.value !== "" && number.validity.valid ? Number(number.value) : Number(range.value); },
  };
}

/** One of some things, as radio buttons in boxes. `items` are `{ value, label, small }`. */
function createPicks({ legend, items, changed, className = "" }) {
  const name = uniqueId("pick");
  const inputs = items.map((item) => h("input", { type: "radio", name, value: item.value, onchange: () => changed(item.value) }));
  return {
    element: h("fieldset", { class: `kl-picks ${className}` }, h("legend", {}, legend),
      items.map((item, i) => h("label", { class: "kl-pick" }, inputs[i], h("span", {}, item.label, item.small ? h("small", {}, item.small) : null)))),
    get value() { return inputs.find((input) => input.checked)?.value ?? null; },
  };
}
