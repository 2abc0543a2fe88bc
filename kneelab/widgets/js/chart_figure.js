/* One figure: one sentence, the picture, and the numbers as a table. Plotly comes once a page. */

/** Plotly, loaded once a page: from the page's own files, else from the kernel. */
function loadPlotly(model) {
  if (!window.kneelabPlotly) {
    window.kneelabPlotly = bundleUrl(model, "plotly-basic.min.js").then(
      (url) =>
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = url;
          script.onload = () => resolve(window.Plotly);
          script.onerror = () => reject(new Error("plotly did not load"));
          document.head.append(script);
        }),
    );
  }
  return window.kneelabPlotly;
}

/** A copy of a figure part with every var(--token) replaced by the theme's colour. */
function withThemeColours(part, style) {
  if (typeof part === "string") return part.replace(/^var\((--[\w-]+)\)$/, (_, token) => style.getPropertyValue(token).trim());
  if (Array.isArray(part)) return part.map((item) => withThemeColours(item, style));
  if (part && typeof part === "object") {
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withThemeColours(value, style)]));
  }
  return part;
}

function chartLayout(layout, style) {
  const token = (name) => style.getPropertyValue(name).trim();
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const axis = { gridcolor: token("--grid"), linecolor: token("--control"), zeroline: false, fixedrange: true };
  return {
    ...layout,
    paper_bgcolor: token("--surface"),
    plot_bgcolor: token("--surface"),
    font: { family: token("--font-ui"), size: size * 0.875, color: token("--ink-2") },
    xaxis: { ...axis, ...layout.xaxis },
    yaxis: { ...axis, ...layout.yaxis },
    height: (layout.height / 17) * size,
  };
}

/** The figure with its twins; `words` are `table` and `loading`, a content is `{ figure, summary, table }`. */
function createFigure({ model, words }) {
  const summary = h("p", {}, words.loading);
  const figure = h("div", { class: "kl-chart__figure" });
  const table = h("div", { class: "kl-table-scroll", tabindex: 0, role: "region", "aria-label": words.table });
  return {
    elements: [summary, figure, h("details", {}, h("summary", {}, words.table), table)],
    async draw(content) {
      const plotly = await loadPlotly(model);
      const style = getComputedStyle(figure);
      summary.textContent = content.summary;
      figure.setAttribute("role", "img"); // a picture from now on, and never one without its words
      figure.setAttribute("aria-label", content.summary);
      table.replaceChildren(chartTable(content.table, content.summary));
      await plotly.react(
        figure,
        withThemeColours(content.figure.data, style),
        chartLayout(withThemeColours(content.figure.layout, style), style),
        { displayModeBar: false, responsive: true },
      );
      figure.dataset.drawn = String(Number(figure.dataset.drawn || 0) + 1);
    },
    stop() { if (window.Plotly) window.Plotly.purge(figure); },
  };
}
