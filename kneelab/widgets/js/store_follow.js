/* Keeps the file in step with the page: reads it once, then writes after each change, one thing at a time. */

/**
 * `record()` gives the page's record, `take(record)` brings the file's into it; `copies` knows what was deleted and
 * what is kept apart; `tell()` is called when something changed that a page shows.
 * A file with another id waits for a choice: nothing of two learners is ever mixed unasked.
 */
function createFollower({ file, copies, record, take, tell }) {
  const state = { problem: null, note: null, other: null, apart: false };
  let met = false; // the file was read, and is this learner's or not there yet
  let written = null; // the record that the file holds
  let running = null;
  let again = false;

  async function meet() {
    const found = await file.read();
    if (found.problem) return found;
    const theirs = found.record || null;
    state.note = found.note || null;
    if (theirs && copies.wasCleared(theirs.id)) { // deleting it had failed
      const gone = await file.remove();
      met = !gone.problem && !gone.overtaken;
      return gone;
    }
    if (theirs && theirs.id !== record().id && !holdsNothing(record())) {
      state.other = theirs;
      state.apart = copies.isApart(theirs.id);
      return {};
    }
    met = true;
    if (theirs) take(theirs);
    written = theirs && sameContents(theirs, record()) ? record() : null;
    return {};
  }

  async function step() {
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
      const theirs = state.other;
      state.other = null;
      met = true;
      take(theirs);
      return this.follow();
    },
    /** The other choice; remembered, so that it is asked once. */
    keepApart() {
      state.apart = true;
      copies.keepApart(state.other.id);
    },
    /** Deletes the file, if it is this learner's. */
    async remove() {
      await running;
      if (state.other) return;
      const out = met ? await file.remove() : await meet();
      written = null;
      met &&= !out.overtaken;
      state.problem = out.problem || null;
    },
  };
}
