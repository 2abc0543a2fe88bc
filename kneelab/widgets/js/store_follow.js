/* Keeps the file in step with the page: reads it once, then writes after each change, one thing at a time. */

/**
 * `record()` gives the page's record, `take(record)` brings the file's into it; `copies` knows what was deleted and
 * what is kept apart; `tell()` is called when something changed that a page shows.
 * A file with another id waits for a choice, and so does one that holds what was deleted here: nothing of two learners
 * is mixed unasked, and no file is deleted that may be the only one left.
 */
function createFollower({ file, copies, record, take, tell }) {
  const settled = { other: null, apart: false, deleted: false };
  const state = { problem: null, note: null, ...settled };
  let met = false; // the file was read, and is this learner's or not there yet
  let written = null; // the record that the file holds
  let running = null;
  let again = false;

  async function meet() {
    const found = await file.read();
    if (found.problem) return found;
    const theirs = found.record || null;
    state.note = found.note || null;
    const deleted = Boolean(theirs) && copies.wasCleared(theirs.id);
    if (deleted || (theirs && theirs.id !== record().id && !holdsNothing(record()))) {
      Object.assign(state, { other: theirs, apart: copies.isApart(theirs.id), deleted });
      return {};
    }
    met = true;
    if (theirs) take(theirs);
    written = theirs && sameContents(theirs, record()) ? record() : null;
    return {};
  }

  async function step() {
    if (state.other?.id === record().id) Object.assign(state, settled); // chosen in another tab
    let out = met || state.other ? {} : await meet();
    if (!out.problem && !out.overtaken && met && written !== record() && !holdsNothing(record())) {
      const sent = record();
      out = await file.write(sent);
      if (!out.problem && !out.overtaken) written = sent;
    }
    if (out.overtaken) { // somebody else wrote: read again
      met = false;
      again = true;
    }
    state.problem = out.problem || null;
  }

  async function removeFile() {
    const out = await file.remove();
    state.problem = out.problem || null;
    written = null;
    met = !out.problem && !out.overtaken;
    if (met) Object.assign(state, settled);
  }

  async function run() {
    while (again) {
      again = false;
      await step();
    }
    running = null;
    tell();
  }

  return {
    state,
    get kept() { return met && written === record(); },
    get busy() { return running !== null; },
    /** Goes on until the file has what the page has, or until it cannot; the next change tries again. */
    follow() {
      again = true;
      running ||= run();
      return running;
    },
    /** The learner's choice for a file with another id: both become one. */
    join() {
      const { other: theirs, deleted } = state;
      Object.assign(state, settled);
      met = true;
      if (deleted) copies.revive(theirs.id);
      take(theirs);
      return this.follow();
    },
    /** The other choice; remembered, so that it is asked once. */
    keepApart() {
      state.apart = true;
      copies.keepApart(state.other.id);
    },
    /** Deletes the file, if it is this learner's: not one that is kept apart or waits for a choice. */
    async remove() {
      await running;
      if (!met && !state.other) state.problem = (await meet()).problem || null;
      if (met || state.deleted) await removeFile();
    },
  };
}
