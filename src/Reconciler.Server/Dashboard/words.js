// Small things that all pages show: states, times, problems.

import { h } from './dom.js';

const tones = {
  healthy: 'good', synced: 'good', done: 'good', ready: 'good', bound: 'good', deployed: 'good',
  progressing: 'busy', planning: 'busy', applying: 'busy', running: 'busy', queued: 'busy', pending: 'busy', starting: 'busy',
  held: 'warn', refused: 'warn', paused: 'warn', interrupted: 'warn', unknown: 'warn', standby: 'quiet',
  failed: 'bad', missing: 'bad', unreadable: 'bad', unreachable: 'bad', 'not ready': 'bad', lost: 'bad',
};

const marks = { good: '✓', busy: '…', warn: '!', bad: '✗', quiet: '·' };

/** A state as a word with a mark, so that it doesn't take colours to tell it. */
export function badge(word, text = word) {
  const tone = tones[String(word).toLowerCase()] ?? 'quiet';
  return h('span', { class: `badge ${tone}` }, h('span', { 'aria-hidden': 'true' }, marks[tone]), ' ', text);
}

/** When something was, as people say it; exactly on hovering. */
export function when(time, none = 'never') {
  if (!time) return none;
  const at = new Date(time);
  return h('time', { datetime: at.toISOString(), title: at.toLocaleString() }, ago((Date.now() - at.getTime()) / 1000));
}

function ago(seconds) {
  if (seconds < -60) return `in ${span(-seconds)}`;
  return seconds < 60 ? 'just now' : `${span(seconds)} ago`;
}

function span(seconds) {
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} days`;
}

/** How long something took. */
export function duration(seconds) {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  return seconds < 60 ? `${Math.round(seconds)} s` : span(seconds);
}

/** A commit, shortened. */
export const commit = id => id ? h('code', { title: id }, id.slice(0, 7)) : 'no commit';

/** "1 object", "2 objects". */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Diagnostics, each with its place and what to do. */
export function problems(list, label) {
  if (!list?.length) return null;
  return h('ul', { class: 'problems', 'aria-label': label }, list.map(problem => h('li', { class: problem.severity === 'error' ? 'bad' : 'warn' },
    h('p', null, h('strong', null, problem.code), ' ', problem.message),
    problem.place && h('p', { class: 'more' }, h('code', null, place(problem.place)), problem.field && ` ${problem.field}`),
    problem.fix && h('p', { class: 'more' }, problem.fix))));
}

/** FILE:LINE of a place. */
export const place = at => at.line ? `${at.file}:${at.line}` : at.file;

/** What stands instead of something that is not there yet, or can't be had; null when there is something to show. */
export function instead(entry, what) {
  if (entry.value !== undefined) return null;
  if (entry.problem) return h('p', { class: 'empty' }, `${what} can't be shown: ${entry.problem.message}.`);
  return h('p', { class: 'empty', 'aria-busy': 'true' }, `Asking for ${what.toLowerCase()}…`);
}

/** A table that becomes cards on a narrow screen: each cell says its column. */
export function table(label, columns, rows) {
  return h('table', { class: 'list', 'aria-label': label },
    h('thead', null, h('tr', null, columns.map(column => h('th', { scope: 'col' }, column)))),
    h('tbody', null, rows.map(({ key, cells }) => h('tr', { key }, cells.map((cell, index) => h('td', { 'data-column': columns[index] }, cell))))));
}

/** Names and values. */
export function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '').map(([name, value]) => h('div', { key: name }, h('dt', null, name), h('dd', null, value))));
}
