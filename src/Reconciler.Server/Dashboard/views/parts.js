// Apps and the other parts of an environment as a table, and the orders that may be given to them.

import { path } from '../api.js';
import { confirmedButton, orderButton } from '../actions.js';
import { h } from '../dom.js';
import { store } from '../store.js';
import { badge, commit, table, when } from '../words.js';

export const appName = part => part.title.replace(/^App\//, '');

export const isApp = part => part.title.startsWith('App/');

/** Where an App's page is. */
export const appAddress = (id, part) => `#${path('env', id, 'app', part.namespace, appName(part))}`;

export function appTable(state, apps) {
  return table('Apps', ['App', 'Health', 'Revision', 'Processes', 'Commit', 'Deployed'], apps.map(app => ({
    key: app.part,
    cells: [
      h('span', null, h('a', { href: appAddress(state.id, app) }, appName(app)), h('span', { class: 'more' }, ` ${app.namespace}`)),
      health(state, app),
      String(app.revision),
      processes(app),
      commit(app.commit),
      when(app.time),
    ],
  })));
}

export function partTable(state, parts) {
  return table('Other parts', ['Part', 'Health', 'Revision', 'Objects', 'Deployed'], parts.map(part => ({
    key: part.part,
    cells: [h('span', null, part.title, part.namespace && h('span', { class: 'more' }, ` ${part.namespace}`)), health(state, part), String(part.revision), String(part.objects.length), when(part.time)],
  })));
}

/** How a part is: what failed with the newest spec counts before what still runs. */
export function health(state, part) {
  const failed = state.failed.find(known => known.part === part.part);
  return h('span', { class: 'health' }, failed ? badge('failed') : badge(part.health), part.paused && [' ', badge('paused')], (part.holds ?? []).map(hold => [' ', h('span', { key: hold.words, title: `by ${hold.by}` }, badge('held', hold.words))]),
    (failed?.why ?? part.reason) && h('span', { class: 'more reason' }, failed?.why ?? part.reason));
}

/** "web 2/2", a line each. */
export function processes(part) {
  if (part.processes.length === 0) return 'none';
  return h('span', null, part.processes.map((process, index) => [
    index > 0 && ', ',
    h('span', { key: `${process.name} ${process.image}`, class: process.ready < process.wanted ? 'short' : null }, `${process.name} ${process.ready}/${process.wanted}${process.serves === false ? ' (gets no requests)' : ''}`),
  ]));
}

/**
 * Why the caller may not order anything for a namespace, or for all of the environment; null where that is allowed, and undefined as
 * long as it is not known.
 */
export function whyNot(id, space) {
  const rights = store.use(path('environments', id, 'rights'));
  if (!rights.value) return rights.problem?.message;
  const own = space ? rights.value.namespaces.find(known => known.namespace === space) ?? rights.value : rights.value;
  return own.change ? null : own.why ?? 'You may not change this';
}

/** What is held of an App that resuming ends; a restart holds nothing back. */
const holdsOf = part => (part?.holds ?? []).filter(hold => hold.hold !== 'restart');

/** Stopping, starting and restarting an App. */
function holds(own, part, why) {
  const name = appName(part), body = { part: part.part };
  const isStopped = holdsOf(part).some(hold => hold.hold === 'stop');
  return [
    orderButton('Restart', { path: `${own}/restart`, body, why, done: `${name} is restarted`, title: 'Make its pods anew, one after the other' }),
    isStopped
      ? orderButton('Start', { path: `${own}/start`, body, why, done: `${name} is started`, title: 'Let it run again' })
      : confirmedButton('Stop', `Stop ${name}, until it is started or its spec changes?`, { path: `${own}/stop`, body, why, done: `${name} is stopped`, title: 'No pods and no cron runs' }),
  ];
}

/** Sync, pause or resume, and for an App what may be held of it: of a part, or of the whole environment. */
export function orders(state, part) {
  const why = whyNot(state.id, part?.namespace);
  if (why) return h('p', { class: 'more orders', role: 'note' }, `Only to look at: ${why}.`);
  const notYet = why === undefined ? 'Not known yet whether you may' : state.cluster ? null : 'The cluster is not known yet';
  const own = path('environments', state.id), body = part ? { part: part.part } : {};
  const name = part ? appName(part) : state.name ?? state.id;
  const isPaused = state.pauses.some(pause => (pause.part ?? '') === (part?.part ?? ''));
  const isAllPaused = state.pauses.some(pause => !pause.part);
  return h('div', { class: 'orders', role: 'group', 'aria-label': `Orders for ${name}` },
    orderButton('Sync', { path: `${own}/sync`, body, kind: 'main', why: notYet, done: `Sync of ${name} is ordered`, title: 'Apply what is due now, also what failed before' }),
    isPaused || holdsOf(part).length > 0
      ? orderButton('Resume', { path: `${own}/resume`, body, why: notYet, done: `${name} is resumed`, title: 'Go on with what its spec says' })
      : orderButton('Pause', { path: `${own}/pause`, body, why: notYet, done: `${name} is paused`, title: 'Leave it as it is until it is resumed' }),
    part && isApp(part) && holds(own, part, notYet),
    part && isAllPaused && h('span', { class: 'more' }, 'All of the environment is paused.'));
}
