/* Is the engine alive? A kernel that died restarts empty and answers nothing, without a word. */

const PING_EVERY_MS = 5000;
const LOST_AFTER_MS = 10000;

/** A banner that shows while the engine does not answer, and goes when it does. */
function createHeartbeat({ model, strings }) {
  const reload = h("button", { type: "button", class: "kl-btn", onclick: () => location.reload() }, strings["lost.reload"]);
  const banner = h(
    "div",
    { class: "kl-notice kl-notice--lost", role: "alert", hidden: true },
    h("p", {}, h("b", {}, strings["lost.title"]), ` ${strings["lost.text"]}`),
    reload,
  );
  let heard = performance.now();
  let waiting = null;
  const alive = () => {
    heard = performance.now();
    waiting = null;
    banner.hidden = true;
  };
  const look = () => {
    const now = performance.now();
    if (waiting !== null && now - waiting > LOST_AFTER_MS) banner.hidden = false;
    else if (now - heard > PING_EVERY_MS) {
      if (waiting === null) waiting = now;
      model.send({ type: "ping", n: Math.round(now) });
    }
  };
  const timer = setInterval(look, PING_EVERY_MS / 5);
  model.on("msg:custom", alive);
  model.on("change:view", alive);
  return {
    element: banner,
    asked() { if (waiting === null) waiting = performance.now(); },
    stop() { clearInterval(timer); },
  };
}
