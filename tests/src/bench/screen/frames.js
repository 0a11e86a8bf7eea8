// In the page: follows its frames until it is asked what it saw. A frame's own work is what the main thread does in it,
// from the first task on to where it is handed over to be rasterised; the gap between two frames holds that too, and
// whatever else the machine is busy with.
window.watchFrames = () => {
  const seen = { work: 0, gap: 0, frames: 0, slow: [] };
  const told = (entries) => {
    for (const entry of entries.getEntries()) {
      seen.work = Math.max(seen.work, entry.duration);
      const scripts = entry.scripts.map((it) => `${it.invoker} ${Math.round(it.duration)}`);
      seen.slow.push(`${Math.round(entry.duration)} ms: ${scripts.join(", ")}`);
    }
  };
  const slow = new PerformanceObserver(told);
  slow.observe({ type: "long-animation-frame" });
  let last = null;
  let going = true;
  const painted = new MessageChannel();
  let begun = 0;
  painted.port1.onmessage = () => (seen.work = Math.max(seen.work, performance.now() - begun));
  const frame = (now) => {
    if (!going) return;
    begun = performance.now();
    if (last !== null) seen.gap = Math.max(seen.gap, now - last);
    last = now;
    seen.frames += 1;
    painted.port2.postMessage(null);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.framesSeen = () => {
    going = false;
    told({ getEntries: () => slow.takeRecords() });
    slow.disconnect();
    return seen;
  };
};
