// Shared by all open pages of this server in a browser, which allows six connections to one server and needs them for pages.

const pages = new Map();
const patience = 150_000;

// What was told last of each thing, for a page that comes later.
const told = new Map();

const concerns = (address, { kind, data }) => kind !== "page" || data.page === address;

const channel = openChannel((kind, data) => {
  const news = { kind, data };
  if (kind === "page") told.set(data.page, news);
  else if (kind !== "follow") told.set(kind === "away" ? "here" : kind, news);
  for (const [port, { address }] of pages) if (concerns(address, news)) port.postMessage(news);
});

function show() {
  const shown = new Set([...pages.values()].map(({ address }) => address));
  // Of what nobody shows nothing is heard.
  for (const [name, { kind }] of told) if (kind === "page" && !shown.has(name)) told.delete(name);
  channel.show(shown);
}

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data: { address, looked } }) => {
    const known = pages.get(port)?.address;
    if (address) pages.set(port, { address, heard: Date.now() });
    else pages.delete(port);
    if (known !== address) {
      for (const news of told.values()) if (address && concerns(address, news)) port.postMessage(news);
      show();
    }
    if (looked) channel.hurry();
  };
};

// Pages say from time to time that they are still there; one that crashed doesn't.
setInterval(() => {
  for (const [port, { heard }] of pages) if (Date.now() - heard > patience) pages.delete(port);
  show();
}, 30_000);
