// Keeps one release of the app whole, so that it starts with no network. The server writes
// `const RELEASE = {id, files}` above this text; a new release is thereby a new service worker,
// which installs beside the old one and takes over when no older tab remains (the browser's own
// rule, which is why nothing here calls skipWaiting or clients.claim).
//
// Never touched here: /api. Data has its own store.

const CACHE = `recense-${RELEASE.id}`;
const SHELL = "/index.html";

self.addEventListener("install", (event) => {
  event.waitUntil(keepWhole());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers());
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
  }
});

// All files or none: addAll rejects, and the install with it, when one is missing.
async function keepWhole() {
  const cache = await caches.open(CACHE);
  // The shell is never taken from the browser's own cache; hashed files may be.
  await cache.add(new Request(SHELL, { cache: "reload" }));
  await cache.addAll(RELEASE.files);
}

async function dropOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith("recense-") && name !== CACHE) await caches.delete(name);
  }
}

async function fromCache(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
