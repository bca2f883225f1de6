// The API, with the token of whoever looks. The token is kept for this tab only.

const base = new URL('api/v1', document.baseURI);
const kept = 'reconciler.token';

/** An answer that is none: its status, and why, with the diagnostics that came with it. */
export class Refusal extends Error {
  constructor(status, title, detail, diagnostics) {
    super(detail || title);
    Object.assign(this, { status, title, diagnostics: diagnostics ?? [] });
  }
}

export const session = {
  get token() {
    return sessionStorage.getItem(kept);
  },
  signIn(token) {
    sessionStorage.setItem(kept, token);
  },
  signOut() {
    sessionStorage.removeItem(kept);
  },
};

/** A document of the API. */
export async function get(path) {
  return (await ask(path)).json();
}

/** Text that comes bit by bit. */
export async function stream(path, signal) {
  return (await ask(path, { signal })).body.pipeThrough(new TextDecoderStream());
}

/** Orders something. */
export async function post(path, body) {
  return (await ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })).json();
}

/** A WebSocket; a browser can say its token only as one of the protocols. */
export function socket(path) {
  const url = new URL(base.href + path);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const token = session.token;
  return new WebSocket(url, token ? ['reconciler.v1', `bearer.${base64Url(token)}`] : ['reconciler.v1']);
}

/** A path of the API from its parts. */
export const path = (...parts) => '/' + parts.map(encodeURIComponent).join('/');

async function ask(path, options = {}) {
  const headers = { ...options.headers, ...(session.token ? { Authorization: `Bearer ${session.token}` } : {}) };
  let answer;
  try {
    answer = await fetch(base.href + path, { ...options, headers, credentials: 'omit' });
  } catch (problem) {
    if (problem.name === 'AbortError') throw problem;
    throw new Refusal(0, 'Offline', 'the controller does not answer');
  }
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Refusal(answer.status, problem.title ?? answer.statusText, problem.detail, problem.diagnostics);
}

function base64Url(text) {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
