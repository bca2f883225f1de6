// Runs that deleted something, and bringing that back.

import { path } from '../api.js';
import { orderButton } from '../actions.js';
import { h } from '../dom.js';
import { store } from '../store.js';
import { commit, count, instead, table, when } from '../words.js';
import { whyNot } from './parts.js';

export function undo(state) {
  const own = `${path('environments', state.id)}/undo`;
  const known = store.use(own);
  const none = instead(known, 'What can be undone');
  if (none) return none;
  if (known.value.length === 0) return h('p', { class: 'empty' }, 'No run has deleted anything that is kept.');
  const why = whyNot(state.id, null);
  return h('section', { key: 'undo', class: 'card', 'aria-label': 'Undo' }, h('h2', null, 'Undo'),
    h('p', { class: 'more' }, 'What comes back is held for 24 hours, although the source does not have it: put it back into the source meanwhile.', why && ` Only to look at: ${why}.`),
    table('Runs that can be undone', ['Run', 'When', 'Commit', 'Deleted', 'Undo'], known.value.map(run => ({
      key: run.run,
      cells: [
        run.run,
        when(run.time),
        commit(run.commit),
        count(run.objects, 'object'),
        why ? 'not for you' : orderButton('Bring back', { path: own, body: { run: run.run }, why: why === undefined ? 'Not known yet whether you may' : null, done: answer => [`${count(run.objects, 'object')} came back`, ...answer.losses.map(loss => loss.message)].join('; ') }),
      ],
    }))));
}
