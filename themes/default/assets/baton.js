// What a script adds to a page that is complete without one. No framework, no inline HTML, one function a feature.
(() => {
  "use strict";
  const root = document.documentElement;
  const texts = document.currentScript.dataset;
  const find = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const stored = (key, value) => {
    try {
      return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value);
    } catch {
      return null;
    }
  };
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
      button.setAttribute("aria-label", button.title);
    };
    show(root.dataset.theme ?? "system");
    button.hidden = false;
    button.addEventListener("click", () => {
      const state = states[(states.indexOf(button.dataset.state) + 1) % states.length];
      stored("baton-theme", state);
      show(state);
    });
  }

  // The sidebar shows where the reader is, and gives way when the window grows while it is a drawer.
  function sidebar() {
    const nav = find("#nav");
    if (!nav) return;
    const current = find("[aria-current=page]", nav);
    if (current) nav.scrollTop = current.offsetTop - nav.clientHeight / 3;
    desk.addEventListener("change", () => nav.matches(":popover-open") && nav.hidePopover());
    nav.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-branch]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      openBranch(link);
    });
  }

  // A branch that the page does not carry: the guide's own page has it. Where that can't be fetched, go there.
  function openBranch(link) {
    const request = new XMLHttpRequest();
    link.setAttribute("aria-busy", "true");
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
  function outline() {
    const box = find(".outline");
    if (!box) return;
    const fit = () => (box.open = wide.matches);
    wide.addEventListener("change", fit);
    fit();
    box.addEventListener("click", (event) => event.target.closest("a") && fit());
    const links = new Map(all("a", box).map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    const mark = () => {
      const line = parseFloat(getComputedStyle(root).scrollPaddingTop) + 24;
      const read = headings.filter((heading) => heading.getBoundingClientRect().top <= line).pop();
      for (const [id, link] of links) {
        if (id !== read?.id) link.removeAttribute("aria-current");
        else if (!link.hasAttribute("aria-current")) {
          link.setAttribute("aria-current", "true");
          if (wide.matches) box.scrollTop = link.offsetTop - box.clientHeight / 2;
        }
      }
    };
    const watcher = new IntersectionObserver(mark, { rootMargin: "-10% 0px -75% 0px" });
    headings.forEach((heading) => watcher.observe(heading));
    addEventListener("scrollend", mark);
    mark();
  }

  // Another language at the same section; only a click on a language is remembered.
  function locales() {
    for (const link of all("a[data-locale]")) {
      link.addEventListener("click", () => {
        stored("baton-locale", link.dataset.locale);
        const section = find(".outline a[aria-current]")?.hash || location.hash;
        if (section) link.hash = section;
      });
    }
    const choice = find(`a[data-locale="${CSS.escape(stored("baton-locale") ?? "")}"]`);
    const cameFromHere = document.referrer.startsWith(`${location.origin}/`);
    if (root.dataset.page === "locales" && choice && !cameFromHere && !location.hash) location.replace(choice.href);
  }

  // Copy buttons. Off a secure origin there is no clipboard: the code is selected and copied the old way.
  function copyButtons() {
    for (const pre of all(".prose pre")) {
      const label = make("span", { textContent: texts.copy });
      label.setAttribute("aria-live", "polite");
      const button = make("button", { type: "button", className: "copy" }, label);
      const box = make("div", { className: "code" });
      pre.replaceWith(box);
      box.append(pre, button);
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(pre.textContent.replace(/\n$/, ""));
        } catch {
          getSelection().selectAllChildren(pre);
          document.execCommand("copy");
        }
        label.textContent = texts.copied;
        button.classList.add("done");
        setTimeout(() => {
          label.textContent = texts.copy;
          button.classList.remove("done");
        }, 2000);
      });
    }
  }

  // A figure that is larger than it is shown opens at its own size.
  function zoom() {
    const offer = (image) => {
      if (image.closest("a, button") || image.naturalWidth < image.clientWidth * 1.25) return;
      const button = make("button", { type: "button", className: "zoom-in" });
      button.setAttribute("aria-label", [texts.enlarge, image.alt].filter(Boolean).join(": "));
      image.replaceWith(button);
      button.append(image);
      button.addEventListener("click", () => enlarge(image));
    };
    for (const image of all(".prose figure img")) {
      if (image.complete) offer(image);
      else image.addEventListener("load", () => offer(image), { once: true });
    }
  }

  function enlarge(image) {
    const large = make("img", { src: image.currentSrc || image.src, alt: image.alt });
    const close = make("button", { type: "button", className: "tool", textContent: texts.close });
    const dialog = make("dialog", { className: "zoom" }, close, large);
    dialog.setAttribute("aria-label", image.alt || texts.enlarge);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  // N and P turn the page, unless the reader types, or has switched the keys off.
  function keys() {
    const button = find(".shortcuts");
    if (!button || !find("link[rel=next], link[rel=prev]")) return;
    const show = () => button.setAttribute("aria-pressed", String(stored("baton-keys") !== "off"));
    show();
    button.hidden = false;
    button.addEventListener("click", () => {
      stored("baton-keys", button.getAttribute("aria-pressed") === "true" ? "off" : "on");
      show();
    });
    addEventListener("keydown", (event) => {
      const rel = { n: "next", p: "prev" }[event.key];
      const busy = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable], dialog");
      if (!rel || busy || stored("baton-keys") === "off") return;
      const link = find(`link[rel=${rel}]`);
      if (link) location.assign(link.href);
    });
  }

  themeButton();
  sidebar();
  outline();
  locales();
  copyButtons();
  zoom();
  keys();
})();
