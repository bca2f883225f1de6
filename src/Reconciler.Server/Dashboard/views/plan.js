// The newest plan: what would be done, part by part and object by object, why, and what keeps it from being done.

import { path } from '../api.js';
import { h } from '../dom.js';
import { store } from '../store.js';
import { commit, count, facts, instead, place, problems, when } from '../words.js';
import { approval } from './approve.js';

const signs = { create: '+', update: '~', replace: '±', prune: '−', adopt: '⇐', transfer: '→', orphan: '⇒', retire: '−', terminating: '…', keep: '=' };
const tones = { create: 'added', update: 'changed', replace: 'changed', prune: 'removed', retire: 'removed', adopt: 'changed', transfer: 'changed', orphan: 'changed' };
const words = { create: 'create', update: 'update', replace: 'replace', prune: 'delete', adopt: 'adopt', transfer: 'move', orphan: 'let go', retire: 'retire', terminating: 'being deleted', refused: 'held', keep: 'keep' };

/** The reasons that a change may have. */
const causes = { yours: 'the spec changed', upgrade: 'this version writes it differently', pending: 'it was not applied yet', admission: 'the cluster changes it on the way in' };

export function plan(state) {
  const known = store.use(path('environments', state.id, 'plan'));
  if (known.problem?.status === 404) return h('p', { class: 'empty' }, 'No plan was made yet.');
  const none = instead(known, 'The plan');
  if (none) return none;
  const found = known.value;
  return [
    h('section', { key: 'summary', class: 'card', 'aria-label': 'The plan in short' },
      h('h2', null, heading(found)),
      counts(found.counts),
      facts([
        ['Commit', h('span', null, commit(found.source.commit), ` ${found.source.subject ?? ''}`)],
        ['Plan', h('code', null, found.hash)],
        ['Made', when(state.plannedAt)],
      ]),
      problems(found.refusals, 'Why it is refused'),
      problems(found.notes, 'Notes')),
    approval(state, found),
    lanes(found.changes).map(lane => part(lane)),
  ];
}

function heading(found) {
  if (found.refusals.length > 0) return 'This plan is refused';
  return found.changes.length === 0 ? 'Nothing to do' : count(found.changes.length, 'change');
}

function counts(numbers) {
  const shown = Object.entries(numbers).filter(([, number]) => number > 0);
  return h('ul', { class: 'counts' }, shown.map(([word, number]) => h('li', { key: word, class: tones[word] ?? (word === 'refused' ? 'refused' : null) }, `${number} ${words[word] ?? word}`)));
}

function lanes(changes) {
  const found = new Map();
  for (const change of changes) {
    const id = `${change.lane.namespace ?? ''} ${change.lane.title}`;
    if (!found.has(id)) found.set(id, { id, ...change.lane, changes: [] });
    found.get(id).changes.push(change);
  }
  return [...found.values()];
}

function part(lane) {
  return h('details', { key: lane.id, class: 'card part', initially: { open: true } },
    h('summary', null, h('h3', null, lane.title, lane.namespace && h('span', { class: 'more' }, ` ${lane.namespace}`)), h('span', { class: 'more' }, ` ${count(lane.changes.length, 'change')}`)),
    lane.changes.map(change => object(change)));
}

function object(change) {
  const isHeld = change.wanted !== null && change.wanted !== undefined;
  const shown = isHeld ? change.wanted : change.action;
  const name = `${change.kind} ${change.name}`;
  return h('details', { key: `${change.kind} ${change.namespace} ${change.name}`, class: `object ${tones[shown] ?? ''}`, initially: { open: change.fields.length <= 12 || change.problems.length > 0 } },
    h('summary', null,
      h('span', { class: 'sign', 'aria-hidden': 'true' }, signs[shown] ?? '·'),
      h('span', { class: 'verb' }, words[shown] ?? shown), ' ', h('strong', null, name),
      isHeld && [' ', h('span', { class: 'badge warn' }, '! held')],
      change.cause && h('span', { class: 'more' }, ` ${cause(change.cause)}`)),
    change.place && h('p', { class: 'more' }, h('code', null, place(change.place))),
    problems(change.problems.map(problem => ({ ...problem, severity: isHold(problem) ? 'warning' : problem.severity, place: isSame(problem.place, change.place) ? null : problem.place })), `What keeps ${name}`),
    change.unverified && h('p', { class: 'more' }, 'The cluster was not asked what would come of it.'),
    change.fields.length > 0 && h('div', { class: 'diff', role: 'table', 'aria-label': `Fields of ${name}` }, change.fields.map(field)));
}

/** What is only held for now is no error: a pause, a window, a part that failed before. */
const isHold = problem => problem.code.startsWith('RCN305');

const isSame = (one, other) => one && other && one.file === other.file;

function cause(why) {
  if (why.word === 'hold') return why.why;
  if (why.word !== 'drift') return causes[why.word] ?? why.word;
  return h('span', null, `somebody else changed it: ${why.manager ?? 'not recorded who'} `, why.time && when(why.time));
}

function field(change) {
  return h('div', { key: change.path, class: 'field', role: 'row' },
    h('div', { class: 'path', role: 'rowheader' }, change.path),
    'old' in change && h('pre', { class: 'old', role: 'cell' }, h('span', { class: 'sign', 'aria-label': 'before' }, '−'), written(change.old)),
    'new' in change && h('pre', { class: 'new', role: 'cell' }, h('span', { class: 'sign', 'aria-label': 'after' }, '+'), written(change.new)));
}

const written = value => typeof value === 'string' ? value : JSON.stringify(value, null, 2);
