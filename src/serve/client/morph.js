// Patching: what changed in the page as the server sent it is changed in the page as the reader has it.
//
// Scripts of a page put buttons around things, mark tabs, open parts. So the page is never compared with the new one as it
// stands, but as it was sent: `sent` is a copy of that, and `twins` leads from each of its nodes to the one in the page.
// Where the two versions that were sent are equal, nothing is touched, whatever became of it meanwhile.

class Lost extends Error {}

const inert = document.implementation.createHTMLDocument();
const twins = new WeakMap();

// Lets each node below `copy`, itself included, lead to the node in the same place below `live`.
function pair(copy, live) {
  twins.set(copy, live);
  let inner = live.firstChild;
  for (let node = copy.firstChild; node && inner; node = node.nextSibling, inner = inner.nextSibling) pair(node, inner);
}

// The same, where `old` leads to the page already.
function inherit(copy, old) {
  twins.set(copy, twins.get(old));
  let inner = old.firstChild;
  for (let node = copy.firstChild; node && inner; node = node.nextSibling, inner = inner.nextSibling) inherit(node, inner);
}

const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
const name = (node) => (isElement(node) ? `${node.nodeName} ${node.id} ${node.getAttribute("role") ?? ""}` : node.nodeName);
const written = (node) => (isElement(node) ? node.outerHTML : `${node.nodeName} ${node.data}`);

// The child of `parent` that is `node` or holds it: a script may have wrapped it.
function childOf(parent, node) {
  while (node && node.parentNode !== parent) node = node.parentNode;
  return node;
}

// Pairs [old, next] of equal nodes in order, as many as can be: the longest common subsequence.
function common(old, next) {
  if (old.length * next.length > 1_000_000) return [];
  const left = old.map(written);
  const right = next.map(written);
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i][j] = left[i] === right[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) pairs.push([i++, j++]);
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}

// For each of the next nodes the old one that it takes the place of, or nothing; in order.
function align(old, next) {
  const match = new Array(next.length);
  let start = 0;
  let [oldEnd, nextEnd] = [old.length, next.length];
  while (start < oldEnd && start < nextEnd && old[start].isEqualNode(next[start])) match[start] = start++;
  while (oldEnd > start && nextEnd > start && old[oldEnd - 1].isEqualNode(next[nextEnd - 1])) match[--nextEnd] = --oldEnd;
  const anchors = common(old.slice(start, oldEnd), next.slice(start, nextEnd)).map(([i, j]) => [i + start, j + start]);
  let [i, j] = [start, start];
  for (const [oldAnchor, nextAnchor] of [...anchors, [oldEnd, nextEnd]]) {
    for (; j < nextAnchor; j++) {
      let like = i;
      while (like < oldAnchor && name(old[like]) !== name(next[j])) like++;
      if (like < oldAnchor) {
        match[j] = like;
        i = like + 1;
      }
    }
    if (nextAnchor < nextEnd) match[nextAnchor] = oldAnchor;
    [i, j] = [oldAnchor + 1, nextAnchor + 1];
  }
  return match;
}

// A set of tabs whose tabs are others is a new set: its script has to see it.
function isOther(old, next) {
  const tabs = (node) => [...node.children].find((child) => child.role === "tablist");
  const [before, after] = [tabs(old), tabs(next)];
  return Boolean(before || after) && !(before && after && before.isEqualNode(after));
}

function morphAttributes(old, next, live) {
  for (const { name, value } of next.attributes) {
    const before = old.getAttribute(name);
    if (before === value) continue;
    if (name === "class") {
      const after = new Set(value.split(/\s+/).filter(Boolean));
      for (const word of (before ?? "").split(/\s+/).filter(Boolean)) if (!after.has(word)) live.classList.remove(word);
      live.classList.add(...after);
    } else live.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) live.removeAttribute(name);
}

function morphChildren(old, next, live, added) {
  const before = [...old.childNodes];
  const after = [...next.childNodes];
  const match = align(before, after);
  const kept = new Set(match);
  before.forEach((node, index) => kept.has(index) || childOf(live, twins.get(node))?.remove());
  let follower = null;
  for (let index = after.length - 1; index >= 0; index--) {
    const node = after[index];
    const twin = match[index] === undefined ? undefined : before[match[index]];
    if (!twin || (!twin.isEqualNode(node) && isElement(node) && isOther(twin, node))) {
      const fresh = document.importNode(node, true);
      pair(node, fresh);
      const stale = twin && childOf(live, twins.get(twin));
      if (stale) stale.replaceWith(fresh);
      else live.insertBefore(fresh, follower);
      added.push(fresh);
      follower = fresh;
      continue;
    }
    const outer = childOf(live, twins.get(twin));
    if (twin.isEqualNode(node)) inherit(node, twin);
    else if (!outer) throw new Lost();
    else morph(twin, node, twins.get(twin), added);
    follower = outer ?? follower;
  }
}

function morph(old, next, live, added) {
  twins.set(next, live);
  if (!isElement(next)) {
    if (live.data !== next.data) live.data = next.data;
    return;
  }
  morphAttributes(old, next, live);
  morphChildren(old, next, live, added);
}

// What can't be patched: the scripts and styles of a page, and the policy that they run under. The server's own script is
// in it for its version alone.
const shell = (page) =>
  [...page.querySelectorAll("script, style, link[rel=stylesheet], meta[http-equiv]")]
    .map((node) => (node.dataset.digest ? node.getAttribute("src") : node.outerHTML))
    .join("\n");

let sent = inert.importNode(document.documentElement, true);
pair(sent, document.documentElement);

// Patches the page to be as `next` was sent; gives the nodes that are new. Throws where only a reload helps.
function patch(next) {
  if (shell(sent) !== shell(next)) throw new Lost();
  const added = [];
  for (const { name, value } of next.documentElement.attributes) {
    if (sent.getAttribute(name) !== value) document.documentElement.setAttribute(name, value);
  }
  const part = (page, name) => [...page.children].find((child) => child.localName === name);
  for (const name of ["head", "body"]) {
    const [old, fresh] = [part(sent, name), part(next.documentElement, name)];
    morph(old, fresh, twins.get(old), added);
  }
  twins.set(next.documentElement, document.documentElement);
  sent = next.documentElement;
  return added;
}

// What the reader looks at: the blocks in sight, and where they stand.
function sight() {
  const root = document.querySelector("main") ?? document.body;
  const top = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const blocks = [];
  if (scrollY > 0) {
    for (const block of root.querySelectorAll("h1, h2, h3, h4, h5, h6, p, li, pre, tr, figure, summary, dt, dd")) {
      const box = block.getBoundingClientRect();
      if (box.height && box.bottom > top) blocks.push([block, box.top]);
      if (blocks.length === 40) break;
    }
  }
  return () => {
    const found = blocks.find(([block]) => block.isConnected && block.getClientRects().length);
    if (found) scrollBy({ top: found[0].getBoundingClientRect().top - found[1], behavior: "instant" });
  };
}

// Who has the focus: itself, or what has its name afterwards.
function focus() {
  const held = document.activeElement;
  return () => {
    if (!held || held === document.body || held.isConnected || !held.id) return;
    document.getElementById(held.id)?.focus({ preventScroll: true });
  };
}

// Patches and keeps what the reader has: place, focus, selection, what is open and what is typed.
function patchKeeping(next) {
  const [seen, focused] = [sight(), focus()];
  const added = patch(next).filter((node) => node.isConnected);
  // A theme's scripts dress what is new.
  document.dispatchEvent(new CustomEvent("baton:patch", { detail: { added } }));
  seen();
  focused();
}

