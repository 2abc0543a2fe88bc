/* The page's line to the engine: a record goes out under a serial number, the view that answers it comes back. */

/**
 * Follows the keeper, draws every view (again when the theme changes), and takes it all down.
 * `question` gives the part of a record that the engine answers; the rest is the page's own.
 * `send` gives what goes out, where that is more than the record.
 */
function connectEngine({ model, keeper, heartbeat, root, problems, ready, show, draw, question = (record) => record, send = (record) => record }) {
  let serial = 0;
  let asked = null;
  const redraw = () => {
    const view = model.get("view");
    if (!view[ready]) return;
    draw(view, view.serial === serial);
    problems.replaceChildren(...(view.problems || []).map((sentence) => h("div", { class: "kl-notice" }, h("p", {}, sentence))));
    root.dataset.serial = view.serial ?? 0;
  };
  keeper.listen((record) => {
    show(record);
    const now = JSON.stringify(question(record));
    if (now === asked) return;
    asked = now;
    serial += 1;
    root.dataset.asked = serial;
    model.set("record", { ...send(record), serial });
    model.save_changes();
    heartbeat.asked();
  });
  model.on("change:view", redraw);
  const themes = new MutationObserver(redraw);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const unfollow = keeper.follow();
  redraw();
  keeper.tell();
  return () => {
    heartbeat.stop();
    themes.disconnect();
    unfollow();
    model.off("change:view", redraw);
  };
}
