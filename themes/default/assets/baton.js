// What a script adds to a page that is complete without one. No framework, no inline HTML, one function a feature.
(() => {
  "use strict";
  const root = document.documentElement;
  const texts = document.currentScript.dataset;
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  // What a feature has not seen yet: all of it at first, and what is new after the page was patched.
  const seen = new Map();
  const fresh = (feature, selector) => {
    if (!seen.has(feature)) seen.set(feature, new WeakSet());
    const known = seen.get(feature);
    return all(selector).filter((element) => !known.has(element) && known.add(element));
  };
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  // What lasts: "local" from visit to visit, "session" as long as the tab. Storage may be forbidden.
  const stored = (key, value, kind = "local") => {
    try {
      const storage = window[`${kind}Storage`];
      return value === undefined ? storage.getItem(`baton-${key}`) : storage.setItem(`baton-${key}`, value);
    } catch {
      return null;
    }
  };
  const modified = (event) => event.ctrlKey || event.metaKey || event.altKey;
  const desk = matchMedia("(width >= 50rem)");
  const wide = matchMedia("(width >= 72rem)");

  // Light, dark, or as the system: one button that steps through the three.
  function themeButton() {
    const button = find(".theme-button");
    if (!button) return;
    const states = ["system", "light", "dark"];
    const show = (state) => {
      if (state === "system") delete root.dataset.theme;
      else root.dataset.theme = state;
      button.dataset.state = state;
      button.title = `${button.dataset.label}: ${button.dataset[state]}`;
      button.ariaLabel = button.title;
    };
    show(root.dataset.theme ?? "system");
    button.addEventListener("click", () => {
      const state = states[(states.indexOf(button.dataset.state) + 1) % states.length];
      stored("theme", state);
      show(state);
    });
  }

  // The sidebar shows where the reader is, and gives way when the window grows while it is a drawer.
  function sidebar() {
    const nav = byId("page:nav");
    if (!nav) return;
    const center = () => {
      const current = find("[aria-current=page]", nav);
      if (current) nav.scrollTop += current.getBoundingClientRect().top - nav.getBoundingClientRect().top - nav.clientHeight / 3;
    };
    center();
    nav.addEventListener("toggle", center);
    desk.addEventListener("change", () => nav.matches(":popover-open") && nav.hidePopover());
    nav.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-branch]");
      if (!link || modified(event) || event.shiftKey) return;
      event.preventDefault();
      openBranch(link);
    });
  }

  // A branch that the page does not carry: the guide's own page has it. Where that can't be fetched, go there.
  function openBranch(link) {
    const request = new XMLHttpRequest();
    link.ariaBusy = "true";
    request.open("GET", link.href);
    request.responseType = "document";
    request.onload = () => {
      const id = decodeURIComponent(new URL(link.href).hash.slice(1));
      const source = request.response?.getElementById(id)?.querySelector("details");
      if (!source) return location.assign(link.href);
      const branch = document.importNode(source, true);
      for (const inner of all("a[href]", branch)) inner.href = new URL(inner.getAttribute("href"), request.responseURL);
      for (const inner of all("details", branch)) inner.open = false;
      for (const inner of all("[id]", branch)) inner.removeAttribute("id");
      branch.open = true;
      link.replaceWith(branch);
      find("summary", branch).focus();
    };
    request.onerror = () => location.assign(link.href);
    request.send();
  }

  // The outline is open beside the text and closed above it; it marks the section being read.
  let outlined = new AbortController();
  function outline() {
    outlined.abort();
    outlined = new AbortController();
    const { signal } = outlined;
    const box = find(".outline");
    if (!box) return;
    const fit = () => (box.open = wide.matches);
    wide.addEventListener("change", fit, { signal });
    if (fresh("outline", ".outline").length) fit();
    box.addEventListener("click", (event) => event.target.closest("a") && fit(), { signal });
    const links = new Map(all("a", box).map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = [...links.keys()].map(byId).filter(Boolean);
    const mark = () => {
      const line = Math.max(parseFloat(getComputedStyle(root).scrollPaddingTop) + 24, innerHeight / 4);
      const read = headings.filter((heading) => heading.checkVisibility() && heading.getBoundingClientRect().top <= line).pop();
      for (const [id, link] of links) {
        if (id !== read?.id) link.ariaCurrent = null;
        else if (!link.ariaCurrent) {
          link.ariaCurrent = "true";
          if (wide.matches) box.scrollTop = link.offsetTop - box.clientHeight / 2;
        }
      }
    };
    const watcher = new IntersectionObserver(mark, { rootMargin: "-10% 0px -70% 0px" });
    headings.forEach((heading) => watcher.observe(heading));
    signal.addEventListener("abort", () => watcher.disconnect());
    addEventListener("scrollend", mark, { signal });
    mark();
  }

  // The heading that the address names, by the id that it has in every language; and whether it is in sight.
  function named() {
    let target;
    try {
      target = byId(decodeURIComponent(location.hash.slice(1)));
    } catch {
      // Not a fragment of ours.
    }
    const { top, bottom } = target?.getBoundingClientRect() ?? {};
    const id = target && (target.closest(":is(h1, h2, h3, h4, h5, h6)[id]") ?? target).id;
    return { hash: id ? `#${encodeURIComponent(id)}` : location.hash, inSight: id && bottom >= 0 && top <= innerHeight };
  }

  // Another language at the same section; only a click on a language is remembered.
  function locales() {
    for (const link of all("a[data-locale]")) {
      link.addEventListener("click", () => {
        stored("locale", link.dataset.locale);
        const { hash, inSight } = named();
        const section = (!inSight && find(".outline a[aria-current]")?.hash) || hash;
        if (section) link.hash = section;
      });
    }
    const choice = find(`a[data-locale="${CSS.escape(stored("locale") ?? "")}"]`);
    const cameFromHere = document.referrer.startsWith(`${location.origin}/`);
    if (root.dataset.page === "locales" && choice && !cameFromHere && !location.hash) location.replace(choice.href);
  }

  // Tab sets. A panel that is not shown is still found by the browser's own search and by links into it, and printed.
  function chooseTab(chosen) {
    for (const tab of all("[role=tab]", chosen.parentElement)) {
      tab.ariaSelected = String(tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      const panel = byId(tab.getAttribute("aria-controls"));
      if (tab === chosen) panel.hidden = false;
      else panel.setAttribute("hidden", "until-found");
    }
  }

  // What the reader chooses in one set holds for every set of the same labels, here and on the pages that follow.
  const sets = [];
  function tabSets() {
    const added = fresh("tabs", "[role=tablist]").map((list) => {
      const tabs = all("[role=tab]", list);
      const named = (label) => tabs.find((tab) => tab.textContent === label);
      return { list, tabs, named, key: `tabs ${tabs.map((tab) => tab.textContent).join("|")}` };
    });
    sets.push(...added);
    for (const { list, tabs, named, key } of added) {
      chooseTab(named(stored(key, undefined, "session")) ?? tabs[0]);
      list.parentElement.dataset.ready = "";
      const choose = (tab) => {
        const before = tab.getBoundingClientRect().top;
        stored(key, tab.textContent, "session");
        for (const set of sets) if (set.key === key) chooseTab(set.named(tab.textContent));
        scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" });
      };
      list.addEventListener("click", (event) => {
        const tab = event.target.closest("[role=tab]");
        if (tab) choose(tab);
      });
      list.addEventListener("keydown", (event) => {
        const forward = getComputedStyle(list).direction === "rtl" ? -1 : 1;
        const step = { ArrowRight: forward, ArrowLeft: -forward, Home: -Infinity, End: Infinity }[event.key];
        if (!step || modified(event)) return;
        event.preventDefault();
        const at = tabs.indexOf(document.activeElement) + step;
        const tab = tabs[Math.abs(step) === 1 ? (at + tabs.length) % tabs.length : step < 0 ? 0 : tabs.length - 1];
        tab.focus();
        choose(tab);
      });
      for (const tab of tabs) {
        const panel = byId(tab.getAttribute("aria-controls"));
        panel.tabIndex = 0;
        panel.addEventListener("beforematch", () => chooseTab(tab));
      }
    }
  }

  // A link into what is closed opens it.
  function reveal() {
    let target;
    try {
      target = byId(decodeURIComponent(location.hash.slice(1)));
    } catch {
      // Not a fragment of ours.
    }
    if (!target) return;
    for (let box = target; box; box = box.parentElement) {
      if (box.localName === "details" && !box.matches(".outline")) box.open = true;
      if (box.role === "tabpanel" && box.hidden) chooseTab(byId(box.getAttribute("aria-labelledby")));
    }
    target.scrollIntoView();
  }

  // A film is a link until somebody wants to see it here: nothing is asked of its host before.
  function films() {
    for (const box of fresh("films", "[data-video]:not([data-link-only])")) {
      const link = find("a", box);
      link?.addEventListener("click", (event) => {
        if (modified(event) || event.shiftKey || find("iframe", box) || !/^https\b/.test(new URL(box.dataset.video).protocol)) return;
        event.preventDefault();
        const player = make("iframe", { title: link.textContent, allow: "fullscreen", referrerPolicy: "origin" });
        player.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
        player.src = box.dataset.video;
        box.prepend(player);
        player.focus();
      });
    }
  }

  // Off a secure origin there is no clipboard: the text is selected and copied the old way.
  async function copy(text, element) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(element);
      document.execCommand("copy");
    }
  }

  function copyButtons() {
    for (const pre of fresh("copy", ".prose pre")) {
      const label = make("span", { textContent: texts.copy, ariaLive: "polite" });
      const button = make("button", { type: "button", className: "copy" }, label);
      const box = make("div", { className: "code" });
      pre.replaceWith(box);
      box.append(pre, button);
      button.addEventListener("click", async () => {
        await copy(pre.textContent.replace(/\n$/, ""), pre);
        say(button, label, texts.copied);
      });
    }
    for (const anchor of fresh("copy", ".heading-anchor")) {
      const label = make("span", { className: "anchor-said", role: "status" });
      anchor.append(label);
      anchor.addEventListener("click", async () => {
        if (!navigator.clipboard) return;
        await copy(anchor.href, anchor);
        say(anchor, label, texts.linkCopied);
      });
    }
  }

  // Says for two seconds that something is done.
  function say(element, label, text) {
    const before = label.textContent;
    label.textContent = text;
    element.classList.add("done");
    setTimeout(() => {
      label.textContent = before === text ? texts.copy : before;
      element.classList.remove("done");
    }, 2000);
  }

  // What fits needs no scrolling: no stop for the keyboard, and the head of a table can stay in sight.
  function scrolling() {
    const watcher = new ResizeObserver((entries) => {
      for (const { target } of entries) {
        const fits = target.scrollWidth <= target.clientWidth + 1;
        target.classList.toggle("fits", fits);
        if (fits) target.removeAttribute("tabindex");
        else target.tabIndex = 0;
        if (target.localName === "div") target.role = fits ? null : "region";
      }
    });
    const tables = fresh("tables", ".table-scroll");
    tables.forEach((box, index) => tables.length > 1 && (box.ariaLabel += ` ${index + 1}`));
    for (const box of [...tables, ...fresh("tables", ".prose pre")]) watcher.observe(box);
  }

  // A figure that is larger than it is shown, or says so, opens at its own size.
  function zoom() {
    const offer = (image) => {
      const isLarge = "zoom" in image.dataset || image.naturalWidth >= image.clientWidth * 1.25;
      if (image.closest("a, button") || !isLarge) return;
      const button = make("button", { type: "button", className: "zoom-in" });
      button.ariaLabel = [texts.enlarge, image.alt].filter(Boolean).join(": ");
      image.replaceWith(button);
      button.append(image);
      button.addEventListener("click", () => enlarge(image));
    };
    for (const image of fresh("zoom", ".prose :is(figure img, img[data-zoom])")) {
      if (image.complete) offer(image);
      else image.addEventListener("load", () => offer(image), { once: true });
    }
  }

  function enlarge(image) {
    const large = make("img", { src: image.currentSrc || image.src, alt: image.alt });
    const close = make("button", { type: "button", className: "tool", textContent: texts.close });
    const dialog = make("dialog", { className: "zoom", ariaLabel: image.alt || texts.enlarge }, close, large);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  // Keys of one letter, unless the reader types, or has switched them off; `?` lists those that
  // do something on this page.
  function keys() {
    const help = byId("page:keys");
    if (!help) return;
    const box = find("input", help);
    box.checked = stored("keys") !== "off";
    box.addEventListener("change", () => stored("keys", box.checked ? "on" : "off"));
    help.addEventListener("click", (event) => (event.target === help || event.target.closest("button")) && help.close());
    const list = () => {
      for (const row of help.querySelectorAll("[data-for]")) row.hidden = !find(row.dataset.for);
      help.showModal();
    };
    find(".shortcuts").addEventListener("click", list);
    const turn = (rel) => () => find(`link[rel=${rel}]`) && location.assign(find(`link[rel=${rel}]`).href);
    const actions = {
      "?": list,
      n: turn("next"),
      p: turn("prev"),
      t: () => find(".theme-button")?.click(),
      l: () => find(".locale-button")?.click(),
    };
    addEventListener("keydown", (event) => {
      if (modified(event) || event.defaultPrevented || event.isComposing || !box.checked) return;
      // In some browsers a press on the words of a dialog takes the focus out of it: what is open says it, not where a key goes.
      if (find("dialog[open]") || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
      actions[event.key]?.();
    });
  }

  themeButton();
  sidebar();
  tabSets();
  outline();
  locales();
  films();
  copyButtons();
  scrolling();
  zoom();
  keys();
  reveal();
  addEventListener("hashchange", reveal);
  // A live server patches the page while it is written.
  document.addEventListener("baton:patch", () => {
    for (const feature of [tabSets, outline, films, copyButtons, scrolling, zoom]) feature();
  });
})();
