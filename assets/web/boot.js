// Starts the WebAssembly module, in the page and in each worker alike: the module itself looks
// where it runs. The address of this file is the address of the release, so that workers start
// the very files that the page did.
import init from "./mobile.js";

// How long the app waits for a release that takes over before it starts with the one that it has,
// and until when it still makes way for it: later than that, somebody is at work. In milliseconds.
const PATIENCE = 500;
const AT_WORK = 5000;

const page = globalThis.document;
const workers = page && navigator.serviceWorker;

// The browser offers to install the app when it likes, which may be before the app runs: the offer is kept for it.
page?.defaultView.addEventListener("beforeinstallprompt", (offer) => {
  offer.preventDefault();
  globalThis.installOffer = offer;
  dispatchEvent(new Event("installable"));
});

if (workers?.controller) await takeWaiting();

try {
  await init();
} catch (error) {
  console.error(error);
  if (!page) throw error;
  page.getElementById("unsupported").hidden = false;
}

// Not before the app has started: caching the release would take the network from it.
workers?.register("/sw.js").catch((error) => console.warn(error));

// A release that came while somebody worked is taken when the app starts, before anything runs,
// unless another tab still works with the one before it. Chromium lets it take over at once, or only
// once this start goes on: then the page has just begun, and still makes way.
async function takeWaiting() {
  const waiting = (await workers.getRegistration())?.waiting;
  if (!waiting) return;
  await new Promise((start) => {
    const { port1, port2 } = new MessageChannel();
    const ours = new AbortController();
    const late = setTimeout(start, PATIENCE);
    const taken = () => {
      clearTimeout(late);
      location.reload();
    };
    workers.addEventListener("controllerchange", taken, { signal: ours.signal });
    setTimeout(() => ours.abort(), AT_WORK);
    port1.onmessage = () => {
      ours.abort();
      start();
    };
    waiting.postMessage("take if alone", [port2]);
  });
}
