// Starts one of the app's workers as the app would, and gives the test words to end it with. Before
// its own messages the app's worker never sees them.
const [, ends, boot] = self.location.hash.match(/^#(.*?)!(.*)$/);
if (ends === "stillborn") throw new Error("ended by a test at its birth");

const WAYS = {
  throw() {
    throw new Error("ended by a test");
  },
  loop() {
    for (;;);
  },
  // Without a word to anybody.
  vanish() {
    self.close();
  },
  // The engine needs random bytes in the middle of what it does.
  unlucky() {
    crypto.getRandomValues = () => {
      throw new Error("no randomness, by a test");
    };
  },
};
self.addEventListener("message", (event) => {
  if (typeof event.data !== "string") return;
  event.stopImmediatePropagation();
  WAYS[event.data]();
});
await import(boot);
