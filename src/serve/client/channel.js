// The one channel to the server that the pages of a browser share: opened for the addresses that are shown, and again
// whenever it breaks off.

function openChannel(deliver) {
  const longest = 5000;
  let addresses = "";
  let source;
  let timer;
  let delay = 0;
  let round = 0;

  const later = (time) => {
    clearTimeout(timer);
    timer = setTimeout(connect, time);
  };

  function failed() {
    source?.close();
    source = undefined;
    deliver("away");
    delay = Math.min(longest, Math.max(250, delay * 2));
    later(delay * (0.75 + Math.random() / 2));
  }

  // The server names its channel anew each time that it starts.
  async function connect() {
    const mine = ++round;
    source?.close();
    if (!addresses) return;
    try {
      const answer = await fetch("/_baton/session", { cache: "no-store" });
      const { token } = await answer.json();
      if (mine !== round) return;
      source = new EventSource(`/_baton/${token}/events?${addresses}`);
    } catch {
      return mine === round && failed();
    }
    source.onopen = () => {
      delay = 0;
      deliver("here");
    };
    source.onerror = failed;
    for (const kind of ["page", "site", "trouble", "follow"]) {
      source.addEventListener(kind, ({ data }) => deliver(kind, JSON.parse(data)));
    }
  }

  return {
    // Shows what changes at these addresses from now on.
    show(shown) {
      const next = [...new Set(shown)].sort().map((address) => `page=${encodeURIComponent(address)}`).join("&");
      if (next === addresses && source) return;
      addresses = next;
      later(20);
    },
    // Somebody is looking: don't wait any longer.
    hurry() {
      if (!source && addresses) later(0);
    },
  };
}

