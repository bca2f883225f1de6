// What an App's containers write, as it comes.

import { path, stream } from '../api.js';
import { h } from '../dom.js';
import { store } from '../store.js';

const mostLines = 1000, tail = 200;

/** What is followed now. */
let followed = null;
let process = '';

export function logs(id, part) {
  const name = part.title.replace(/^App\//, '');
  const names = part.processes.map(known => known.name);
  const chosen = names.includes(process) ? process : '';
  follow(`${path('environments', id, 'apps', part.namespace, name, 'logs')}?tail=${tail}&follow=true${chosen && `&process=${encodeURIComponent(chosen)}`}`);
  const choose = event => {
    process = event.target.value;
    store.touch();
  };
  return h('section', { key: 'logs', class: 'card', 'aria-label': 'Logs' },
    h('div', { class: 'title' }, h('h2', null, 'Logs'),
      names.length > 1 && h('label', null, 'Process ', h('select', { onchange: choose }, h('option', { key: '', value: '' }, 'all'), names.map(known => h('option', { key: known, value: known }, known)))),
      h('span', { class: 'more', role: 'status' }, followed.problem ?? (followed.isOver ? 'The logs have ended.' : 'As they are written.'))),
    followed.lines.length === 0 ? h('p', { class: 'empty' }, 'Nothing was written yet.') : h('pre', { class: 'logs', tabindex: '0', 'aria-label': 'Lines' }, followed.lines.map(line => h('span', { key: line.number }, `${line.text}\n`))));
}

function follow(address) {
  if (followed?.address === address) return;
  leaveLogs();
  const ending = new AbortController();
  followed = { address, lines: [], isOver: false, problem: null, ending };
  read(followed, ending.signal);
}

async function read(mine, signal) {
  let rest = '', number = 0;
  try {
    for await (const text of chunks(await stream(mine.address, signal))) {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      mine.lines = [...mine.lines, ...lines.map(line => ({ number: number++, text: line }))].slice(-mostLines);
      store.touch();
      keepEndInSight();
    }
  } catch (problem) {
    if (signal.aborted) return;
    mine.problem = `The logs can't be shown: ${problem.message}.`;
  }
  mine.isOver = true;
  store.touch();
}

async function* chunks(source) {
  const reader = source.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

/** Scrolls along for who looks at the end already. */
function keepEndInSight() {
  const shown = document.querySelector('.logs');
  if (shown && shown.scrollHeight - shown.scrollTop - shown.clientHeight > 40) return;
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const now = document.querySelector('.logs');
    if (now) now.scrollTop = now.scrollHeight;
  }));
}

/** Nobody looks at logs any more. */
export function leaveLogs() {
  followed?.ending.abort();
  followed = null;
}
