/* One chart: a heading that opens it, the figure, one sentence, and the numbers as a table. */

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

function chartTable(rows, label) {
  const [head, ...body] = rows;
  const cell = (tag, text, scope) => {
    const node = document.createElement(tag);
    node.textContent = text;
    if (scope) node.scope = scope;
    return node;
  };
  const table = document.createElement("table");
  table.className = "kl-table";
  const caption = document.createElement("caption");
  caption.className = "kl-sr";
  caption.textContent = label;
  const top = table.createTHead().insertRow();
  top.append(...head.map((text, i) => (i ? cell("th", text, "col") : cell("td", text))));
  const rest = table.createTBody();
  for (const row of body) rest.insertRow().append(...row.map((text, i) => (i ? cell("td", text) : cell("th", text, "row"))));
  table.prepend(caption);
  return table;
}

function renderChart({ model, el }) {
  const words = model.get("words");
  const root = document.createElement("div");
  root.className = "kl-root kl-chart";
  const panel = document.createElement("details");
  panel.className = "kl-panel kl-chart__panel";
  const heading = document.createElement("summary");
  heading.textContent = model.get("title");
  const figure = document.createElement("div");
  figure.className = "kl-chart__figure";
  const summary = document.createElement("p");
  const twin = document.createElement("details");
  const twinHeading = document.createElement("summary");
  twinHeading.textContent = words.table;
  const table = document.createElement("div");
  table.className = "kl-table-scroll";
  table.tabIndex = 0;
  table.setAttribute("role", "region");
  table.setAttribute("aria-label", words.table);
  twin.append(twinHeading, table);
  summary.textContent = words.loading;
  panel.append(heading, summary, figure, twin);
  root.append(panel);
  el.append(root);

  const draw = async () => {
    const content = model.get("content");
    if (!panel.open || !content.figure) return;
    const plotly = await loadPlotly(model);
    const style = getComputedStyle(root);
    summary.textContent = content.summary;
    figure.setAttribute("role", "img");
    figure.setAttribute("aria-label", content.summary);
    table.replaceChildren(chartTable(content.table, content.summary));
    await plotly.react(
      figure,
      withThemeColours(content.figure.data, style),
      chartLayout(withThemeColours(content.figure.layout, style), style),
      { displayModeBar: false, responsive: true },
    );
    figure.dataset.drawn = String(Number(figure.dataset.drawn || 0) + 1);
  };
  panel.addEventListener("toggle", () => {
    model.set("opened", panel.open);
    model.save_changes();
    draw();
  });
  model.on("change:content", draw);
  const themes = new MutationObserver(draw);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    themes.disconnect();
    if (window.Plotly) window.Plotly.purge(figure);
  };
}

export default { render: renderChart };
