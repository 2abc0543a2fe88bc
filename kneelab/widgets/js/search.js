/* Finding things by name, lay word or body part. */

/** Whether a finding answers to what was typed (lower case). */
function isCalled(finding, asked) {
  return [finding.label, ...finding.synonyms, finding.id.replaceAll("_", " ")].some((text) => text.toLowerCase().includes(asked));
}

/** A label with the typed part in bold. */
function marked(label, asked) {
  const at = asked ? label.toLowerCase().indexOf(asked) : -1;
  return at < 0 ? h("span", {}, label) : h("span", {}, label.slice(0, at), h("b", {}, label.slice(at, at + asked.length)), label.slice(at + asked.length));
}
