// Phone numbers in a text, made tappable. What is no clear phone number stays text: a year, a law, an article, a step.

const CANDIDATE = /[+*]?\d(?:[ \u00a0\u202f()-]{0,2}\d)+/g;
const DATE = /^(?:\d{4}-\d\d-\d\d|\d\d?-\d\d?-\d{4})$/;
const YEAR = /^(?:19|20)\d\d$/;
const GLUED_BEFORE = /[\p{L}\d][.,/-]?$|[\d.][+*]?$/u;
const GLUED_AFTER = /^(?:[.,/:-]?\d|[\p{L}%°º/])/u;
const LIST_BEFORE = /(?:^|\n|[,:;،：؛]\s)$/;
const WORD_BEFORE = /\p{L}[\p{L}\p{M}]*\s$/u;
const END_AFTER = /^(?:$|\n|[.,;!?،؛؟۔।])/;
const REMARK_AFTER = /^\s\(/;

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
  // The gateway sets numbers apart by isolates where the text runs from right to left.
  if (before.endsWith('\u2066') && after.startsWith('\u2069')) return digits >= 2;
  if (GLUED_BEFORE.test(before) || GLUED_AFTER.test(after) || DATE.test(candidate)) return false;
  if (digits > 15) return false;
  if (digits >= 6 && /[ \u00a0\u202f()+-]/.test(candidate)) return true;
  if (digits < 3 || digits > 5 || YEAR.test(candidate)) return digits >= 8;
  const ends = END_AFTER.test(after);
  if (LIST_BEFORE.test(before)) return ends || REMARK_AFTER.test(after);
  return digits === 3 && ends && WORD_BEFORE.test(before);
}
