/* One chart: a heading that opens it, and the figure. */

function renderChart({ model, el }) {
  const figure = createFigure({ model, words: model.get("words") });
  const panel = h("details", { class: "kl-panel kl-chart__panel" }, h("summary", {}, model.get("title")), figure.elements);
  el.append(h("div", { class: "kl-root kl-chart" }, panel));

  const draw = () => {
    const content = model.get("content");
    if (panel.open && content.figure) figure.draw(content);
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
    figure.stop();
  };
}

export default { render: renderChart };
