/* What a learner must know about the record: that it is kept nowhere, that a copy was damaged, that the file is another's. */

/** A notice for the top of a dashboard; hidden while there is nothing to say. */
function createStoreNotice({ store, strings }) {
  const element = h("div", { class: "kl-store", role: "status" });
  const button = (key, onclick, quiet = false) => h("button", { type: "button", class: quiet ? "kl-btn kl-btn--quiet" : "kl-btn", onclick }, strings[key]);
  const notice = (sentence, ...buttons) => h("div", { class: "kl-notice kl-notice--lost" }, h("p", {}, sentence), buttons.length ? h("div", { class: "kl-store__do" }, buttons) : null);
  let shown = null;
  const show = () => {
    const { kept, problem } = store.status;
    const { choice, damaged, note } = store;
    const say = JSON.stringify([kept, problem, damaged, note, choice]);
    if (say === shown) return; // drawn anew, it would be read out again and lose the focus
    shown = say;
    const parts = [
      problem && notice(problem, kept === "page_only" ? button("store.download", () => store.download()) : null),
      choice?.deleted && notice(strings["store.choice_deleted"],
        button("store.delete_file", () => store.deleteFile()), button("store.revive", () => store.joinFile(), true)),
      choice && !choice.deleted && notice(fill(strings["store.choice"], { n: choice.attempts, mine: store.record.attempts.length }),
        button("store.join", () => store.joinFile()), button("store.apart", () => store.keepApart(), true)),
      damaged.length && notice(strings["store.damaged"],
        button("store.damaged_download", () => store.downloadDamaged()), button("store.damaged_forget", () => store.forgetDamaged(), true)),
      note && notice(note),
    ].filter(Boolean);
    element.hidden = !parts.length;
    element.replaceChildren(...parts);
  };
  const stop = store.listen(show);
  show();
  return { element, stop };
}
