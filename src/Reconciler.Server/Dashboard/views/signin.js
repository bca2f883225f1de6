// Who are you? Shown where the API asks for a token.

import { h } from '../dom.js';

export function signIn(wasRefused, onToken) {
  const submit = event => {
    event.preventDefault();
    const token = event.target.elements.token.value.trim();
    if (token) onToken(token);
  };
  return h('form', { key: 'signin', class: 'card signin', onsubmit: submit },
    h('h1', null, 'Sign in'),
    wasRefused && h('p', { class: 'bad', role: 'alert' }, 'That token is not known here.'),
    h('label', { for: 'token' }, 'Token'),
    h('input', { id: 'token', name: 'token', type: 'password', autocomplete: 'current-password', required: true, spellcheck: 'false', 'aria-describedby': 'token-help' }),
    h('p', { id: 'token-help', class: 'more' }, 'A token of this controller, or one of the cluster, as kubectl create token prints it. It is kept in this tab only, and forgotten when the tab is closed.'),
    h('button', { type: 'submit', class: 'main' }, 'Sign in'));
}
