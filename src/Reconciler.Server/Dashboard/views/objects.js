// The objects of a part as a tree: what they are for, then each with its health.

import { h } from '../dom.js';
import { badge, count } from '../words.js';

const groups = [
  ['Workloads', ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'Pod', 'ReplicaSet']],
  ['Network', ['Service', 'Ingress', 'NetworkPolicy', 'Endpoints', 'EndpointSlice', 'HTTPRoute', 'Gateway']],
  ['Configuration', ['ConfigMap', 'Secret', 'SealedSecret', 'ExternalSecret']],
  ['Storage', ['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass']],
  ['Scaling', ['HorizontalPodAutoscaler', 'PodDisruptionBudget', 'ScaledObject', 'TriggerAuthentication']],
  ['Access', ['ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']],
];

const worstFirst = ['failed', 'missing', 'unknown', 'progressing', 'healthy'];

export function objectTree(part) {
  if (part.objects.length === 0) return h('p', { class: 'empty' }, 'It has no objects.');
  const branches = grouped(part.objects);
  return h('ul', { class: 'tree' }, [...groups.map(([name]) => name), 'Other'].filter(name => branches.has(name)).map(name => branch(name, branches.get(name))));
}

function branch(name, objects) {
  const worst = worstFirst.find(word => objects.some(item => item.health === word)) ?? 'unknown';
  return h('li', { key: name }, h('details', { initially: { open: true } },
    h('summary', null, h('span', { class: 'name' }, name), ' ', badge(worst), h('span', { class: 'more' }, ` ${count(objects.length, 'object')}`)),
    h('ul', null, objects.map(leaf))));
}

function leaf(item) {
  return h('li', { key: `${item.kind} ${item.namespace} ${item.name}`, class: 'leaf' },
    h('span', { class: 'kind', title: item.kind }, kindOf(item)), ' ', h('span', { class: 'name' }, item.name), ' ', badge(item.health),
    item.message && item.message !== 'current' && h('span', { class: 'more' }, ` ${item.message}`));
}

const kindOf = item => item.kind.split('.')[0];

function groupOf(item) {
  return groups.find(([, kinds]) => kinds.includes(kindOf(item)))?.[0] ?? 'Other';
}

function grouped(objects) {
  const found = new Map();
  for (const item of objects) found.set(groupOf(item), [...(found.get(groupOf(item)) ?? []), item]);
  return found;
}
