// What only the page can do in a desktop's window: focus, fields, theme, sound, and catching what is typed before
// anything in the page does. What is decided is decided in the app, which `ask` asks while the stroke waits.
"use strict";

const recense = (() => {
  const CODE_FIELD = "data-code-field";
  // A scanner's second key has come by then.
  const ALONE_MS = 45;

  // Asks the app, which answers at once; null where it does not hear now.
  const ask = (what, said) => {
    const request = new XMLHttpRequest();
    request.open("GET", `/page/${what}?${encodeURIComponent(JSON.stringify(said))}`, false);
    try {
      request.send();
      return request.status === 200 ? JSON.parse(request.responseText) : null;
    } catch {
      return null;
    }
  };

  // Fields that hold codes, by the number under which the app knows them.
  const codeFields = [];
  // What had the focus when the run began, as it was.
  let before = null;
  let pause = null;
  let held = null;
  let givingBack = false;

  const codeField = () => {
    if (!before?.element.hasAttribute(CODE_FIELD)) return null;
    let number = codeFields.indexOf(before.element);
    if (number < 0) number = codeFields.push(before.element) - 1;
    return number;
  };

  const tellChanged = (element, name) => {
    givingBack = true;
    element.dispatchEvent(new Event(name, { bubbles: true }));
    givingBack = false;
  };

  const now = () => {
    const element = document.activeElement;
    const isText = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
    if (!isText && !(element instanceof HTMLSelectElement)) return null;
    // Fields for dates and the like have no selection.
    const from = isText ? element.selectionStart : null;
    return { element, value: element.value, from, to: isText ? element.selectionEnd : null };
  };

  const giveBack = ({ element, value, from, to }, composing) => {
    if (composing) {
      // Letting go of the field is what ends a composition; what it leaves is overwritten here.
      element.blur();
      element.focus();
    }
    element.value = value;
    if (from !== null) element.setSelectionRange(from, to);
    tellChanged(element, element instanceof HTMLSelectElement ? "change" : "input");
  };

  const paused = () => {
    pause = null;
    if (ask("pause", { field: codeField() })?.ended) before = null;
  };

  // Does what the app says of a stroke.
  const take = (event, heard) => {
    if (!heard) return;
    if (heard.swallow) event.preventDefault();
    if (!heard.stroke) return;
    if (heard.ended) before = null;
    if (heard.running) {
      clearTimeout(held);
      held = null;
    }
    if (heard.begins) before = now();
    if (heard.take) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (heard.becomes && before) giveBack(before, heard.composing);
    }
    clearTimeout(pause);
    pause = heard.wait_ms === null ? null : setTimeout(paused, heard.wait_ms);
  };

  // How long nobody has touched the device, told every other second, and before a touch ends it.
  const LOOK_MS = 2000;
  let touched = 0;
  let looking = null;
  let tellStillness = null;
  const look = () => tellStillness?.(Date.now() - touched);
  const touch = () => {
    look();
    touched = Date.now();
  };

  const at = (event) => ({ at_ms: Math.trunc(event.timeStamp), field: codeField() });
  const first = (name, then) =>
    addEventListener(name, (event) => givingBack || then(event), { capture: true });
  first("pointerdown", touch);
  first("keydown", touch);
  first("keydown", (event) => {
    const { code, key, shiftKey: shift, ctrlKey: ctrl, altKey: alt } = event;
    const repeats = event.repeat || event.metaKey;
    take(event, ask("key", { ...at(event), code, key, shift, ctrl, alt, repeats }));
  });
  first("beforeinput", (event) =>
    take(event, ask("text", { ...at(event), data: event.data, input_type: event.inputType })));
  first("compositionstart", () => ask("compose", true));
  first("compositionend", () => ask("compose", false));

  // Escape in a field is the field's first: a search lets go of its text, any other field of the focus. In a dialog a
  // field is part of the question, which Escape answers.
  const takesEscape = (field) => {
    if (field.type === "search" && field.value) return true;
    if (field.closest("[role=dialog]")) return false;
    field.blur();
    return true;
  };

  let press = null;
  let choosing = null;
  addEventListener("keydown", (event) => {
    if (!press || event.altKey || event.isComposing) return;
    const { key, target, shiftKey: shift } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const button = target.matches?.("a, button, input[type=checkbox], input[type=radio]");
    const field = !button && target.matches?.("input, textarea, select") ? target : null;
    if (key === "Escape" && field && takesEscape(field)) return;
    const under = field ? "field" : button ? "button" : "page";
    const choosable = document.querySelector(`[${choosing}]`) !== null;
    const further = shift && /^Arrow(Down|Up)$/.test(key);
    const all = ctrl && key.toLowerCase() === "a";
    // Else the sign lands in the field that it opens, or the page's text is chosen beside the rows.
    if (!field && (key === "/" || (choosable && (all || further)))) event.preventDefault();
    const told = () => press({ key, shift, ctrl, under, choosable });
    // Signs may be the first of a scan, named keys are not.
    if ([...key].length > 1) told();
    else held = setTimeout(told, ALONE_MS);
  });

  // What is to be done with an element comes here before the element may be drawn.
  const whenDrawn = (id, then, patience = 20) => {
    const element = document.getElementById(id);
    if (element) then(element);
    else if (patience) requestAnimationFrame(() => whenDrawn(id, then, patience - 1));
  };

  const kept = new Map();
  let width = null;
  return {
    shortcuts: (attribute, tell) => {
      choosing = attribute;
      press = tell;
    },
    stillness: (since, tell) => {
      touched = since;
      tellStillness = tell;
      look();
      clearInterval(looking);
      looking = setInterval(look, LOOK_MS);
    },
    widths: (query, tell) => {
      // It lives as long as something leads to it.
      width = matchMedia(query);
      width.onchange = ({ matches }) => tell(matches);
    },
    setRoot: (name, value) => {
      if (value === null) document.documentElement.removeAttribute(name);
      else document.documentElement.setAttribute(name, value);
    },
    writeCode: (number, code) => {
      const field = codeFields[number];
      if (!field) return;
      field.value = code;
      tellChanged(field, "input");
    },
    focus: (id) => requestAnimationFrame(() => whenDrawn(id, (element) => element.focus())),
    reveal: (id) => whenDrawn(id, (element) => element.scrollIntoView({ block: "nearest" })),
    scrollToShare: (id, share) =>
      whenDrawn(id, (element) => (element.scrollTop = element.scrollHeight * share)),
    keepFocus: (number) => kept.set(number, document.activeElement),
    restoreFocus: (number) => {
      kept.get(number)?.focus();
      kept.delete(number);
    },
    // What will not sound leaves colour and word.
    play: (sound) => new Audio(sound).play().catch(() => {}),
  };
})();
