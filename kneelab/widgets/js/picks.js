/* A question with one answer, as native radio buttons. */

/** One of some things, as radio buttons in boxes. `items` are `{ value, label, small }`. */
function createPicks({ legend, items, changed, className = "" }) {
  const name = uniqueId("pick");
  const inputs = items.map((item) => h("input", { type: "radio", name, value: item.value, onchange: () => changed(item.value) }));
  return {
    element: h("fieldset", { class: `kl-picks ${className}` }, h("legend", {}, legend),
      items.map((item, i) => h("label", { class: "kl-option" }, inputs[i], h("span", {}, item.label, item.small ? h("small", {}, item.small) : null)))),
    get value() { return inputs.find((input) => input.checked)?.value ?? null; },
  };
}
