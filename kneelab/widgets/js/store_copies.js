/* The record in this browser: two copies, each with its checksum. localStorage, because a write there has
   happened when the call returns, and other tabs hear of it. */

const RECORD_PREFIX = "kneelab-record-";
const RECORD_COPIES = [`${RECORD_PREFIX}1`, `${RECORD_PREFIX}2`];
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

/** A stored copy as `parseRecord` gives it; a wrong checksum makes it unreadable. */
function unsealed(copy) {
  const [sum, ...lines] = copy.split("\n");
  const text = lines.join("\n");
  return checksum(text) === sum ? parseRecord(text) : { refused: "unreadable" };
}

/** The copies. Reading and writing throw what the browser throws when storage is forbidden or full. */
function createCopies() {
  let known = null; // texts of both copies as this page last saw them
  const get = (key) => localStorage.getItem(key);
  const set = (key, text) => localStorage.setItem(key, text);
  const texts = () => RECORD_COPIES.map(get);
  const keys = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  const list = (key) => {
    try {
      return (get(key) || "").split(" ").filter(Boolean);
    } catch {
      return []; // forbidden: nothing was ever noted
    }
  };
  const note = (key, id) => set(key, [...list(key).filter((other) => other !== id), id].join(" "));

  /** A damaged copy goes under another key, whole, before anything is written in its place; false when there is no room for that. */
  function setAside(key, text) {
    try {
      set(RECORD_DAMAGED + checksum(text), text);
    } catch {
      return false;
    }
    localStorage.removeItem(key);
    return true;
  }

  return {
    /**
     * What is stored: `{ record, newer, mend, blocked }`; `mend` says that the copies are not both whole and alike,
     * `blocked` that a damaged one could not be put aside, so that nothing may be written over it.
     */
    read() {
      const now = texts();
      const found = now.map((text) => (text === null ? {} : unsealed(text)));
      const blocked = found.map(({ refused }, i) => refused === "unreadable" && !setAside(RECORD_COPIES[i], now[i])).some(Boolean);
      known = blocked ? null : texts();
      const whole = found.map(({ record }) => record).filter((record) => record && !list(RECORD_CLEARED).includes(record.id));
      const [first, second] = whole;
      return {
        record: second && first.id === second.id ? mergeRecords(first, second) : first || null,
        newer: found.find(({ refused }) => refused === "newer")?.version || null,
        mend: now[0] !== now[1],
        blocked,
      };
    },
    /** Whether another tab has written since. */
    get changed() { return known === null || texts().some((text, i) => text !== known[i]); },
    /** Both copies; when there is only room for one, that one. The old copy stands until the new one does. */
    write(record) {
      const text = sealed(JSON.stringify(record));
      const [one, other] = RECORD_COPIES;
      const before = get(other);
      try {
        set(one, text);
      } catch (full) {
        if (before === null) throw full;
        localStorage.removeItem(other);
        try {
          set(one, text);
        } catch {
          set(other, before);
          throw full;
        }
      }
      try {
        set(other, text);
      } catch {
        // one whole copy stands; the second comes back when there is room
      }
      known = texts();
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
    keepApart: (id) => note(RECORD_APART, id),
    /** Everything but the ids of what was deleted: without them another tab or the file would bring it back. */
    clear(id) {
      try {
        note(RECORD_CLEARED, id);
      } finally {
        for (const key of keys(RECORD_PREFIX)) if (key !== RECORD_CLEARED) localStorage.removeItem(key);
        known = texts();
      }
    },
  };
}
