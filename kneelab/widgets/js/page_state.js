/* The record in the page: its history for undo, and its copy in the address.
   Only pages of our own template carry the copy; a notebook's address is not ours. */

const ownsAddress = () => "kneelabPage" in document.documentElement.dataset;

const ADDRESS_KEYS = ["opener", "age", "sex", "setting", "cause", "test", "structure", "part"];

/** A record as the address carries it. */
function recordToFragment(record) {
  const parts = new URLSearchParams();
  for (const key of ADDRESS_KEYS) {
    if (record[key] !== null && record[key] !== undefined) parts.set(key, record[key]);
  }
  for (const [finding, value] of Object.entries(record.answers)) parts.set(`f.${finding}`, value);
  for (const [item, value] of Object.entries(record.judgements)) parts.set(`j.${item}`, value);
  return parts.toString();
}

/** The record of an address, or null when it holds none. What it says is checked by the engine. */
function recordFromFragment(fragment, settings) {
  const parts = [...new URLSearchParams(fragment.replace(/^#/, ""))];
  const known = parts.filter(([key]) => /^[fj]\./.test(key) || ADDRESS_KEYS.includes(key));
  if (!known.length) return null;
  const record = { opener: null, age: null, sex: null, setting: settings[0].id, cause: null, answers: {}, judgements: {} };
  const numeric = (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);
  for (const [key, value] of known) {
    if (key.startsWith("f.")) record.answers[key.slice(2)] = numeric(value);
    else if (key.startsWith("j.")) record.judgements[key.slice(2)] = value;
    else record[key] = key === "age" ? numeric(value) : value;
  }
  return record;
}

/** Where a record lives in the address, for `createKeeper`. */
const recordAddress = (settings) => ({ read: (fragment) => recordFromFragment(fragment, settings), write: recordToFragment });

/**
 * Keeper of the record: every change goes through `change`, every listener hears of it.
 * A `stroke` (a slider on its way) changes the last step instead of adding one.
 * `read` gives the record of an address or null; `write` gives the address of a record.
 */
function createKeeper(first, { read, write }) {
  const fromAddress = ownsAddress() ? read(location.hash) : null;
  let steps = [fromAddress || first];
  let place = 0;
  let open = null;
  const listeners = [];
  const tell = () => {
    if (ownsAddress()) history.replaceState(null, "", `#${write(steps[place])}`);
    for (const listener of listeners) listener(steps[place]);
  };
  return {
    get record() { return steps[place]; },
    get canUndo() { return place > 0; },
    get canRedo() { return place < steps.length - 1; },
    listen(listener) { listeners.push(listener); },
    change(edit, stroke = null) {
      const next = structuredClone(steps[place]);
      edit(next);
      if (JSON.stringify(next) === JSON.stringify(steps[place])) return;
      if (stroke !== null && stroke === open && place === steps.length - 1 && place > 0) steps[place] = next;
      else {
        steps = [...steps.slice(0, place + 1), next];
        place += 1;
      }
      open = stroke;
      tell();
    },
    undo() { if (place > 0) { place -= 1; open = null; tell(); } },
    redo() { if (place < steps.length - 1) { place += 1; open = null; tell(); } },
    follow() {
      if (!ownsAddress()) return () => {};
      const arrived = () => {
        const record = read(location.hash);
        if (record && write(record) !== write(steps[place])) this.change((next) => Object.assign(next, record));
      };
      window.addEventListener("hashchange", arrived);
      return () => window.removeEventListener("hashchange", arrived);
    },
    tell,
  };
}
