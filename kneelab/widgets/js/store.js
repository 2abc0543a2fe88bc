/* The learner's own record, as every dashboard uses it: in this browser, and as a file where the learner's own server
   keeps one. Nothing of it is in the kernel. Whatever goes wrong is said, and the record stays in the page. */

const MAX_RECORD_BYTES = 16 * 2 ** 20;

/** Hands over a text as a file. */
function downloadText(name, type, text) {
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000); // a slow disk may still be reading
}

/**
 * Opens the record. `strings` has the sentences; `file` is the address at which the server keeps it as a file, if it does.
 * What the store gives out belongs to it: change a copy, and `put` that.
 */
function openStore({ strings, file = recordFileAddress() }) {
  const copies = createCopies();
  const listeners = new Set();
  let record = emptyRecord();
  let handedOut = null; // the record that was last downloaded
  let pending = false; // this page has something that the browser has not
  let refused = false; // the browser would not read or write
  let newer = null; // version of a record that this page must leave alone

  const tell = () => { for (const listener of [...listeners]) listener(store); };

  /** Take in what is stored: at the opening everything, then what another tab has written or deleted. */
  function catchUp({ atOpening = false } = {}) {
    try {
      if (copies.wasCleared(record.id)) {
        record = emptyRecord();
        pending = false;
      }
      if (!copies.changed) return;
      const found = copies.read();
      newer = found.newer;
      const stored = found.record;
      const both = stored ? { ...mergeRecords(record, stored), id: stored.id } : record;
      pending = !holdsNothing(both) && (!stored || !sameContents(both, stored));
      if (both.id !== record.id || !sameContents(both, record)) record = both;
      pending ||= found.mend && !holdsNothing(record) && atOpening;
      refused = false;
    } catch {
      refused = true;
      pending = !holdsNothing(record);
    }
  }

  function save() {
    if (newer || !pending) return;
    try {
      copies.write(record);
      pending = false;
      refused = false;
    } catch {
      refused = true;
    }
  }

  function add(part) {
    catchUp();
    record = mergeRecords(record, part);
    pending = true;
    save();
    follower?.follow();
    tell();
  }

  const follower = file && createFollower({
    file: createRecordFile({ address: file, strings }),
    copies,
    record: () => record,
    take(theirs) {
      catchUp();
      record = { ...mergeRecords(theirs, record), id: theirs.id };
      pending = true;
      save();
    },
    tell,
  });

  function arrived({ key = null, newValue = null }) {
    if (key !== null && !key.startsWith(RECORD_PREFIX)) return;
    const before = record;
    copies.heard(key, newValue);
    catchUp();
    save();
    if (record === before) return;
    follower?.follow();
    tell();
  }

  const store = {
    get record() { return record; },
    attempt: (id) => record.attempts.find((a) => a.id === id) || null,
    /** The attempt that started last of those that `matching` holds for, or null. */
    latest: (matching) => record.attempts.findLast(matching) || null,
    /** Adds an attempt, or brings it up to date. When it returns, the browser has it, or `status` says why not. */
    put(attempt) {
      if (!isAttempt(attempt)) throw new TypeError("An attempt needs an id and moves.");
      add({ attempts: [structuredClone(attempt)], quizzes: [] });
    },
    addQuiz(quiz) { add({ attempts: [], quizzes: [structuredClone(quiz)] }); },
    /** Calls back after every change of record, status or choice; gives the way to stop that. */
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** `kept`: "browser", "file", "browser_and_file" or "page_only"; `problem`: a sentence or null. */
    get status() {
      const inBrowser = !newer && !refused && !pending;
      const inFile = Boolean(follower?.kept);
      const kept = inBrowser ? (inFile ? "browser_and_file" : "browser") : inFile ? "file" : "page_only";
      if (newer) return { kept, problem: fill(strings["store.newer"], { version: newer }) };
      if (kept === "page_only" && !follower?.busy) return { kept, problem: strings["store.page_only"] };
      return { kept, problem: follower?.state.problem || null };
    },
    /** Whether something would be lost with this page. */
    get atRisk() { return this.status.kept === "page_only" && !holdsNothing(record) && record !== handedOut; },
    /** What was mended without loss but must not go unsaid: a sentence or null. */
    get note() { return follower?.state.note || null; },
    /** Texts of damaged copies, kept aside. */
    get damaged() { return copies.damaged; },
    downloadDamaged() { downloadText("kneelab-record-damaged.txt", "text/plain", copies.damaged.join("\n\n")); },
    forgetDamaged() {
      copies.forgetDamaged();
      tell();
    },
    /** What the file holds when the learner has to choose: `{ attempts, deleted }`, or null; `deleted` when it is what was deleted here. */
    get choice() {
      const { other, apart, deleted } = follower?.state || {};
      return other && !apart ? { attempts: other.attempts.length, deleted } : null;
    },
    /** The file's record and this one become one. */
    joinFile: () => follower.join(),
    /** This one stays in the browser, the file as it is; asked once. */
    keepApart() {
      follower.keepApart();
      tell();
    },
    /** The file's record, which was deleted here, is deleted there too. */
    async deleteFile() {
      await follower.remove();
      tell();
    },
    download() {
      downloadText(`kneelab-record-${utc().slice(0, 10)}.json`, "application/json", JSON.stringify(record, null, 1));
      handedOut = record;
      tell();
    },
    /** Adds a downloaded record to this one: `{ loaded, sentence }`. A file that is refused changes nothing. */
    async load(chosen) {
      if (chosen.size > MAX_RECORD_BYTES) return { loaded: false, sentence: strings["store.not_a_record"] };
      const read = parseRecord(await chosen.text());
      if (read.refused === "newer") return { loaded: false, sentence: fill(strings["store.file_newer"], read) };
      if (read.refused) return { loaded: false, sentence: strings["store.not_a_record"] };
      const before = record;
      add(read.record);
      const added = record.attempts.length - before.attempts.length;
      const further = before.attempts.filter((a) => JSON.stringify(a) !== JSON.stringify(this.attempt(a.id))).length;
      const quizzes = record.quizzes.length - before.quizzes.length;
      return { loaded: true, sentence: fill(strings["store.loaded"], { added, further, quizzes }) };
    },
    /** Deletes the record and every copy of it, the file too. The caller has asked whether that is meant. */
    async clear() {
      try {
        copies.clear(record.id);
        refused = false;
      } catch {
        refused = true;
      }
      record = emptyRecord();
      pending = false;
      newer = null;
      tell();
      await follower?.remove();
      tell();
    },
  };

  catchUp({ atOpening: true });
  save();
  window.addEventListener("storage", arrived);
  window.addEventListener("pageshow", arrived);
  window.addEventListener("beforeunload", (event) => { if (store.atRisk) event.preventDefault(); });
  follower?.follow();
  return store;
}
