// What a page does with the news.

const me = document.currentScript;
const version = new URL(me.src).search;
const address = location.pathname;
const missing = "missing" in me.dataset;
let digest = me.dataset.digest;
let patching;

const stored = (key, value) => {
  try {
    return value === undefined ? sessionStorage.getItem(`baton-live-${key}`) : sessionStorage.setItem(`baton-live-${key}`, value);
  } catch {
    return null;
  }
};

// A tab that was opened to follow the writer goes where the writer is.
const query = new URLSearchParams(location.search);
if (query.has("baton-follow")) {
  stored("follow", "on");
  query.delete("baton-follow");
  const rest = query.size ? `?${query}` : "";
  history.replaceState(history.state, "", `${address}${rest}${location.hash}`);
}

// The page as it is now. A document of a request runs nothing and needs no permission of the policy.
function fetchPage() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => resolve(request);
    request.onerror = reject;
    request.send();
  });
}

async function renew() {
  const { status, response: next } = await fetchPage();
  const fresh = next?.querySelector("script[data-digest]")?.dataset.digest;
  if (!fresh || fresh === digest) return;
  if ((status === 404) !== missing) return status === 404 ? undefined : location.reload();
  try {
    patchKeeping(next);
    digest = fresh;
  } catch (error) {
    if (!(error instanceof Lost)) console.warn("The page is loaded anew:", error);
    location.reload();
  }
}

const overlay = new Overlay();

const news = {
  page(told) {
    overlay.page(told, missing);
    if (told.digest && told.digest !== digest && (!told.gone || missing)) {
      // One after the other: the second is compared with what the first made of the page.
      // A crowd comes one after the other too.
      const moment = new Promise((resolve) => setTimeout(resolve, Math.random() * told.spread));
      patching = Promise.all([patching, moment]).then(() => renew()).catch(() => {});
    }
  },
  site: (counts) => overlay.site(counts),
  trouble: (trouble) => overlay.trouble(trouble),
  away: () => overlay.away(true),
  here: () => overlay.away(false),
  follow({ page }) {
    if (stored("follow") === "on" && page !== address) location.assign(page);
  },
};

const deliver = (kind, data) => news[kind]?.(data);

// All pages of a browser share a worker; where there are no such workers, a page has its own channel.
function join() {
  try {
    const url = `/_baton/worker.js${version}`;
    const policy = window.trustedTypes?.createPolicy("baton-live", { createScriptURL: (url) => url });
    const worker = new SharedWorker(policy?.createScriptURL(url) ?? url, { name: "baton-live" });
    worker.port.onmessage = ({ data: { kind, data } }) => deliver(kind, data);
    const say = (looked) => worker.port.postMessage({ address, looked });
    setInterval(say, 20_000);
    addEventListener("visibilitychange", () => document.visibilityState === "visible" && say(true));
    addEventListener("pagehide", () => worker.port.postMessage({}));
    addEventListener("pageshow", ({ persisted }) => persisted && say(true));
    say(true);
  } catch {
    const channel = openChannel(deliver);
    channel.show([address]);
    addEventListener("visibilitychange", () => document.visibilityState === "visible" && channel.hurry());
  }
}

join();
