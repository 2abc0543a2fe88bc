/* The belief path: how sure one was of a cause, moment by moment. Drawn small while playing, in full at the debrief. */

const CHART_SPACE = "http://www.w3.org/2000/svg";

function svgNode(tag, attributes, ...children) {
  const node = document.createElementNS(CHART_SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Heights of labels, as near to their values as the gap between them allows. */
function spreadLabels(labels, gap) {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  for (let i = 1; i < sorted.length; i += 1) sorted[i].y = Math.max(sorted[i].y, sorted[i - 1].y + gap);
  return sorted;
}

/**
 * A picture of `points` ({label, you, engine, low, high, expert}, of 100; null where nothing was said), `says` is its text twin.
 * `words` names the lines; a line without a value anywhere is left out. Many points have their labels `slanted`, so that none covers another.
 */
function drawBeliefPath(points, says, words, { width, height, family = "other", slanted = false }) {
  const left = 34;
  const right = words.engine ? 112 : 20;
  const bottom = height - 14 - (slanted ? 110 : 18 * Math.max(1, ...points.map((p) => p.label.length)));
  const top = 14;
  const most = Math.max(60, ...points.flatMap((p) => [p.you, p.engine, p.high, p.expert].filter((v) => v !== null && v !== undefined)));
  const ceiling = most > 62 ? 100 : 60;
  const x = (i) => (points.length === 1 ? (left + width - right) / 2 : left + 24 + ((width - right - left - 48) * i) / (points.length - 1));
  const y = (value) => bottom - ((bottom - top) * value) / ceiling;
  const svg = svgNode("svg", { class: `kl-path fam-${family}`, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": says });
  for (let mark = 0; mark <= ceiling; mark += 20) {
    svg.append(svgNode("path", { class: "kl-path__grid", d: `M${left} ${y(mark)}H${width - right}` }),
      svgNode("text", { x: left - 8, y: y(mark) + 5, "text-anchor": "end" }, String(mark)));
  }
  const valued = (key) => points.map((p, i) => ({ i, value: p[key] })).filter(({ value }) => value !== null && value !== undefined);
  const line = (key) => valued(key).map(({ i, value }, n) => `${n ? "L" : "M"}${x(i)} ${y(value)}`).join("");
  const ends = [];
  if (words.engine && valued("engine").length) {
    const band = valued("high").map(({ i, value }, n) => `${n ? "L" : "M"}${x(i)} ${y(value)}`).join("") + valued("low").reverse().map(({ i, value }) => `L${x(i)} ${y(value)}`).join("");
    svg.append(svgNode("path", { class: "kl-path__band", d: `${band}Z` }), svgNode("path", { class: "kl-path__engine-edge", d: line("engine") }), svgNode("path", { class: "kl-path__engine", d: line("engine") }));
    for (const { i, value } of valued("engine")) svg.append(svgNode("circle", { class: "kl-path__dot is-engine", cx: x(i), cy: y(value), r: 5 }));
    ends.push({ y: y(valued("engine").at(-1).value), text: `${words.engine} ${valued("engine").at(-1).value}`, kind: "engine" });
  }
  for (const { i, value } of words.expert ? valued("expert") : []) svg.append(svgNode("path", { class: "kl-path__expert", d: `M${x(i)} ${y(value) - 8}l8 8l-8 8l-8-8z` }));
  if (words.expert && valued("expert").length) ends.push({ y: y(valued("expert").at(-1).value), text: `${words.expert} ${valued("expert").at(-1).value}`, kind: "expert" });
  svg.append(svgNode("path", { class: "kl-path__you", d: line("you") }));
  for (const { i, value } of valued("you")) svg.append(svgNode("circle", { class: "kl-path__dot is-you", cx: x(i), cy: y(value), r: 6 }));
  if (words.you && valued("you").length) ends.push({ y: y(valued("you").at(-1).value), text: `${words.you} ${valued("you").at(-1).value}`, kind: "you" });
  if (words.engine) for (const end of spreadLabels(ends, 19)) svg.append(svgNode("text", { class: `kl-path__end is-${end.kind}`, x: width - right + 10, y: end.y + 5 }, end.text));
  points.forEach((p, i) => p.label.forEach((text, row) => svg.append(svgNode("text", slanted
    ? { transform: `translate(${x(i) - 4} ${bottom + 16}) rotate(50)` }
    : { x: x(i), y: bottom + 20 + 17 * row, "text-anchor": "middle" }, text))));
  return svg;
}

/** A label broken into lines for the axis, each within the room; what does not fit is left out behind an ellipsis. */
function labelLines(label, room, most = 3) {
  const lines = [""];
  for (const word of label.split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + word.length >= room) lines.push("");
    lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
  }
  if (lines.length <= most) return lines;
  let last = lines[most - 1];
  while (last.length > room - 2 && last.includes(" ")) last = last.slice(0, last.lastIndexOf(" "));
  return [...lines.slice(0, most - 1), `${last.replace(/[,:]$/, "")} …`];
}
