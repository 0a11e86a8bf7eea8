// Keeps one release of the app whole, so that it starts with no network. The server writes
// `const RELEASE = {id, files}` above this text; a new release is thereby a new service worker,
// which installs beside the old one and takes over when no older tab remains (the browser's own
// rule), or when a page says so: one that starts alone, or a person who was offered the release.
//
// Never touched here: /api. Data has its own store.

const CACHE = `recense-${RELEASE.id}`;
const SHELL = "/index.html";

self.addEventListener("install", (event) => {
  event.waitUntil(keepWhole());
});

self.addEventListener("activate", (event) => {
  // The page that installed the first release is that release: from now on it has it from here.
  event.waitUntil(Promise.all([dropOlder(), clients.claim()]));
});

self.addEventListener("message", (event) => {
  event.waitUntil(takeOver(event));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === "/api" || url.pathname.startsWith("/api/")) return;
  // Pages that the server makes itself.
  if (["/labels", "/metrics", "/healthz"].includes(url.pathname)) return;
  if (request.mode === "navigate") {
    event.respondWith(fromCache(SHELL, request));
  } else if (RELEASE.files.includes(url.pathname)) {
    event.respondWith(fromCache(url.pathname, request));
  } else if (url.pathname.startsWith("/app/")) {
    event.respondWith(fromOlder(request));
  }
});

// All files or none: addAll rejects, and the install with it, when one is missing, or when the
// page names files of another release, which the server began to serve in between.
async function keepWhole() {
  const cache = await caches.open(CACHE);
  // The shell is never taken from the browser's own cache; hashed files may be.
  await cache.add(new Request(SHELL, { cache: "reload" }));
  const page = await (await cache.match(SHELL)).text();
  for (const [, path] of page.matchAll(/(?:href|src)="(\/[^"]*)"/g)) {
    if (!RELEASE.files.includes(path)) throw new Error(`${path} is of another release`);
  }
  await cache.addAll(RELEASE.files);
}

// Takes over from the release that runs. At a start ("take if alone") only where no other tab
// works with it: that one goes on with its own until its person takes the new one too.
async function takeOver({ data, ports }) {
  if (data === "take" || (await tabs()) <= 1) await self.skipWaiting();
  else ports[0]?.postMessage("not alone");
}

// An older release stays as long as a tab may work with it, and start its workers anew. The last
// tab is the one that takes this release, and reloads.
async function dropOlder() {
  if ((await tabs()) > 1) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("recense-") && name !== CACHE) await caches.delete(name);
  }
}

async function tabs() {
  return (await clients.matchAll({ type: "window", includeUncontrolled: true })).length;
}

async function fromCache(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

// A file of a module whose release is no longer this one.
async function fromOlder(request) {
  return (await caches.match(request)) ?? fetch(request);
}
