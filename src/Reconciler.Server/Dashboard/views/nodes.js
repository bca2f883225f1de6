// The machines of the cluster.

import { h } from '../dom.js';
import { store } from '../store.js';
import { badge, instead, table } from '../words.js';

export function nodes() {
  const known = store.use('/nodes');
  return [
    h('h1', null, 'Nodes'),
    instead(known, 'Nodes') ?? (known.value.length === 0 ? h('p', { class: 'empty' }, 'The cluster has no nodes.') : h('section', { class: 'card' },
      table('Nodes', ['Node', 'State', 'Version'], known.value.map(node => ({ key: node.name, cells: [node.name, badge(node.ready ? 'ready' : 'not ready'), node.version ?? 'unknown'] }))))),
  ];
}
