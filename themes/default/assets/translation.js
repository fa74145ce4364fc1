// The original beside a translation: of one paragraph, or of all. It comes as a script that hands over its data, so it is
// read over HTTP and from a folder alike, and as values, not as HTML: elements are made of it, nothing is parsed.
(() => {
  "use strict";
  const script = document.currentScript;
  const texts = script.dataset;
  const article = document.querySelector("article");
  const prose = article?.querySelector(".prose");
  const box = document.querySelector(".original-views");
  if (!prose || !box) return;
  const choices = [...box.querySelectorAll("[data-view]")];
  const VIEWS = ["off", "peek", "both"];
  const remembered = (value) => {
    try {
      return value ? localStorage.setItem("baton-original", value) : localStorage.getItem("baton-original");
    } catch {
      return null;
    }
  };
  const status = Object.assign(document.createElement("p"), { className: "original-status", role: "status" });
  status.hidden = true;
  box.after(status);
  const say = (text) => {
    status.textContent = text;
    status.hidden = !text;
  };

  // ---- the original

  let loading;
  // The blocks of the original: { lang, dir, blocks: elements, byPair: number to element }.
  function original() {
    loading ??= new Promise((resolve, reject) => {
      say(texts.loading);
      const tag = document.createElement("script");
      tag.onload = () => {
        const handed = self.batonOriginal?.pop();
        if (!handed) return reject();
        const [lang, dir, data] = handed;
        const blocks = data.map(element);
        const byPair = new Map();
        for (const block of blocks) for (const pair of pairs(block)) byPair.set(pair.dataset.pair, pair);
        resolve({ lang, dir, blocks, byPair });
      };
      tag.onerror = reject;
      tag.src = source();
      document.head.append(tag);
    });
    return loading.then(
      (found) => {
        say("");
        return found;
      },
      () => {
        loading = undefined;
        say(texts.broken);
      },
    );
  }

  // The address of the script, which was written into this page by the site; a policy lets pass nothing else.
  const address = new URL(texts.original, document.baseURI).href;
  const policy = self.trustedTypes?.createPolicy("baton-original", {
    createScriptURL: (asked) => {
      if (asked !== address) throw new TypeError("not the original of this page");
      return asked;
    },
  });
  const source = () => (policy ? policy.createScriptURL(address) : address);

  const ALLOWED = /^(?:href|src|alt|title|class|lang|dir|rel|width|height|loading|decoding|start|colspan|rowspan|scope|role|type|disabled|checked|open|aria-[a-z]+|data-[a-z-]+|cite|datetime|target)$/;
  function element(value) {
    if (typeof value === "string") return document.createTextNode(value);
    const [name, ...rest] = value;
    const made = document.createElement(name);
    const attributes = rest[0] && !Array.isArray(rest[0]) && typeof rest[0] === "object" ? rest.shift() : {};
    for (const [key, text] of Object.entries(attributes)) if (ALLOWED.test(key)) made.setAttribute(key, text);
    made.append(...rest.map(element));
    return made;
  }

  const pairs = (block) => {
    if (!(block instanceof Element)) return [];
    const inner = [...block.querySelectorAll("[data-pair]")];
    return block.matches("[data-pair]") ? [block, ...inner] : inner;
  };

  // Blocks of the original as they are put into the page.
  function shown({ lang, dir }, ...blocks) {
    const made = document.createElement("div");
    made.className = "original";
    made.lang = lang;
    made.dir = dir;
    made.role = "group";
    made.ariaLabel = texts.label;
    made.dataset.outlineSkip = "";
    made.append(...blocks.map((block) => block.cloneNode(true)));
    for (const pair of made.querySelectorAll("[data-pair]")) pair.removeAttribute("data-pair");
    return made;
  }

  // ---- one paragraph

  const own = () => [...article.querySelectorAll("[data-pair]")].filter((block) => !block.closest(".original, .change"));

  // Where the original of a block can stand: rows and inlines have no room for a block behind them.
  function place(block) {
    if (block.localName === "tr") return { into: block.lastElementChild };
    if (block.localName === "span" || /^(?:li|dt|dd|td|th)$/.test(block.localName)) return { into: block.localName === "span" ? block.parentElement : block, behind: block.localName === "span" ? block : null };
    return { behind: block.closest(".code, .table-scroll > table") ?? block };
  }

  async function peek(block, open) {
    const known = opened.get(block);
    if (known) {
      known.remove();
      opened.delete(block);
      block.peekHandle?.setAttribute("aria-expanded", "false");
      block.peekHandle?.setAttribute("aria-label", texts.show);
      return;
    }
    if (open === false) return;
    const found = await original();
    if (!found || opened.has(block)) return;
    const pair = found.byPair.get(block.dataset.pair);
    if (!pair) return say(texts.none);
    const made = shown(found, alone(pair));
    made.tabIndex = -1;
    const { into, behind } = place(block);
    if (behind) behind.after(made);
    else into.append(made);
    opened.set(block, made);
    block.peekHandle?.setAttribute("aria-expanded", "true");
    block.peekHandle?.setAttribute("aria-label", texts.hide);
    return made;
  }
  const opened = new Map();

  // A part of the original that can stand by itself: the cells of a row, the text of an item.
  function alone(pair) {
    if (pair.localName === "tr") {
      const table = document.createElement("table");
      table.append(document.createElement("tbody"));
      table.firstChild.append(pair.cloneNode(true));
      return table;
    }
    if (/^(?:span|li|dt|dd|td|th|summary|caption)$/.test(pair.localName)) {
      const paragraph = document.createElement("p");
      paragraph.append(...[...pair.childNodes].map((child) => child.cloneNode(true)));
      return paragraph;
    }
    return pair;
  }

  function handles(on) {
    for (const block of own()) {
      if (!on) {
        block.peekHandle?.remove();
        block.peekHandle = undefined;
        if (opened.has(block)) peek(block, false);
        continue;
      }
      if (block.peekHandle) continue;
      const handle = document.createElement("button");
      handle.type = "button";
      handle.className = "peek-handle";
      handle.setAttribute("aria-expanded", "false");
      handle.setAttribute("aria-label", texts.show);
      handle.dataset.outlineSkip = "";
      handle.addEventListener("click", () => peek(block));
      block.peekHandle = handle;
      const host = block.localName === "pre" || (block.localName === "span" && block.parentElement.localName === "li") ? block.parentElement : block;
      host.classList.add("peekable");
      (host.localName === "tr" ? host.firstElementChild : host).prepend(handle);
    }
  }

  // The paragraph that is being read: the one in focus, else the first below the bar.
  function current() {
    for (const [block, made] of opened) if (made.contains(document.activeElement)) return block;
    const focused = document.activeElement?.closest("[data-pair]");
    if (focused && article.contains(focused) && !focused.closest(".original, .change")) return focused;
    const line = Math.max(parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0, innerHeight / 4);
    return own().find((block) => block.checkVisibility() && block.getBoundingClientRect().bottom > line);
  }

  // ---- all of them

  async function columns() {
    const found = await original();
    if (!found || view !== "both") return;
    const waiting = new Set(found.blocks.filter((block) => block instanceof Element));
    const top = (pair) => {
      for (const block of waiting) if (block === pair || block.contains(pair)) return block;
      return null;
    };
    for (const block of [...prose.children]) {
      if (block.matches(".original, .change")) continue;
      const numbers = pairs(block).filter((pair) => !pair.closest(".change, .original")).map((pair) => pair.dataset.pair);
      const blocks = new Set(numbers.map((number) => found.byPair.get(number)).map((pair) => pair && top(pair)).filter(Boolean));
      for (const taken of blocks) waiting.delete(taken);
      if (blocks.size) block.after(shown(found, ...blocks));
    }
    const heading = article.querySelector("h1[data-pair]");
    const title = heading && found.byPair.get(heading.dataset.pair);
    if (title && !heading.parentElement.querySelector(".original")) heading.after(shown(found, title));
  }

  function clear() {
    handles(false);
    for (const made of article.querySelectorAll(".original")) made.remove();
    opened.clear();
  }

  // ---- the choice

  let view = "off";
  function show(next, keep) {
    if (!VIEWS.includes(next)) return;
    const anchor = next === view ? null : current();
    const before = anchor?.getBoundingClientRect().top;
    view = next;
    clear();
    article.dataset.view = view;
    for (const choice of choices) {
      const chosen = choice.dataset.view === view;
      choice.setAttribute("aria-checked", String(chosen));
      choice.tabIndex = chosen ? 0 : -1;
    }
    if (keep) {
      remembered(view);
      tell();
    }
    const settle = () => anchor && scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
    if (view === "peek") handles(true);
    if (view === "both") columns().then(settle);
    else settle();
  }

  function tell() {
    try {
      const url = new URL(location.href);
      if (view === "both") url.searchParams.set("view", "both");
      else url.searchParams.delete("view");
      history.replaceState(history.state, "", url);
    } catch {
      // From a folder some browsers change no address.
    }
  }

  box.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-view]");
    if (choice) show(choice.dataset.view, true);
  });
  box.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(box).direction === "rtl" ? -1 : 1;
    const step = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = choices[(choices.findIndex((choice) => choice.dataset.view === view) + step + choices.length) % choices.length];
    next.focus();
    show(next.dataset.view, true);
  });
  article.addEventListener("click", (event) => {
    const isTap = event.pointerType === "touch" || matchMedia("(hover: none)").matches;
    if (view !== "peek" || !isTap || !getSelection().isCollapsed) return;
    if (event.target.closest("a, button, summary, input, .original, .change")) return;
    const block = event.target.closest("[data-pair]") ?? event.target.closest("li")?.querySelector(":scope > [data-pair]");
    if (block) peek(block);
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "o" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    if (document.querySelector("dialog[open]") || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    if (document.querySelector("#page\\:keys input")?.checked === false) return;
    const block = current();
    if (!block || view === "both") return;
    peek(block).then((made) => made?.focus({ preventScroll: true }));
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.activeElement?.matches(".original")) return;
    for (const [block, made] of opened) {
      if (made !== document.activeElement) continue;
      peek(block);
      block.peekHandle?.focus();
    }
  });

  const asked = new URLSearchParams(location.search).get("view");
  show(VIEWS.includes(asked) ? asked : remembered() ?? "off", false);
})();
