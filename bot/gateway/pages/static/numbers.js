// Phone numbers in a text, made tappable. What is no clear phone number stays text: a year, a law, an article, a step.

const CANDIDATE = /(?:\+\d{1,3}[ \u00a0-]?)?(?:\(\d{1,5}\) ?)?\*?\d(?:[ \u00a0\u202f-]?\d)+/g;
const DATES = /^(?:\d{4}-\d\d-\d\d|\d\d?-\d\d?-\d{4}|(?:19|20)\d\d(?:\D(?:19|20)\d\d)?)$/;
const GLUED_BEFORE = /[\p{L}\d][.,/-]?$/u;
const GLUED_AFTER = /^(?:[.,/:-]?\d|[\p{L}%°º/])/u;
const LIST_BEFORE = /(?:^|\n|[,:;،：؛]\s)$/;
const WORD_BEFORE = /\p{L}[\p{L}\p{M}]*\s$/u;
const END_AFTER = /^(?:$|\n|[.,;!?،؛؟۔।])/;
const REMARK_AFTER = /^\s\(/;
const MOST_DIGITS = 15;

/** Split a text into [text, number] pairs; number is empty for plain text, else what a phone dials. */
export function pieces(text) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const after = match.index + match[0].length;
    if (isPhone(match[0], text.slice(0, match.index), text.slice(after))) {
      found.push([text.slice(end, match.index), ''], [match[0], match[0].replace(/[^\d+*]/g, '')]);
      end = after;
    }
  }
  return [...found, [text.slice(end), '']].filter(([piece]) => piece);
}

function isPhone(candidate, before, after) {
  const digits = candidate.replace(/\D/g, '').length;
  if (digits > MOST_DIGITS || DATES.test(candidate)) return false;
  // The gateway sets numbers apart by isolates where the text runs from right to left.
  if (before.endsWith('\u2066') && after.startsWith('\u2069')) return true;
  if (GLUED_BEFORE.test(before) || GLUED_AFTER.test(after)) return false;
  if (digits >= 6) return true;
  // A short number could also count days or name an article: only its place tells.
  if (digits < 3) return false;
  if (LIST_BEFORE.test(before)) return END_AFTER.test(after) || REMARK_AFTER.test(after);
  return digits === 3 && WORD_BEFORE.test(before) && END_AFTER.test(after);
}
