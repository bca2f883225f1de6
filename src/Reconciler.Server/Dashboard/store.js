// What the pages show, by the path that it was asked under. A page names what it needs each time it is drawn; that is fetched once, kept,
// and fetched anew when news say that it may differ. What no page needs any more is forgotten.

import { get } from './api.js';

/** How long after an answer the same is not asked again, however many news come; and when what failed is tried again. */
const pause = 350, again = 4000;

const entries = new Map();
let used = new Set();
let changed = () => {};

export const store = {
  /** Whom to tell that something is to be drawn anew. */
  onChange(listener) {
    changed = listener;
  },

  /** What is known under a path: `value`, or `problem` where it could not be had; neither before the first answer. */
  use(path) {
    used.add(path);
    let entry = entries.get(path);
    if (!entry) {
      entry = { value: undefined, problem: null, isAsking: false, isStale: true };
      entries.set(path, entry);
      ask(path, entry);
    }
    return entry;
  },

  /** Asks anew for what fits. */
  refresh(fits = () => true) {
    for (const [path, entry] of entries) {
      if (!fits(path)) continue;
      entry.isStale = true;
      ask(path, entry);
    }
  },

  /** Draws, and forgets what was not used. */
  drawn(draw) {
    used = new Set();
    draw();
    for (const path of entries.keys()) if (!used.has(path)) entries.delete(path);
  },

  clear() {
    entries.clear();
  },

  /** Draws anew for what comes in by other ways, as logs do. */
  touch() {
    changed();
  },
};

async function ask(path, entry) {
  if (entry.isAsking) return;
  entry.isAsking = true;
  while (entry.isStale && entries.get(path) === entry) {
    entry.isStale = false;
    try {
      const value = await get(path);
      if (JSON.stringify(value) !== JSON.stringify(entry.value) || entry.problem) {
        Object.assign(entry, { value, problem: null });
        changed();
      }
    } catch (problem) {
      // what was known before stays in sight while nobody answers
      if (entry.problem?.message !== problem.message || entry.problem?.status !== problem.status) {
        entry.problem = problem;
        if (problem.status === 404 || problem.status === 401 || problem.status === 403) entry.value = undefined;
        changed();
      }
      if (problem.status === 401 && path !== '/environments') store.refresh(asked => asked === '/environments');
      if (problem.status === 0 || problem.status === 429 || problem.status >= 500) setTimeout(() => retry(path, entry), again);
    }
    await new Promise(resolve => setTimeout(resolve, pause));
  }
  entry.isAsking = false;
}

function retry(path, entry) {
  if (entries.get(path) !== entry || !entry.problem) return;
  entry.isStale = true;
  ask(path, entry);
}
