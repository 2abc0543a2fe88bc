/* A figure's numbers as a table: its twin for those who do not see it, or want to read it. */

/** The first row heads the columns, the first cell of each other row heads that row. */
function chartTable(rows, label) {
  const [[corner, ...columns], ...body] = rows;
  return h("table", { class: "kl-table" }, h("caption", { class: "kl-sr" }, label),
    h("thead", {}, h("tr", {}, h("td", {}, corner), columns.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, body.map(([name, ...cells]) => h("tr", {}, h("th", { scope: "row" }, name), cells.map((text) => h("td", {}, text))))));
}
