/* The record in this browser: a row for each attempt and one for the quiz answers, each in two copies with a checksum,
   each a whole small record. So a move costs the same after a thousand attempts as after one, damage stays small, and
   two tabs seldom write the same row. localStorage, because a write there has happened when the call returns, and other
   tabs hear of it. */

const RECORD_PREFIX = "kneelab-record-";
const RECORD_COPIES = [`${RECORD_PREFIX}1-`, `${RECORD_PREFIX}2-`];
const RECORD_STAMP = `${RECORD_PREFIX}stamp`; // the record's id, and another word after each change
const RECORD_DAMAGED = `${RECORD_PREFIX}damaged-`;
const RECORD_CLEARED = `${RECORD_PREFIX}cleared`;
const RECORD_APART = `${RECORD_PREFIX}apart`;

/** FNV-1a, 32 bits: finds damage, protects against nobody. */
function checksum(text) {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, "0");
}

const sealed = (text) => `${checksum(text)}\n${text}`;

/** A stored row as `parseRecord` gives it; a wrong checksum makes it unreadable. */
function unsealed(copy) {
  const [sum, ...lines] = copy.split("\n");
  const text = lines.join("\n");
  return checksum(text) === sum ? parseRecord(text) : { refused: "unreadable" };
}

/** The copies. Reading and writing throw what the browser throws when storage is forbidden or full. */
function createCopies() {
  const seen = new Map(); // key to { text, found } as this page last saw or wrote it
  const rows = new WeakMap(); // attempt to { id, text }: what was put does not change
  const inTheWay = new Map(); // keys of damaged copies that could not be put aside yet, with their texts
  let stamp;
  let thin = false; // there is only room for one copy
  let full = false; // the browser refused the last write for want of room

  const get = (key) => localStorage.getItem(key);
  const keys = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const list = (key) => {
    try {
      return (get(key) || "").split(" ").filter(Boolean);
    } catch {
      return []; // forbidden: nothing was ever noted
    }
  };
  const note = (key, id) => localStorage.setItem(key, [...list(key).filter((other) => other !== id), id].join(" "));

  function set(key, text) {
    try {
      localStorage.setItem(key, text);
      return true;
    } catch (refused) {
      full = refused.name === "QuotaExceededError";
      return false;
    }
  }

  /** A damaged copy goes under another key, whole, before anything is written in its place. */
  function setAside(key, text) {
    if (!set(RECORD_DAMAGED + checksum(text), text)) {
      inTheWay.set(key, text);
      return false;
    }
    localStorage.removeItem(key);
    inTheWay.delete(key);
    seen.delete(key);
    return true;
  }

  function look(key) {
    const text = get(key);
    const known = seen.get(key);
    const found = known?.text === text && known.found ? known.found : unsealed(text);
    seen.set(key, { text, found });
    if (found.refused === "unreadable") setAside(key, text);
    return found;
  }

  function place(key, text) {
    if (seen.get(key)?.text === text) return true;
    if (inTheWay.has(key) && !setAside(key, inTheWay.get(key))) return false;
    if (!set(key, text)) return false;
    seen.set(key, { text });
    return true;
  }

  /** Gives up the second copy of every row whose first one stands. */
  function makeRoom() {
    const [first, second] = RECORD_COPIES;
    thin = true;
    for (const key of keys(second)) {
      if (!seen.has(key) || seen.get(first + key.slice(second.length))?.text !== seen.get(key).text) continue;
      localStorage.removeItem(key);
      seen.delete(key);
    }
  }

  function rowOf(record, attempt) {
    const known = rows.get(attempt);
    if (known?.id === record.id) return known.text;
    const text = sealed(JSON.stringify({ ...record, attempts: [attempt], quizzes: [] }));
    rows.set(attempt, { id: record.id, text });
    return text;
  }

  function placeRow(name, text) {
    const [one, other] = RECORD_COPIES.map((copy) => copy + name);
    const stands = place(one, text);
    return thin && stands ? true : place(other, text) || stands;
  }

  return {
    /** What is stored: `{ record, newer, mend }`; `mend` says that not all of it is there twice. */
    read() {
      stamp = get(RECORD_STAMP);
      const stored = new Set(RECORD_COPIES.flatMap(keys));
      for (const key of [...seen.keys()]) if (!stored.has(key)) seen.delete(key);
      const found = [...stored].reverse().map(look); // the first copies last: they are written first
      const cleared = list(RECORD_CLEARED);
      const whole = found.map(({ record }) => record).filter((record) => record && !cleared.includes(record.id));
      const id = whole.find((record) => stamp?.startsWith(`${record.id} `))?.id || whole[0]?.id;
      const [first, second] = RECORD_COPIES;
      const twin = (key) => (key.startsWith(first) ? second + key.slice(first.length) : first + key.slice(second.length));
      return {
        record: whole.length ? { ...mergeRecords(...whole), id } : null,
        newer: found.find(({ refused }) => refused === "newer")?.version || null,
        mend: [...stored].some((key) => seen.get(key)?.text !== seen.get(twin(key))?.text),
      };
    },
    /** Whether another tab has written or deleted since. */
    get changed() { return get(RECORD_STAMP) !== stamp; },
    /** Another tab wrote this (null: deleted everything). The stamp alone would not do: of two written at once, one tab keeps its own. */
    heard(key, text) {
      if (key === null || (seen.get(key)?.text ?? null) !== text) stamp = undefined;
    },
    /** Every row that changed, twice; once where there is no room for more. An old copy stands until a new one does. */
    write(record) {
      const parts = record.attempts.map((attempt) => [`attempt-${attempt.id}`, rowOf(record, attempt)]);
      if (record.quizzes.length) parts.push(["quizzes", sealed(JSON.stringify({ ...record, attempts: [] }))]);
      const missing = parts.filter(([name, text]) => !placeRow(name, text));
      if (missing.length && full) makeRoom();
      const failed = missing.filter(([name, text]) => !placeRow(name, text)).length > 0;
      if (failed && thin) { // it did not help
        thin = false;
        for (const [name, text] of parts) placeRow(name, text);
      }
      const next = `${record.id} ${randomId()}`;
      if (set(RECORD_STAMP, next)) stamp = next;
      if (failed) throw new Error("The browser keeps nothing more.");
    },
    get damaged() {
      try {
        return keys(RECORD_DAMAGED).map(get);
      } catch {
        return [];
      }
    },
    forgetDamaged() { for (const key of keys(RECORD_DAMAGED)) localStorage.removeItem(key); },
    wasCleared: (id) => list(RECORD_CLEARED).includes(id),
    isApart: (id) => list(RECORD_APART).includes(id),
    keepApart(id) {
      try {
        note(RECORD_APART, id);
      } catch {
        // asked again next time
      }
    },
    /** Everything but the ids of what was deleted: without them another tab would bring it back. */
    clear(id) {
      try {
        note(RECORD_CLEARED, id); // first, for the other tabs
      } catch {
        // no room for it until the copies are gone
      }
      for (const key of keys(RECORD_PREFIX)) if (key !== RECORD_CLEARED) localStorage.removeItem(key);
      note(RECORD_CLEARED, id);
      seen.clear();
      inTheWay.clear();
      stamp = null;
    },
    /** Takes back that this was deleted. */
    revive(id) { localStorage.setItem(RECORD_CLEARED, list(RECORD_CLEARED).filter((other) => other !== id).join(" ")); },
  };
}
