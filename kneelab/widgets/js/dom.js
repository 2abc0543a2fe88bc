/* Building elements. Shared by every component; files are joined, so names are unique. */

let uniqueNumber = 0;

/** A new id for labels and clips. */
function uniqueId(prefix) {
  uniqueNumber += 1;
  return `kl-${prefix}-${uniqueNumber}`;
}

/** An element with attributes, listeners (on*) and children; false and null are left out. */
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A sentence with its {placeholders} filled in. */
function fill(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Set text only where it changed, so that nothing is announced or repainted twice. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
