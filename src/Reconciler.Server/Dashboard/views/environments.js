// All environments with their Apps at a glance.

import { path } from '../api.js';
import { h } from '../dom.js';
import { store } from '../store.js';
import { badge, commit, count, instead, when } from '../words.js';
import { appTable } from './parts.js';

export function environments() {
  const known = store.use('/environments');
  return [
    h('h1', null, 'Environments'),
    instead(known, 'Environments') ?? (known.value.length === 0 ? h('p', { class: 'empty' }, 'The controller looks after no environment.') : known.value.map(card)),
  ];
}

function card(state) {
  const address = `#${path('env', state.id)}`;
  const apps = store.use(path('environments', state.id, 'apps'));
  return h('section', { key: state.id, class: 'card', 'aria-labelledby': `env-${state.id}` },
    h('div', { class: 'title' }, h('h2', { id: `env-${state.id}` }, h('a', { href: address }, state.name ?? state.id)), phase(state)),
    h('p', { class: 'more' }, h('code', null, state.source), state.ref && ` at ${state.ref}`, state.cluster && ` on ${state.cluster}`),
    h('p', null, commit(state.commit?.id), state.commit?.subject && ` ${state.commit.subject}`, ' · in sync ', when(state.lastSuccess)),
    state.plan && waiting(state) > 0 && h('p', null, h('a', { href: `${address}/plan` }, count(waiting(state), 'change')), ' in the plan'),
    instead(apps, 'Apps') ?? (apps.value.length === 0 ? h('p', { class: 'empty' }, 'No Apps yet.') : appTable(state, apps.value)));
}

/** The phase of an environment with its message. */
export function phase(state) {
  const isPaused = state.pauses.some(pause => !pause.part);
  return h('p', { class: 'phase', 'aria-live': 'polite' }, badge(state.phase), isPaused && [' ', badge('paused')], state.suspended && [' ', badge('held', 'suspended')], state.message && h('span', { class: 'message' }, ` ${state.message}`));
}

/** How many changes the newest plan has. */
export function waiting(state) {
  const { unchanged, terminating, ...changes } = state.plan?.counts ?? {};
  return Object.values(changes).reduce((sum, number) => sum + number, 0);
}
