/* Finding things by name, lay word or body part. */

/** Whether a finding answers to what was typed (lower case): every word of it stands somewhere in its names. */
function isCalled(finding, asked) {
  const names = [finding.label, ...finding.synonyms, finding.id.replaceAll("_", " ")].join("\n").toLowerCase();
  return asked.split(/\s+/).every((word) => names.includes(word));
}

/** A label with the typed part in bold. */
function marked(label, asked) {
  const at = asked ? label.toLowerCase().indexOf(asked) : -1;
  return at < 0 ? h("span", {}, label) : h("span", {}, label.slice(0, at), h("b", {}, label.slice(at, at + asked.length)), label.slice(at + asked.length));
}
