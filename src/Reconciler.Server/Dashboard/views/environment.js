// One environment: where it stands, and its Apps, plan, runs, volumes, and what can be undone.

import { path } from '../api.js';
import { h } from '../dom.js';
import { store } from '../store.js';
import { badge, commit, count, facts, instead, problems, when } from '../words.js';
import { phase, waiting } from './environments.js';
import { appTable, isApp, orders, partTable } from './parts.js';
import { plan } from './plan.js';
import { run, runs } from './runs.js';
import { storage } from './storage.js';
import { undo } from './undo.js';

export function environment(id, tab, item) {
  const known = store.use(path('environments', id));
  const none = instead(known, `Environment ${id}`);
  if (none) return [crumbs(), h('h1', null, id), none];
  const state = known.value;
  const isWaiting = waiting(state) + (state.plan?.refused ? 1 : 0) > 0;
  return [
    crumbs(),
    h('div', { class: 'title' }, h('h1', null, state.name ?? state.id), phase(state), orders(state, null)),
    tabs(`#${path('env', id)}`, tab, [['apps', 'Apps'], ['plan', isWaiting ? `Plan (${state.plan.refused ? 'refused' : waiting(state)})` : 'Plan'], ['runs', 'Runs'], ['storage', 'Storage'], ['undo', 'Undo']], 'apps'),
    content(state, tab, item),
  ];
}

function content(state, tab, item) {
  switch (tab) {
    case 'plan': return plan(state);
    case 'runs': return item ? run(state, item) : runs(state);
    case 'storage': return storage(state);
    case 'undo': return undo(state);
    default: return overview(state);
  }
}

export const crumbs = (...rest) => h('nav', { class: 'crumbs', 'aria-label': 'Where you are' }, h('a', { href: '#/' }, 'Environments'), rest.map(link => [' / ', link]));

/** Pages beside each other; they are links, so that each has an address. */
export function tabs(address, current, list, first) {
  return h('nav', { class: 'tabs', 'aria-label': 'Pages' }, list.map(([name, text]) =>
    h('a', { key: name, href: name === first ? address : `${address}/${name}`, 'aria-current': name === current ? 'page' : null }, text)));
}

function overview(state) {
  const parts = store.use(path('environments', state.id, 'parts'));
  const others = parts.value?.filter(part => !isApp(part)) ?? [], apps = parts.value?.filter(isApp) ?? [];
  return [
    h('section', { key: 'facts', class: 'card' }, facts([
      ['Source', h('span', null, h('code', null, state.source), state.ref && ` at ${state.ref}`)],
      ['Commit', state.commit && h('span', null, commit(state.commit.id), ` ${state.commit.subject ?? ''}`, state.commit.author && h('span', { class: 'more' }, ` by ${state.commit.author}`))],
      ['Cluster', state.cluster],
      ['In sync', when(state.lastSuccess)],
      ['Source asked', when(state.polledAt)],
      ['Leader', state.leader && `${state.leader}${state.isLeader ? ' (this process)' : ''}`],
      ['Window', state.window?.why && `${state.window.open ? 'open' : 'closed'}: ${state.window.why}`],
      ['Paused', state.pauses.length > 0 && state.pauses.map(pause => `${pause.part ? pause.part : 'everything'} by ${pause.by}`).join(', ')],
    ])),
    problems([...state.problems, ...(state.sourceProblem ? [state.sourceProblem] : [])], 'Problems'),
    state.failed.length > 0 && h('section', { key: 'failed', class: 'card' }, h('h2', null, 'Failed'),
      h('p', { class: 'more' }, 'Left as it is until its spec changes, or somebody asks for a sync.'),
      h('ul', { class: 'plainlist' }, state.failed.map(failed => h('li', { key: failed.part }, badge('failed', failed.title), ` ${failed.why} `, when(failed.time))))),
    state.fights.length > 0 && h('section', { key: 'fights', class: 'card' }, h('h2', null, 'Changed back by others'),
      h('ul', { class: 'plainlist' }, state.fights.map(fight => h('li', { key: `${fight.kind} ${fight.namespace} ${fight.name}` }, `${fight.kind} ${fight.name}: ${fight.manager ?? 'somebody'} changed it back ${count(fight.repairs, 'time')}; left alone `, when(fight.until))))),
    h('section', { key: 'apps', class: 'card', 'aria-label': 'Apps' }, h('h2', null, 'Apps'),
      instead(parts, 'Apps') ?? (apps.length === 0 ? h('p', { class: 'empty' }, 'No Apps yet.') : appTable(state, apps))),
    others.length > 0 && h('section', { key: 'others', class: 'card', 'aria-label': 'Other parts' }, h('h2', null, 'Other parts'), partTable(state, others)),
  ];
}
