// What is wrong, over the page: a badge with the counts of the site, and a panel with the findings of this page. It stands in
// a shadow tree with a sheet of its own, so that neither a theme nor the page's policy has a say in how it looks.

const sheet = `
:host { all: initial; position: fixed; inset: auto 0 0 auto; z-index: 2147483647; max-inline-size: 100vw; pointer-events: none;
  --back: #fff; --text: #1d1f23; --dim: #5b6270; --line: #d5d9e0; --error: #b3141c; --warning: #8a5300; --note: #1f5fa8; --mark: #fde7c2;
  font: 14px/1.45 system-ui, sans-serif; color: var(--text); color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :host { --back: #1c1f26; --text: #e8eaee; --dim: #a4abb8; --line: #3a404c;
  --error: #ff8d8d; --warning: #f0b35c; --note: #8fc1ff; --mark: #5a4413; } }
:host([data-theme=light]) { --back: #fff; --text: #1d1f23; --dim: #5b6270; --line: #d5d9e0; --error: #b3141c; --warning: #8a5300; --note: #1f5fa8; --mark: #fde7c2; color-scheme: light; }
:host([data-theme=dark]) { --back: #1c1f26; --text: #e8eaee; --dim: #a4abb8; --line: #3a404c; --error: #ff8d8d; --warning: #f0b35c; --note: #8fc1ff; --mark: #5a4413; color-scheme: dark; }
* { box-sizing: border-box; }
.stack { display: flex; flex-direction: column; align-items: flex-end; gap: 8px; padding: 12px; inline-size: min(42rem, 100vw); margin-inline-start: auto; }
.stack > * { pointer-events: auto; }
[hidden] { display: none !important; }
button { font: inherit; color: inherit; background: none; border: 1px solid transparent; border-radius: 6px; padding: 2px 8px; cursor: pointer; min-block-size: 28px; }
button:hover { border-color: var(--line); }
:focus-visible { outline: 2px solid var(--note); outline-offset: 2px; }
.badge, .panel, .note { background: var(--back); border: 1px solid var(--line); border-radius: 10px; box-shadow: 0 4px 24px rgb(0 0 0 / .18); }
.badge { display: flex; gap: 10px; align-items: center; padding: 5px 12px; min-block-size: 36px; border-radius: 18px; }
.dot { inline-size: 9px; block-size: 9px; border-radius: 50%; background: #2f9e5d; }
.badge[data-worst=error] .dot { background: var(--error); } .badge[data-worst=warning] .dot { background: var(--warning); }
.badge[data-away] .dot { background: var(--dim); }
.note { padding: 8px 12px; inline-size: 100%; }
.panel { inline-size: 100%; max-block-size: min(60vh, 34rem); display: flex; flex-direction: column; overflow: hidden; }
.panel.trouble { border-color: var(--error); border-block-start: 4px solid var(--error); }
header { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 8px 8px 8px 14px; border-block-end: 1px solid var(--line); }
h2 { font: 600 15px/1.3 system-ui, sans-serif; margin: 0; }
.list { margin: 0; padding: 0; list-style: none; overflow: auto; overscroll-behavior: contain; }
li { padding: 10px 14px; border-block-end: 1px solid var(--line); border-inline-start: 4px solid transparent; }
li:last-child { border-block-end: 0; }
li[data-severity=error] { border-inline-start-color: var(--error); } li[data-severity=warning] { border-inline-start-color: var(--warning); } li[data-severity=note] { border-inline-start-color: var(--note); }
p { margin: 0 0 4px; overflow-wrap: anywhere; }
b { font-weight: 600; } [data-severity=error] b { color: var(--error); } [data-severity=warning] b { color: var(--warning); } [data-severity=note] b { color: var(--note); }
.where, .help { color: var(--dim); font-size: 13px; }
a { color: var(--note); }
code { font: 12.5px/1.5 ui-monospace, monospace; }
pre { margin: 4px 0; padding: 5px 8px; border-radius: 6px; background: color-mix(in srgb, var(--text) 7%, transparent); overflow-x: auto; }
.message { white-space: pre-wrap; padding: 10px 14px; overflow: auto; margin: 0; font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
mark { background: var(--mark); color: inherit; border-block-end: 2px solid currentColor; }
@media (width < 600px) { .stack { padding: 8px; } .panel { max-block-size: 45vh; } button, .badge { min-block-size: 44px; } .badge { border-radius: 22px; } }
@media print { :host { display: none; } }
`;

class Overlay {
  #told = { findings: [] };
  #trouble = null;
  #counts = null;
  #away = false;
  #gone = false;
  #host = document.createElement("baton-live");
  #badge;
  #panel;
  #bar;
  #note;

