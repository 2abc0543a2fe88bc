/* One attempt on its way: every move is put into the store as it is made. */

/** A value with its keys in order, so that equal plays are equal texts. */
const inKeyOrder = (value) => (isPlain(value) ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, inKeyOrder(value[key])])) : value);

const samePlay = (one, other) => JSON.stringify(inKeyOrder(one)) === JSON.stringify(inKeyOrder(other));

/**
 * Keeper of one attempt at `play`: goes on with the latest unfinished one, else begins anew; with `ended` the
 * latest one is taken up as it is, so that what it led to can be read again.
 * An attempt enters the store with its first move, so that opening a page is not an attempt.
 */
function createAttempt({ store, play, kind, contentVersion, ended = false }) {
  const takenUp = (a) => a.kind === kind && (ended || !a.ended) && samePlay(a.play, play);
  const fresh = (started = utc()) => ({ id: randomId(), kind, play, content_version: contentVersion, started, ended: null, moves: [], result: null });
  let current = store.latest(takenUp) || fresh();
  let stored = Boolean(store.attempt(current.id));

  const put = (next) => {
    current = next;
    stored = true;
    store.put(next);
  };
  const stop = store.listen(() => {
    const theirs = store.attempt(current.id);
    if (theirs) current = theirs; // another tab may have gone further
    else if (stored) { // the record was deleted
      current = fresh();
      stored = false;
    } else { // nothing done here yet: the file or another tab may have brought one to go on with
      current = store.latest(takenUp) || current;
      stored = Boolean(store.attempt(current.id));
    }
  });
  const going = () => {
    if (current.ended) throw new Error("This attempt has ended.");
  };

  return {
    get attempt() { return current; },
    /** Adds what was done (`{ do: "predict", … }`) with its time. */
    move(doing) {
      going();
      put({ ...current, moves: [...current.moves, { at: utc(), ...doing }] });
    },
    /** Writes something beside the moves. Only a draft brings an attempt without moves into the store. */
    note(part) {
      if (stored || Object.keys(part.draft || {}).length) put({ ...current, ...part });
      else current = { ...current, ...part };
    },
    /** Ends the attempt with the result that the kernel gave. */
    finish(result) {
      going();
      put({ ...current, ended: utc(), result });
    },
    /** Begins anew; what was done so far stays in the record. */
    restart() {
      if (!current.moves.length) return;
      // kept even before its first move, or a reload would go back to the old one; a second later, so that it is the latest
      put(fresh(utc(Math.max(Date.now(), Date.parse(current.started) + 1000))));
    },
    stop,
  };
}
