// In the page before the app, and in each worker before its own code: keeps hold of the module's memory, and says how
// large it is beside the script's heap. In the page it also lets workers begin with this file.
const memories = new Set();
for (const name of ["instantiate", "instantiateStreaming"]) {
  const original = WebAssembly[name];
  WebAssembly[name] = async (...all) => {
    const made = await original.apply(WebAssembly, all);
    const memory = (made.instance ?? made).exports.memory;
    if (memory) memories.add(memory);
    return made;
  };
}
const used = () => ({
  wasm: [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0),
  heap: performance.memory?.usedJSHeapSize ?? null,
});
if (self.document) {
  const workers = {};
  self.Worker = class extends Worker {
    constructor(boot, options) {
      super(`/memory.js#${boot}`, options);
      this.as = options.name;
      workers[this.as] = this;
    }

    // One that is ended holds nothing and answers nothing.
    terminate() {
      if (workers[this.as] === this) delete workers[this.as];
      super.terminate();
    }
  };
  const of = (worker) =>
    new Promise((told) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => told(event.data);
      worker.postMessage("memory", [port2]);
    });
  self.memoryUsed = async () => {
    const all = { page: used() };
    for (const [name, worker] of Object.entries(workers)) all[name] = await of(worker);
    return all;
  };
} else {
  self.addEventListener("message", (event) => {
    if (event.data !== "memory") return;
    event.stopImmediatePropagation();
    event.ports[0].postMessage(used());
  });
  await import(self.location.hash.slice(1));
}
