/* Shares of a hundred people: as squares, and as a bar with its band. */

const SQUARES = 100;

/** Hundred squares in two halves of fifty; the filled ones are people with this cause. */
function createSquares() {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "kl-squares");
  svg.setAttribute("viewBox", "-1 -1 244 59");
  svg.setAttribute("role", "img");
  for (let i = 0; i < SQUARES; i += 1) {
    const square = document.createElementNS(space, "rect");
    const column = i % 20;
    for (const [name, value] of [["x", column * 12 + (column > 9 ? 5 : 0)], ["y", Math.floor(i / 20) * 12], ["width", 9], ["height", 9], ["rx", 2]]) square.setAttribute(name, value);
    svg.append(square);
  }
  return {
    element: svg,
    show(n, label) {
      svg.setAttribute("aria-label", label);
      [...svg.children].forEach((square, i) => square.setAttribute("class", i < n ? "on" : "off"));
    },
  };
}

/** One share as words with its band, and the same as a bar on an axis that ends at `axis`. */
function shareCell(share, axis, judged) {
  const bar = h("span", { class: `kl-track ${judged ? "is-judged" : ""}`, "aria-hidden": "true" }, h("span", { class: "kl-fill" }), share.low < share.high ? h("span", { class: "kl-band" }) : null);
  for (const [name, value] of [["--axis", axis], ["--v", share.of_100], ["--lo", share.low], ["--hi", Math.min(share.high, axis)]]) bar.style.setProperty(name, value.toFixed(2));
  const [number, tail] = /^\d/.test(share.words) ? [share.words.replace(/ of 100$/, ""), " of 100"] : [share.words, ""];
  return h("span", { class: "kl-share" }, bar, h("span", { class: "kl-share__words" }, h("b", {}, number), tail, h("small", {}, share.band)));
}
