/* Sharing out 100 whole patients among causes. */

const SOMETHING_ELSE = "something_else";
const WHOLE = 100;

/**
 * The shares after one cause was given `value`: what it gains is taken from something else first, then from
 * the other causes in proportion to what they have; what it loses goes to something else. Whole, never below 0, sum 100.
 */
function shareOut(shares, cause, value) {
  const next = { ...shares };
  const wanted = Math.round(Math.min(WHOLE, Math.max(0, Number(value) || 0)));
  const gain = wanted - (next[cause] || 0);
  next[cause] = wanted;
  const fromElse = Math.min(gain, next[SOMETHING_ELSE]);
  next[SOMETHING_ELSE] -= fromElse;
  let owed = gain - fromElse;
  const givers = Object.keys(next).filter((c) => c !== cause && c !== SOMETHING_ELSE && next[c] > 0);
  const had = givers.reduce((sum, c) => sum + next[c], 0);
  const parts = givers.map((c) => ({ cause: c, exact: owed > 0 ? (owed * next[c]) / had : 0 }));
  for (const part of parts) {
    const whole = Math.floor(part.exact);
    next[part.cause] -= whole;
    owed -= whole;
  }
  // the rest, one by one, from those that the rounding spared most
  parts.sort((a, b) => (b.exact % 1) - (a.exact % 1));
  for (const part of parts) {
    if (owed <= 0) break;
    if (next[part.cause] > 0) {
      next[part.cause] -= 1;
      owed -= 1;
    }
  }
  return next;
}
