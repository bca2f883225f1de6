// One App: its objects as a tree, its history, what its containers write.

import { confirmedButton } from '../actions.js';
import { path } from '../api.js';
import { h } from '../dom.js';
import { store } from '../store.js';
import { badge, commit, count, duration, facts, instead, table, when } from '../words.js';
import { crumbs, tabs } from './environment.js';
import { logs } from './logs.js';
import { objectTree } from './objects.js';
import { appName, health, isApp, orders, processes, whyNot } from './parts.js';

export function app(id, space, name, tab) {
  const state = store.use(path('environments', id)), parts = store.use(path('environments', id, 'apps'));
  const way = crumbs(h('a', { href: `#${path('env', id)}` }, state.value?.name ?? id));
  const none = instead(state, `Environment ${id}`) ?? instead(parts, `App ${name}`);
  if (none) return [way, h('h1', null, name), none];
  const part = parts.value.find(known => isApp(known) && known.namespace === space && appName(known) === name);
  if (!part) return [way, h('h1', null, name), h('p', { class: 'empty' }, `There is no App ${name} in ${space}, or not yet.`)];
  return [
    way,
    h('div', { class: 'title' }, h('h1', null, name, h('span', { class: 'more' }, ` ${space}`)), h('p', { class: 'phase', 'aria-live': 'polite' }, health(state.value, part)), orders(state.value, part)),
    tabs(`#${path('env', id, 'app', space, name)}`, tab, [['objects', 'Objects'], ['history', 'History'], ['logs', 'Logs']], 'objects'),
    tab === 'history' ? history(state.value, part) : tab === 'logs' ? logs(id, part) : overview(state.value, part),
  ];
}

function overview(state, part) {
  return [
    h('section', { key: 'facts', class: 'card' }, facts([
      ['Revision', `${part.revision}, ${part.outcome}`],
      ['Commit', commit(part.commit)],
      ['Deployed', when(part.time)],
      ['Processes', processes(part)],
      ['Images', [...new Set(part.processes.map(process => process.image).filter(Boolean))].map((image, index) => [index > 0 && ', ', h('code', { key: image }, image)])],
      ['Plan', state.plan && h('a', { href: `#${path('env', state.id, 'plan')}` }, 'See what is due')],
    ])),
    h('section', { key: 'objects', class: 'card', 'aria-label': 'Objects' }, h('h2', null, 'Objects'), objectTree(part)),
  ];
}

function history(state, part) {
  const revisions = store.use(path('environments', state.id, 'apps', part.namespace, appName(part), 'revisions'));
  const none = instead(revisions, 'History');
  if (none) return none;
  if (revisions.value.length === 0) return h('p', { class: 'empty' }, 'Nothing was deployed yet.');
  const why = whyNot(state.id, part.namespace);
  return h('section', { key: 'history', class: 'card', 'aria-label': 'History' }, h('h2', null, 'History'),
    table('Revisions', ['Revision', 'Outcome', 'Commit', 'Author', 'When', 'Took', 'Objects', 'Roll back'], revisions.value.map(revision => ({
      key: revision.number,
      cells: [
        String(revision.number),
        h('span', null, badge(revision.outcome), revision.holds && h('span', { class: 'more' }, ` ${revision.rolledBackTo ? `of revision ${revision.rolledBackTo}` : revision.holds.join(', ')}`)),
        h('span', null, commit(revision.commit), revision.subject && ` ${revision.subject}`),
        revision.author ?? 'unknown',
        when(revision.time),
        duration(revision.seconds),
        count(revision.objects.length, 'object'),
        revision.number === part.revision ? 'this is it' : why ? 'not for you' : confirmedButton('Roll back', `Put revision ${revision.number} back, until the spec of ${appName(part)} changes?`, {
          path: `${path('environments', state.id)}/rollback`,
          body: { part: part.part, to: revision.number },
          why: why === undefined ? 'Not known yet whether you may' : null,
          title: 'Everything of the App as it was then, also its configuration',
          done: `${appName(part)} goes back to revision ${revision.number}`,
        }),
      ],
    }))));
}
