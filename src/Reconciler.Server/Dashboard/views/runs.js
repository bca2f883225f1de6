// Runs of the controller, and one of them as it goes on.

import { path, socket } from '../api.js';
import { h } from '../dom.js';
import { store } from '../store.js';
import { badge, commit, count, duration, facts, instead, problems, table, when } from '../words.js';

const mostEvents = 500, again = 2000, ended = 1000;

/** The run whose events are followed now. */
let followed = null;

export function runs(state) {
  const known = store.use(path('environments', state.id, 'runs'));
  const none = instead(known, 'Runs');
  if (none) return none;
  if (known.value.length === 0) return h('p', { class: 'empty' }, 'No runs since this process began; what they deployed before is in each App\'s history.');
  return h('section', { key: 'runs', class: 'card', 'aria-label': 'Runs' }, h('h2', null, 'Runs'),
    table('Runs', ['Run', 'State', 'Why', 'Commit', 'Began', 'Took', 'Done'], known.value.map(run => ({
      key: run.id,
      cells: [
        h('a', { href: `#${path('env', state.id, 'runs', run.id)}` }, run.id),
        badge(run.state),
        run.cause || 'no reason recorded',
        commit(run.commit),
        when(run.began),
        run.ended ? duration((new Date(run.ended) - new Date(run.began)) / 1000) : 'goes on',
        written(run),
      ],
    }))));
}

const written = run => [count(run.written, 'object') + ' written', run.deleted > 0 && `${run.deleted} deleted`, run.held > 0 && `${run.held} held`].filter(Boolean).join(', ');

export function run(state, id) {
  const known = store.use(path('runs', id));
  follow(id);
  const back = h('p', null, h('a', { href: `#${path('env', state.id, 'runs')}` }, 'All runs'));
  const none = instead(known, `Run ${id}`);
  if (none) return [back, none];
  const found = known.value;
  return [
    back,
    h('section', { key: 'facts', class: 'card' },
      h('div', { class: 'title' }, h('h2', null, `Run ${found.id}`), h('p', { 'aria-live': 'polite' }, badge(found.state))),
      found.state === 'queued' ? h('p', null, found.cause) : facts([['Why', found.cause], ['Commit', commit(found.commit)], ['Began', when(found.began)], ['Ended', found.ended && when(found.ended)], ['Done', written(found)]]),
      problems(found.problems, 'Problems')),
    found.parts?.length > 0 && h('section', { key: 'parts', class: 'card', 'aria-label': 'Parts' }, h('h2', null, 'Parts'), found.parts.map(lane)),
    h('section', { key: 'events', class: 'card', 'aria-label': 'Events' }, h('h2', null, 'Events'), events()),
  ];
}

function lane(part) {
  return h('div', { key: part.part, class: 'lane' },
    h('p', null, h('strong', null, part.title), part.namespace && h('span', { class: 'more' }, ` ${part.namespace}`), ' ', badge(part.outcome ?? 'running'), part.message && ` ${part.message}`),
    part.waiting.length > 0 && h('ul', null, part.waiting.map(item => h('li', { key: `${item.kind} ${item.name}` }, `${item.kind} ${item.name}: ${item.message}`))),
    problems(part.problems, `Problems of ${part.title}`));
}

function events() {
  if (followed.events.length === 0) return h('p', { class: 'empty' }, followed.isOver ? 'Its events are no longer kept.' : 'None yet.');
  return h('ol', { class: 'events', role: 'log', 'aria-label': 'Events of the run' }, followed.events.map(({ number, event }) => h('li', { key: number, class: event.type },
    h('time', { datetime: event.time }, new Date(event.time).toLocaleTimeString()), ' ', sentence(event))));
}

function sentence(event) {
  const what = event.object ? `${event.object.kind} ${event.object.name}` : event.title ?? '';
  switch (event.type) {
    case 'started': return `Begins, with ${count(event.writes, 'write')}`;
    case 'partStarted': return `${what} begins`;
    case 'written': return `${what}: ${event.action}`;
    case 'deleted': return `${what} deleted`;
    case 'held': return `${what} held: ${event.why.message}`;
    case 'failed': return `${what} failed: ${event.why.map(problem => problem.message).join('; ')}`;
    case 'unfinished': return event.unknown ? `${what}: it is not known whether it was done` : `${what} is not finished`;
    case 'told': return `${what}: ${event.message}`;
    case 'logged': return `the log of ${what}: ${event.lines.join(' | ')}`;
    case 'waiting': return `${what} is waited for: ${event.message}`;
    case 'healthy': return `${what} is healthy`;
    case 'partEnded': return `${what} ${event.outcome}${event.message ? `: ${event.message}` : ''}`;
    case 'noted': return event.note.message;
    case 'ended': return event.interrupted ? 'Interrupted' : 'Ended';
    default: return `${event.type} ${what}`;
  }
}

/** Events so far, then those that come; the server ends it with the run. */
function follow(id) {
  if (followed?.id === id) return;
  leaveRun();
  const mine = followed = { id, events: [], isOver: false, socket: socket(`${path('runs', id)}/events`) };
  mine.socket.onmessage = message => {
    const news = JSON.parse(message.data);
    if (news.type !== 'run') {
      mine.isOver = true;
      store.touch();
      return;
    }
    mine.events.push(news);
    if (mine.events.length > mostEvents) mine.events.shift();
    store.touch();
  };
  mine.socket.onclose = closed => {
    if (closed.code === ended) {
      mine.isOver = true;
      store.touch();
    } else {
      setTimeout(() => retry(mine), again);
    }
  };
}

/** Follows anew what broke off, from its beginning. */
function retry(mine) {
  if (followed !== mine) return;
  followed = null;
  store.touch();
}

/** Nobody looks at a run any more. */
export function leaveRun() {
  const old = followed;
  followed = null;
  if (old) old.socket.onclose = null;
  old?.socket.close();
}
