// In the page, before the app: keeps its workers at hand, and counts them.
window.workers = {};
window.births = { store: 0, scan: 0 };
window.ends = {};
window.Worker = class extends Worker {
  constructor(boot, options) {
    const ends = window.ends[options.name] ?? "";
    super(`/mortal.js#${ends}!${boot}`, options);
    window.workers[options.name] = this;
    window.births[options.name] += 1;
  }
};
