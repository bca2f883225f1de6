// What people order by a button: it is disabled while it is under way, and what came of it is said where a screen reader hears it.

import { post } from './api.js';
import { h, show } from './dom.js';
import { store } from './store.js';

const shownFor = 8000;

const underWay = new Set();
const notices = [];
let changed = () => {};

export function onAction(listener) {
  changed = listener;
}

/**
 * A button that orders something. `why` is the reason why the caller may not, which then is shown instead of offering it.
 */
export function orderButton(label, { path, body = {}, done, why, kind, title }) {
  const id = `${path} ${JSON.stringify(body)}`;
  return h('button', {
    key: `${label} ${path}`,
    type: 'button',
    class: kind,
    title: why ?? title,
    disabled: Boolean(why) || underWay.has(id),
    onclick: () => order(id, path, body, done),
  }, label);
}

let asking = null;

/** A button that first says what it will do, and orders it when a second one is pressed. */
export function confirmedButton(label, question, options) {
  const id = `${label} ${options.path} ${JSON.stringify(options.body)}`;
  const ask = wanted => () => {
    asking = wanted;
    changed();
  };
  if (asking !== id) return h('button', { key: `ask ${id}`, type: 'button', class: options.kind, title: options.why ?? options.title, disabled: Boolean(options.why), onclick: ask(id) }, label);
  return h('span', { key: `confirm ${id}`, class: 'confirm', role: 'group', 'aria-label': question }, h('span', { role: 'status' }, `${question} `),
    h('button', { key: 'yes', type: 'button', class: 'main danger', onclick: () => { asking = null; order(id, options.path, options.body, options.done); } }, `Yes, ${label.toLowerCase()}`),
    h('button', { key: 'no', type: 'button', onclick: ask(null) }, 'Cancel'));
}

/** Orders something, and says what came of it. */
export async function order(id, path, body, done) {
  if (underWay.has(id)) return false;
  underWay.add(id);
  changed();
  try {
    const answer = await post(path, body);
    notify('good', typeof done === 'function' ? done(answer) : done);
    return true;
  } catch (problem) {
    const more = problem.diagnostics?.map(found => `${found.code}: ${found.message}`).filter(text => !text.endsWith(problem.message)) ?? [];
    notify('bad', [problem.message, ...more].join('; '));
    return false;
  } finally {
    underWay.delete(id);
    store.refresh();
    changed();
  }
}

/** Says something for some seconds. */
export function notify(tone, text) {
  const notice = { tone, text, number: (notices.at(-1)?.number ?? 0) + 1 };
  notices.push(notice);
  setTimeout(() => dismiss(notice), shownFor);
  drawNotices();
}

function dismiss(notice) {
  const index = notices.indexOf(notice);
  if (index >= 0) notices.splice(index, 1);
  drawNotices();
}

function drawNotices() {
  show(document.getElementById('notices'), notices.map(notice => h('p', { key: notice.number, class: `notice ${notice.tone}` },
    h('span', null, notice.text), h('button', { type: 'button', 'aria-label': 'Dismiss', onclick: () => dismiss(notice) }, '×'))));
}