  constructor() {
    const root = this.#host.attachShadow({ mode: "open" });
    const rules = new CSSStyleSheet();
    rules.replaceSync(sheet);
    root.adoptedStyleSheets = [rules];
    this.#host.lang = "en";
    this.#host.dir = "ltr";
    this.#bar = this.#make("section", { className: "panel trouble", ariaLabel: "The site can't be built", role: "alert" });
    this.#panel = this.#make("section", { className: "panel findings", ariaLabel: "Findings of this page" });
    this.#note = this.#make("p", { className: "note", role: "status" });
    this.#badge = this.#make("button", { type: "button", className: "badge" });
    this.#badge.addEventListener("click", () => this.#toggle());
    root.append(this.#make("div", { className: "stack" }, this.#bar, this.#panel, this.#note, this.#badge));
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      if (this.#open) this.#toggle();
      this.#badge.focus();
    });
    document.documentElement.append(this.#host);
    // A theme that has a switch for light and dark marks its choice like this.
    const themed = () => {
      const theme = document.documentElement.dataset.theme;
      if (theme) this.#host.dataset.theme = theme;
      else delete this.#host.dataset.theme;
    };
    new MutationObserver(themed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    themed();
    this.#show();
  }

  page(told, missing) {
    this.#told = told;
    this.#gone = told.gone && !missing;
    this.#show();
  }

  site(counts) {
    this.#counts = counts;
    this.#show();
  }

  trouble(trouble) {
    this.#trouble = trouble;
    this.#show();
  }

  away(away) {
    this.#away = away;
    this.#show();
  }

  #make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  get #open() {
    return !this.#panel.hidden;
  }

  #toggle() {
    stored("findings", this.#open ? "closed" : "open");
    this.#show();
  }

  #finding({ severity, message, code, help, path, place, edit }) {
    const where = place ? `${path}:${place.line}:${place.column}` : path;
    const link = edit ? this.#make("a", { href: edit, textContent: where }) : this.#make("span", { textContent: where });
    const item = this.#make("li", {}, this.#make("p", {}, this.#make("b", { textContent: severity }), ` ${message}`));
    item.dataset.severity = severity;
    item.append(this.#make("p", { className: "where" }, link, " · ", this.#make("code", { textContent: code })));
    if (place && (place.before + place.marked + place.after).trim()) {
      const line = this.#make("code", {}, place.before, this.#make("mark", { textContent: place.marked || "\u200b" }), place.after);
      item.append(this.#make("pre", { tabIndex: 0 }, line));
    }
    if (help) item.append(this.#make("p", { className: "help", textContent: `help: ${help}` }));
    return item;
  }

  #head(text, close) {
    const head = this.#make("header", {}, this.#make("h2", { textContent: text }));
    if (close) {
      const button = this.#make("button", { type: "button", textContent: "Close" });
      button.addEventListener("click", () => this.#toggle());
      head.append(button);
    }
    return head;
  }

  #list(findings) {
    const order = ["error", "warning", "note"];
    const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
    return this.#make("ul", { className: "list" }, ...sorted.map((finding) => this.#finding(finding)));
  }

  #show() {
    const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
    const { findings, trouble: failed } = this.#told;
    const grave = findings.filter(({ severity }) => severity !== "note");
    const trouble = this.#trouble ?? (failed ? { message: failed, findings: [] } : null);
    this.#bar.hidden = !trouble;
    if (trouble) {
      const text = this.#make("pre", { className: "message", textContent: trouble.message });
      this.#bar.replaceChildren(this.#head("The last good site stays up"), trouble.findings.length ? this.#list(trouble.findings) : text);
    }
    const open = findings.length && (stored("findings") ?? (grave.length ? "open" : "closed")) === "open";
    this.#panel.hidden = !open;
    if (open) this.#panel.replaceChildren(this.#head(`${counted(findings.length, "finding")} on this page`, true), this.#list(findings));
    else this.#panel.replaceChildren();
    const note = this.#away ? "The server is away; this page waits for it." : this.#gone ? "This page is gone: its file was removed or renamed." : "";
    this.#note.hidden = !note;
    this.#note.textContent = note;
    const counts = this.#counts ?? { errors: 0, warnings: 0, notes: 0 };
    const parts = [[counts.errors, "error"], [counts.warnings, "warning"]].filter(([count]) => count).map(([count, what]) => counted(count, what));
    const worst = trouble || counts.errors ? "error" : counts.warnings ? "warning" : "";
    const here = findings.length ? ` · ${findings.length} here` : "";
    const site = this.#counts ? parts.join(", ") || "No findings" : "…";
    const text = this.#away ? "Away" : `${site}${here}`;
    this.#badge.replaceChildren(this.#make("span", { className: "dot" }), text);
    this.#badge.dataset.worst = worst;
    this.#badge.toggleAttribute("data-away", this.#away);
    this.#badge.ariaExpanded = String(Boolean(open));
    this.#badge.title = "Findings of the whole site, and of this page";
  }
}

