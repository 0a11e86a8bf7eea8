// Starts the WebAssembly module, in the page and in each worker alike: the module itself looks
// where it runs. The address of this file is the address of the release, so that workers start
// the very files that the page did.
import init from "./mobile.js";

const page = globalThis.document;

try {
  await init();
} catch (error) {
  console.error(error);
  if (!page) throw error;
  page.getElementById("unsupported").hidden = false;
}

if (page && "serviceWorker" in navigator) {
  // Not before the app has started: caching the release would take the network from it.
  navigator.serviceWorker.register("/sw.js").catch((error) => console.warn(error));
}
