// The volumes of an environment, and who mounts them.

import { path } from '../api.js';
import { h } from '../dom.js';
import { store } from '../store.js';
import { badge, instead, table } from '../words.js';

export function storage(state) {
  const known = store.use(path('environments', state.id, 'storage'));
  const none = instead(known, 'Volumes');
  if (none) return none;
  if (known.value.length === 0) return h('p', { class: 'empty' }, 'It has no volumes.');
  return h('section', { key: 'storage', class: 'card', 'aria-label': 'Storage' }, h('h2', null, 'Storage'),
    table('Volumes', ['Volume', 'State', 'Size', 'Class', 'Mounted by'], known.value.map(volume => ({
      key: `${volume.kind} ${volume.namespace} ${volume.name}`,
      cells: [
        h('span', null, volume.name, volume.namespace && h('span', { class: 'more' }, ` ${volume.namespace}`)),
        h('span', null, badge(volume.phase ?? 'unknown'), volume.message && h('span', { class: 'more' }, ` ${volume.message}`), volume.orphan && h('span', { class: 'more' }, ` let go: ${volume.orphan}`)),
        volume.capacity && volume.capacity !== volume.size ? `${volume.size ?? '?'}, has ${volume.capacity}` : volume.size ?? 'unknown',
        volume.class ?? 'the default',
        volume.mountsUnknown ? `unknown: ${volume.mountsUnknown}` : volume.mountedBy.map(user => user.app ? `${user.app}${user.process ? ` ${user.process}` : ''}` : user.pod).filter((name, index, all) => all.indexOf(name) === index).join(', ') || 'nobody',
      ],
    }))));
}
