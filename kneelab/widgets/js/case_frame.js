/* Around the task: the stages, the patient, what is known. */

/** The stages of a case; the phone shows the present word only. */
function createRail(strings) {
  const element = h("ol", { class: "kl-rail", "aria-label": strings["case.rail_label"] });
  return {
    element,
    update(rail) {
      element.replaceChildren(...rail.map(({ label, state }, i) => h("li", { class: `is-${state}` },
        h("span", { class: "kl-rail__step", "aria-current": state === "now" ? "step" : null },
          h("span", { class: "kl-rail__n", "aria-hidden": "true" }, state === "done" ? icon("check") : String(i + 1)),
          h("span", { class: "kl-rail__word" }, label), state === "done" ? h("span", { class: "kl-sr" }, strings["case.rail_done"]) : null))));
    },
  };
}

/** Who it is, in their own words, and everything that is known of them. */
function createPatientPanel(strings) {
  const day = h("p", { class: "kl-day" });
  const heading = h("h2", {});
  const voice = h("p", { class: "kl-voice" });
  const scene = h("p", { class: "kl-casepatient__more" });
  const about = h("p", { class: "kl-caption kl-casepatient__more" });
  const context = h("p", { class: "kl-caption kl-casepatient__more" });
  const before = h("details", { class: "kl-before" }, h("summary", {}, strings["case.earlier"]));
  const known = h("ul", { class: "kl-known" });
  const none = h("p", { class: "kl-caption" }, strings["case.known_none"]);
  const asked = h("p", { class: "kl-caption" });
  const knownFold = h("details", { class: "kl-knownfold", open: true }, h("summary", {}, h("h3", {}, strings["case.known"])), none, known, asked);
  const element = h("section", { class: "kl-panel kl-casepatient", "aria-label": strings["words.fictional"] },
    day, heading, voice, scene, about, context, before, knownFold);
  let hasReturned = false;
  return {
    element,
    update(view) {
      const p = view.patient;
      day.hidden = !view.day;
      setText(day, view.day || "");
      setText(heading, p.heading);
      setText(voice, `“${p.words}”`);
      setText(scene, p.scene);
      setText(about, `${p.about} ${strings["case.seen_in"]}: ${p.setting}.`);
      context.hidden = !p.context;
      setText(context, p.context || "");
      before.hidden = !p.before.length;
      before.replaceChildren(before.firstElementChild, ...p.before.map((v) => h("div", {}, h("h3", {}, v.day), h("p", {}, `“${v.words}”`),
        h("p", { class: "kl-caption" }, fill(strings["case.you_decided"], { level: v.level })), h("ul", {}, v.plan.map((text) => h("li", {}, text))))));
      const returns = !before.hidden && view.phase === "story" && view.mode !== "whole";
      if (returns !== hasReturned) knownFold.open = !returns; // a later visit begins with what is said now, not with a long list from before
      hasReturned = returns;
      none.hidden = view.known.length > 0;
      known.replaceChildren(...view.known.map((k) => h("li", { class: k.mark === "−" ? "is-absent" : "" },
        h("span", { "aria-hidden": "true", class: "kl-known__mark" }, k.mark),
        h("span", {}, k.label, k.day ? h("small", {}, ` ${fill(strings["case.before_day"], { day: k.day.toLowerCase() })}`) : null,
          k.words ? h("span", { class: `kl-known__words${k.spoken ? " is-spoken" : ""}` }, k.spoken ? `“${k.words}”` : k.words) : null))));
      setText(asked, view.asked);
    },
  };
}

/** The learner's own line while playing. */
function createOwnPath({ catalog, strings }) {
  const heading = h("h2", {}, strings["case.path_you"]);
  const figure = h("div", {});
  const note = h("p", { class: "kl-caption" });
  const element = h("section", { class: "kl-panel kl-ownpath not-projector" }, heading, note, figure);
  const names = Object.fromEntries(catalog.causes.map((c) => [c.id, c.in_sentence]));
  return {
    element,
    update({ path, shares }) {
      const said = path.filter((p) => p.shares);
      const cause = Object.keys(shares).filter((c) => c !== SOMETHING_ELSE).sort((a, b) => shares[b] - shares[a])[0];
      if (!said.length || !cause) {
        figure.replaceChildren();
        setText(note, strings["case.path_empty"]);
        return;
      }
      const recent = said.slice(-4);
      const points = recent.map((p) => ({ label: labelLines(p.label, 10), you: p.shares[cause] ?? 0 }));
      const says = `${fill(strings["case.path_own"], { cause: names[cause] })}: ${recent.map((p, i) => `${p.label} ${points[i].you}`).join(", ")}.`;
      setText(note, `${fill(strings["case.path_own"], { cause: names[cause] })}. ${strings["case.path_wait"]}`);
      figure.replaceChildren(drawBeliefPath(points, says, {}, { width: 320, height: 210 }));
    },
  };
}
