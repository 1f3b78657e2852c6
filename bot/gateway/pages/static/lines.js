// The lines of a conversation, as text and never as markup.
import { pieces } from './numbers.js';

/** Append one line, {by, text, choices}, to a log and return its element; `remark` stands below it. */
export function append(log, line, remark = '') {
  const by = ['person', 'worker'].includes(line.by) ? line.by : 'assistant';
  const element = document.getElementById(`${by}-line`).content.firstElementChild.cloneNode(true);
  const bubble = element.querySelector('.bubble');
  bubble.textContent = line.text;
  if (by !== 'person') linkNumbers(bubble);
  if (remark) element.append(note(remark));
  if (line.choices && line.choices.length) element.append(choices(line.choices));
  log.append(element);
  return element;
}

/** Make the phone numbers in a bubble tappable. */
export function linkNumbers(bubble) {
  const found = pieces(bubble.textContent);
  bubble.textContent = '';
  for (const [text, number] of found) bubble.append(number ? phone(text, number) : text);
}

/** Take away the choices of a log: an old button would answer an old question. */
export function dropChoices(log) {
  for (const form of log.querySelectorAll('.choices')) form.remove();
}

function phone(text, number) {
  const link = document.createElement('a');
  link.href = `tel:${number}`;
  link.dir = 'ltr';
  link.textContent = text;
  return link;
}

function note(remark) {
  const element = document.createElement('small');
  element.className = 'remark';
  element.textContent = remark;
  return element;
}

function choices(offered) {
  const form = document.getElementById('choices').content.firstElementChild.cloneNode(true);
  for (const { id, title } of offered) {
    const button = document.createElement('button');
    button.name = 'quick_reply';
    button.value = id;
    button.dir = 'auto';
    button.textContent = title;
    form.querySelector('[role="group"]').append(button);
  }
  return form;
}
