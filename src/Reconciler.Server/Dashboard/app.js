// The frame: which page an address shows, who is signed in, whether news come. Everything is drawn from what is known now.

import { session } from './api.js';
import { notify, onAction } from './actions.js';
import { h, show } from './dom.js';
import { feed } from './feed.js';
import { store } from './store.js';
import { app } from './views/app.js';
import { environment } from './views/environment.js';
import { environments } from './views/environments.js';
import { leaveLogs } from './views/logs.js';
import { nodes } from './views/nodes.js';
import { leaveRun } from './views/runs.js';
import { signIn } from './views/signin.js';

/** Addresses after the #, each with the page that it shows and its title. */
const routes = [
  { address: /^\/?$/, page: () => environments(), title: () => 'Environments' },
  { address: /^\/nodes$/, page: () => nodes(), title: () => 'Nodes' },
  { address: /^\/env\/([^/]+)(?:\/(plan|runs|storage|undo))?(?:\/([^/]+))?$/, page: (id, tab, item) => environment(id, tab ?? 'apps', item), title: (id, tab) => tab ? `${id}, ${tab}` : id },
  { address: /^\/env\/([^/]+)\/app\/([^/]+)\/([^/]+)(?:\/(history|logs))?$/, page: (id, space, name, tab) => app(id, space, name, tab ?? 'objects'), title: (id, space, name) => name },
];

let isDue = false, isSignedIn = false;

function redraw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    store.drawn(draw);
  });
}

function draw() {
  const known = store.use('/environments');
  const isStranger = known.problem?.status === 401;
  if (isStranger) isSignedIn = false;
  if (isStranger && feed.state !== 'signed out') {
    feed.stop();
    feed.state = 'signed out';
  }
  if (known.problem?.status === 403) feed.state = 'refused';
  drawTop(isStranger);
  if (isStranger) {
    leave();
    show(main(), signIn(session.token !== null, token => {
      session.signIn(token);
      begin();
    }));
    return;
  }
  if (known.value && !isSignedIn) {
    isSignedIn = true;
    feed.start(redraw);
  }
  show(main(), page());
}

function page() {
  const address = decodeURI(location.hash.slice(1));
  for (const route of routes) {
    const found = route.address.exec(location.hash.slice(1));
    if (!found) continue;
    const parts = found.slice(1).map(part => part === undefined ? part : decodeURIComponent(part));
    document.title = `${route.title(...parts)} · Reconciler`;
    return route.page(...parts);
  }
  return [h('h1', null, 'Nothing here'), h('p', null, `There is no page ${address}. `, h('a', { href: '#/' }, 'See the environments'), '.')];
}

const main = () => document.getElementById('main');

const states = { live: 'Live', connecting: 'Connecting…', offline: 'Offline, trying again…', 'signed out': 'Signed out', refused: 'Not live' };

function drawTop(isStranger) {
  const here = location.hash.slice(1);
  const link = (address, text, isHere) => h('a', { href: `#${address}`, 'aria-current': isHere ? 'page' : null }, text);
  show(document.getElementById('top'),
    h('a', { class: 'brand', href: '#/' }, 'Reconciler'),
    !isStranger && h('nav', { 'aria-label': 'Main' }, link('/', 'Environments', here === '' || here === '/' || here.startsWith('/env')), link('/nodes', 'Nodes', here === '/nodes')),
    h('span', { class: `connection ${feed.state.replace(' ', '-')}`, role: 'status', 'aria-live': 'polite' }, states[feed.state]),
    !isStranger && session.token && h('button', { type: 'button', class: 'plain', onclick: signOut }, 'Sign out'));
}

function signOut() {
  session.signOut();
  begin();
}

/** Begins anew, as somebody else. */
function begin() {
  isSignedIn = false;
  feed.stop();
  feed.state = 'connecting';
  store.clear();
  redraw();
}

function leave() {
  leaveLogs();
  leaveRun();
}

addEventListener('hashchange', () => {
  leave();
  redraw();
  // a keyboard goes on where the new page begins
  main().focus({ preventScroll: true });
  scrollTo(0, 0);
});
document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  main().focus();
});
addEventListener('error', event => notify('bad', `The dashboard has an error: ${event.message}`));
store.onChange(redraw);
onAction(redraw);
// "3 min ago" grows old
setInterval(redraw, 30000);
redraw();
