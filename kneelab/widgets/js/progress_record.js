/* The record itself: where it is kept, as one file, and gone. */

/** Where it is kept; download, load, delete after a question. */
function createRecordKeeping({ strings, store }) {
  const kept = h("p", {});
  const holds = h("p", { class: "kl-caption" });
  const said = h("p", { role: "status" });
  const counts = () => ({ attempts: store.record.attempts.length, quizzes: store.record.quizzes.length });
  const file = h("input", { type: "file", accept: ".json,application/json", class: "kl-sr", tabindex: -1, "aria-hidden": "true", onchange: async () => {
    const [chosen] = file.files;
    file.value = "";
    if (chosen) setText(said, (await store.load(chosen)).sentence);
  } });
  const warning = h("p", {});
  const title = uniqueId("delete");
  const sure = h("dialog", { class: "kl-confirm", "aria-labelledby": title },
    h("h2", { id: title }, strings["progress.delete_ask"]), warning,
    h("div", { class: "kl-tools" },
      h("button", { type: "button", class: "kl-btn kl-btn--quiet", autofocus: true, onclick: () => sure.close() }, strings["progress.delete_no"]),
      h("button", { type: "button", class: "kl-btn", onclick: async () => {
        sure.close();
        await store.clear();
        setText(said, strings["progress.deleted"]);
      } }, strings["progress.delete_sure"])));
  const button = (key, onclick, quiet = true) => h("button", { type: "button", class: quiet ? "kl-btn kl-btn--quiet" : "kl-btn", onclick }, strings[key]);
  const remove = button("progress.delete", () => {
    setText(warning, fill(strings["progress.delete_text"], counts()));
    sure.showModal();
  });
  const download = button("progress.download", () => store.download());
  const element = h("section", { class: "kl-panel", "aria-label": strings["progress.record"] }, h("h2", {}, strings["progress.record"]),
    h("p", {}, strings["progress.record_text"]), kept, holds,
    h("div", { class: "kl-tools" }, download, button("progress.load", () => file.click()), remove), file, said, sure);
  const show = () => {
    setText(kept, strings[`progress.kept.${store.status.kept}`]);
    setText(holds, fill(strings["progress.holds"], counts()));
    download.disabled = remove.disabled = counts().attempts + counts().quizzes === 0;
  };
  const stop = store.listen(show);
  show();
  return { element, stop };
}
