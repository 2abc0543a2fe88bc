/* The learner's record itself: its versions, what is one, and how two become one. Knows no storage. */

/** One step from each version to the next: the first makes a record of version 1 one of version 2. Version 1 is the first, so there is none yet. */
const RECORD_UPGRADES = [];

/** A time as the record has it. */
const utc = (milliseconds = Date.now()) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");

/** Unlike any other; `crypto.randomUUID` is missing on pages without https. */
const randomId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const emptyRecord = () => ({ kneelab_record: RECORD_UPGRADES.length + 1, id: randomId(), attempts: [], quizzes: [] });

const holdsNothing = (record) => !record.attempts.length && !record.quizzes.length;

const isPlain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const isAttempt = (value) => isPlain(value) && typeof value.id === "string" && value.id !== "" && Array.isArray(value.moves);

/**
 * A text as a record of today's version: `{ record }`, or `{ refused: "newer" | "unreadable", version }`.
 * A newer version may mean other things by the same words, so it is left alone.
 */
function parseRecord(text, upgrades = RECORD_UPGRADES) {
  const today = upgrades.length + 1;
  let record;
  try {
    record = JSON.parse(text);
  } catch {
    return { refused: "unreadable" };
  }
  const version = isPlain(record) ? record.kneelab_record : null;
  if (!Number.isInteger(version) || version < 1) return { refused: "unreadable" };
  if (version > today) return { refused: "newer", version };
  for (const upgrade of upgrades.slice(version - 1)) record = upgrade(record);
  const sound = typeof record.id === "string" && record.id !== ""
    && Array.isArray(record.attempts) && record.attempts.every(isAttempt) && Array.isArray(record.quizzes) && record.quizzes.every(isPlain);
  return sound ? { record: { ...record, kneelab_record: today } } : { refused: "unreadable" };
}

/** Which of two states of one attempt went further: an end is final, moves are only ever added; between equals the second. */
function furtherAttempt(one, other) {
  if (Boolean(one.ended) !== Boolean(other.ended)) return one.ended ? one : other;
  return one.moves.length > other.moves.length ? one : other;
}

const quizKey = (quiz) => JSON.stringify([quiz.at, quiz.kind, quiz.structure, quiz.question]);

/** Everything that any of them has, under the first one's id; between equal states of an attempt the last one's. */
function mergeRecords(...records) {
  const attempts = new Map();
  for (const a of records.flatMap((record) => record.attempts)) attempts.set(a.id, attempts.has(a.id) ? furtherAttempt(attempts.get(a.id), a) : a);
  const quizzes = new Map(records.flatMap((record) => record.quizzes).map((q) => [quizKey(q), q]));
  const sorted = (values, key) => values.map((value) => [key(value), value]).sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, value]) => value);
  return {
    ...Object.assign({}, ...[...records].reverse()),
    attempts: sorted([...attempts.values()], (a) => `${a.started} ${a.id}`),
    quizzes: sorted([...quizzes.values()], quizKey),
  };
}

const sameContents = (one, other) => JSON.stringify([one.attempts, one.quizzes]) === JSON.stringify([other.attempts, other.quizzes]);
