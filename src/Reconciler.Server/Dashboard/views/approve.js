// Letting a refused plan through: what may be approved, for this plan and no other.

import { path } from '../api.js';
import { order } from '../actions.js';
import { h } from '../dom.js';
import { whyNot } from './parts.js';

/** What the diagnostics of a plan say that can be approved: codes, and a number of deletions. */
export function approvable(plan) {
  const codes = new Map();
  let deletions = null;
  for (const problem of [...plan.refusals, ...plan.changes.flatMap(change => change.problems)]) {
    const [, code] = /--approve (RCN\d+)/.exec(problem.fix ?? '') ?? [];
    if (code && !codes.has(code)) codes.set(code, problem.message);
    const [, number] = /--allow-prune (\d+)/.exec(problem.fix ?? '') ?? [];
    if (number) deletions = Math.max(deletions ?? 0, Number(number));
  }
  return { codes: [...codes], deletions };
}

export function approval(state, plan) {
  const { codes, deletions } = approvable(plan);
  if (codes.length === 0 && deletions === null) return null;
  const why = whyNot(state.id, null);
  return h('section', { key: 'approve', class: 'card approve', 'aria-labelledby': 'approve-title' },
    h('h2', { id: 'approve-title' }, 'It waits for approval'),
    h('p', { class: 'more' }, 'An approval counts for this very plan: when anything in it changes, it is asked for again.'),
    why ? h('p', { class: 'more', role: 'note' }, `Only to look at: ${why}.`) : why === null && form(state, plan, codes, deletions));
}

function form(state, plan, codes, deletions) {
  const submit = event => {
    event.preventDefault();
    const form = event.target;
    const chosen = codes.map(([code]) => code).filter(code => form.elements[code].checked);
    const allowed = deletions !== null && form.elements.allow.checked ? Number(form.elements.number.value) : null;
    const own = `${path('environments', state.id)}/approve`;
    order(own, own, { plan: plan.hash, codes: chosen, ...(allowed === null ? {} : { allowPrune: allowed }) }, 'The plan is approved');
  };
  return h('form', { key: plan.hash, onsubmit: submit },
    codes.map(([code, message]) => h('label', { key: code, class: 'check' }, h('input', { type: 'checkbox', name: code }), h('span', null, h('strong', null, code), ` ${message}`))),
    deletions !== null && h('div', { key: 'deletions', class: 'check' },
      h('label', null, h('input', { type: 'checkbox', name: 'allow' }), ' Allow up to '),
      h('input', { type: 'number', name: 'number', min: '1', initially: { value: String(deletions) }, 'aria-label': 'How many deletions are allowed' }), ' deletions'),
    h('button', { type: 'submit', class: 'main danger' }, 'Approve this plan'));
}
