// Starts the WebAssembly module, in the page and in each worker alike: the module itself looks
// where it runs. The address of this file is the address of the release, so that workers start
// the very files that the page did.
import init from "./mobile.js";

// How long a release that waits may take to take over, in milliseconds, before the app starts
// with the one that it has.
const PATIENCE = 2000;

// How long the page that a reload replaces may still count as another tab, in milliseconds.
const LINGERING = 500;

const page = globalThis.document;
const workers = page && navigator.serviceWorker;

if (workers?.controller && (await takesWaiting())) {
  location.reload();
  // Nothing of this release starts any more.
  await new Promise(() => {});
}

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
// unless another tab still works with the one before it.
async function takesWaiting() {
  const waiting = (await workers.getRegistration())?.waiting;
  if (!waiting) return false;
  return new Promise((resolve) => {
    const asked = performance.now();
    const ask = () => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        if (performance.now() - asked < LINGERING) ask();
        else resolve(false);
      };
      waiting.postMessage("take if alone", [port2]);
    };
    workers.addEventListener("controllerchange", () => resolve(true));
    setTimeout(resolve, PATIENCE, false);
    ask();
  });
}
