// Pages are described as trees of plain objects. The document is changed only where it differs from the newest description, so that
// focus, scroll position, what is unfolded and what somebody types stay as they are.

/**
 * Describes an element. Texts among the children become text nodes, never markup; null, false and undefined are left out.
 * A `key` says which element of a list stays which. What begins with "on" is a handler. `initially` is set only when it is made.
 */
export function h(tag, attributes, ...children) {
  const { key, initially, ...rest } = attributes ?? {};
  return { tag, key, initially, attributes: rest, children: children.flat(Infinity).filter(isShown).map(child => typeof child === 'object' ? child : { text: String(child) }) };
}

const isShown = child => child !== null && child !== undefined && child !== false && child !== '';

/** Makes the children of an element what is described. */
export function show(parent, ...described) {
  showChildren(parent, h('', null, ...described).children);
}

function showChildren(parent, wanted) {
  const keyed = new Map();
  for (const node of parent.childNodes) if (node.itsKey !== undefined) keyed.set(node.itsKey, node);
  let next = parent.firstChild;
  for (const item of wanted) {
    const known = item.key === undefined ? next : keyed.get(item.key);
    const node = known && isSame(known, item) ? known : make(item);
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
    adjust(node, item);
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

const isSame = (node, item) =>
  item.tag === undefined ? node.nodeType === Node.TEXT_NODE : node.nodeType === Node.ELEMENT_NODE && node.localName === item.tag && node.itsKey === item.key;

function make(item) {
  if (item.tag === undefined) return document.createTextNode(item.text);
  const node = document.createElement(item.tag);
  if (item.key !== undefined) node.itsKey = item.key;
  for (const [name, value] of Object.entries(item.initially ?? {})) node[name] = value;
  return node;
}

function adjust(node, item) {
  if (item.tag === undefined) {
    if (node.nodeValue !== item.text) node.nodeValue = item.text;
    return;
  }
  const before = node.itsAttributes ?? {};
  for (const name of Object.keys(before)) if (!(name in item.attributes)) set(node, name, null);
  for (const [name, value] of Object.entries(item.attributes)) if (before[name] !== value) set(node, name, value);
  node.itsAttributes = item.attributes;
  showChildren(node, item.children);
}

function set(node, name, value) {
  if (name.startsWith('on')) node[name.toLowerCase()] = value;
  else if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? '' : value);
}
