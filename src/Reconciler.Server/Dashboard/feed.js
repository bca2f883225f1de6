// The controller's news, over one WebSocket that comes back by itself. Whatever may have been missed is asked for anew.

import { path, socket } from './api.js';
import { store } from './store.js';

const shortest = 500, longest = 15000;

export const feed = { state: 'connecting', start, stop };

let current = null, last = null, failures = 0, timer = 0, tell = () => {};

/** Follows the news; `onState` is told whether they come. */
function start(onState) {
  stop();
  tell = onState;
  connect();
}

function stop() {
  clearTimeout(timer);
  const old = current;
  current = null;
  old?.close();
}

function connect() {
  const mine = socket(last === null ? '/events' : `/events?after=${last}`);
  current = mine;
  mine.onopen = () => {
    if (current !== mine) return;
    failures = 0;
    to('live');
    // between the pages' first questions and the first news there may have been others, and a new process counts anew
    store.refresh();
  };
  mine.onmessage = message => {
    if (current === mine) hear(JSON.parse(message.data));
  };
  mine.onclose = () => {
    if (current !== mine) return;
    to('offline');
    // a token that counts no longer looks the same from here; a plain request tells
    store.refresh(asked => asked === '/environments');
    timer = setTimeout(connect, Math.min(longest, shortest * 2 ** failures++) * (0.8 + Math.random() * 0.4));
  };
}

function to(state) {
  feed.state = state;
  tell();
}

function hear(news) {
  last = news.number;
  if (news.type === 'resync') {
    store.refresh();
    return;
  }
  const own = path('environments', news.environment);
  if (news.type === 'state') store.refresh(asked => asked === '/environments' || asked === own || asked.startsWith(`${own}/`) || asked.startsWith('/runs/') || asked === '/nodes');
  else if (news.type === 'object') store.refresh(asked => asked.startsWith(`${own}/apps`) || asked.startsWith(`${own}/parts`) || asked.startsWith(`${own}/storage`));
  else store.refresh(asked => asked === `${own}/runs` || asked === path('runs', news.run));
}
