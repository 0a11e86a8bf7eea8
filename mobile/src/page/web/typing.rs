//! Catching what is typed anywhere in the page, before anything in it does.
//!
//! Owns the listeners, what a field held before a scanner typed into it, and giving that back. What is heard, `hearing`
//! says.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc::UnboundedReceiver;
use mobile_core::wedge::{Arrival, Key, Profile, Stroke, Verdict};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{
    AddEventListenerOptions, CompositionEvent, Event, EventInit, HtmlElement, HtmlInputElement,
    HtmlSelectElement, HtmlTextAreaElement, InputEvent, KeyboardEvent, window,
};

use crate::page::Typed;
use crate::page::hearing::{Brought, Hearing};

/// The attribute of fields that hold codes.
const CODE_FIELD: &str = "data-code-field";

/// A field that holds a code.
#[derive(Clone, Debug)]
pub struct CodeField(HtmlElement);

impl CodeField {
    /// Writes a code over what the field holds.
    pub fn write(&self, code: &str) {
        if let Some(input) = self.0.dyn_ref::<HtmlInputElement>() {
            input.set_value(code);
        }
        tell_changed(&self.0, "input");
    }
}

/// What is typed, from now on.
#[must_use]
pub fn typing(profile: &Profile) -> UnboundedReceiver<Typed> {
    let (hearing, receive) = Hearing::new(profile);
    CAPTURE.with_borrow_mut(|capture| {
        *capture = Some(Capture {
            hearing,
            before: None,
            timer: None,
            held: None,
        });
    });
    LISTENING.with(|()| ());
    receive
}

/// Listens at that scanner's pace; without one to any, because nobody types now.
pub fn set_pace(profile: Option<&Profile>) {
    with_capture(|capture| capture.hearing.set_pace(profile));
}

/// Does something when it is sure that the key which asks for it is not the first of a scan.
pub(super) fn when_alone(then: impl FnOnce() + 'static) {
    /// A scanner's second key has come by then.
    const ALONE_MS: i32 = 45;
    let then: Waiting = Rc::new(RefCell::new(Some(Box::new(then))));
    let timer = start_timer(ALONE_MS, {
        let then = Rc::clone(&then);
        move || let_go(&then)
    });
    with_capture(|capture| capture.held = Some(Held { timer, then }));
}

/// Does at once what still waits: a key came that no scan holds, and what was asked for before it is done before it.
pub(super) fn no_longer_wait() {
    if let Some(held) = with_capture(|capture| capture.held.take()).flatten() {
        held.timer.into_iter().for_each(stop_timer);
        let_go(&held.then);
    }
}

/// What is done once.
type Waiting = Rc<RefCell<Option<Box<dyn FnOnce()>>>>;

/// What waits to be sure that its key is alone.
struct Held {
    timer: Option<i32>,
    then: Waiting,
}

fn let_go(waiting: &Waiting) {
    let then = waiting.borrow_mut().take();
    if let Some(then) = then {
        then();
    }
}

struct Capture {
    hearing: Hearing,
    /// What had the focus when the run began, as it was.
    before: Option<Before>,
    /// Ends the run by a pause.
    timer: Option<i32>,
    held: Option<Held>,
}

thread_local! {
    static CAPTURE: RefCell<Option<Capture>> = const { RefCell::new(None) };
    /// The page listens once, for as long as it is there.
    static LISTENING: () = listen();
}

fn with_capture<T>(then: impl FnOnce(&mut Capture) -> T) -> Option<T> {
    CAPTURE.with(|capture| {
        // Giving a field back is heard here again, and is no typing.
        let mut capture = capture.try_borrow_mut().ok()?;
        // Where nobody takes scans, what is typed is only typed.
        capture
            .as_mut()
            .filter(|capture| capture.hearing.is_heard())
            .map(then)
    })
}

fn listen() {
    on("keydown", |event: KeyboardEvent| pressed(&event));
    on("beforeinput", |event: InputEvent| brought(&event));
    on("compositionstart", |_: CompositionEvent| {
        with_capture(|capture| capture.hearing.compose(true));
    });
    on("compositionend", |_: CompositionEvent| {
        with_capture(|capture| capture.hearing.compose(false));
    });
}

/// Listens before anything in the page does.
fn on<E: wasm_bindgen::convert::FromWasmAbi + 'static>(event: &str, then: impl Fn(E) + 'static) {
    let Some(window) = window() else { return };
    let then = Closure::<dyn Fn(E)>::new(then);
    let first = AddEventListenerOptions::new();
    first.set_capture(true);
    // A page that cannot be listened to works by finger.
    let _ = window.add_event_listener_with_callback_and_add_event_listener_options(
        event,
        then.as_ref().unchecked_ref(),
        &first,
    );
    then.forget();
}

fn pressed(event: &KeyboardEvent) {
    let key = Key {
        code: event.code(),
        key: event.key(),
        shift: event.shift_key(),
        ctrl: event.ctrl_key(),
        alt: event.alt_key(),
        repeats: event.repeat() || event.meta_key(),
    };
    if let Some(arrived) = with_capture(|capture| capture.hearing.press(key)) {
        take(event, arrived);
    }
}

fn brought(event: &InputEvent) {
    let brought = with_capture(|capture| capture.hearing.bring(event.data(), &event.input_type()));
    match brought {
        Some(Brought::Stroke(arrived)) => take(event, arrived),
        Some(Brought::Swallow) => event.prevent_default(),
        Some(Brought::Leave) | None => {}
    }
}

/// Gives a stroke to the wedge and does what it says.
fn take(event: &Event, arrived: Arrival) {
    // Milliseconds since the page began: whole ones are enough, and it never goes back.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small and not negative"
    )]
    let at_ms = event.time_stamp() as u64;
    let stroke = Stroke { at_ms, arrived };
    let back = with_capture(|capture| {
        let Capture {
            hearing, before, ..
        } = &mut *capture;
        let heard = hearing.take(stroke, || before.take().and_then(Before::code_field));
        if capture.hearing.is_running()
            && let Some(held) = capture.held.take()
        {
            held.timer.into_iter().for_each(stop_timer);
        }
        let back = match heard.verdict {
            Verdict::Leave { begins } => {
                if begins {
                    capture.before = Before::now();
                }
                None
            }
            Verdict::Take { becomes } => {
                event.prevent_default();
                event.stop_immediate_propagation();
                becomes.then(|| (capture.before.clone(), heard.composing))
            }
        };
        if let Some(timer) = capture.timer.take() {
            stop_timer(timer);
        }
        capture.timer = capture
            .hearing
            .wait_ms()
            .and_then(|wait| start_timer(i32::try_from(wait).ok()?, paused));
        back
    });
    // The field tells that it changed, which must not find the capture in use.
    if let Some(Some((Some(before), composing))) = back {
        before.give_back(composing);
    }
}

fn paused() {
    with_capture(|capture| {
        capture.timer = None;
        let Capture {
            hearing, before, ..
        } = &mut *capture;
        hearing.pause(|| before.take().and_then(Before::code_field));
    });
}

/// A field as it was before somebody typed.
#[derive(Clone)]
struct Before {
    element: HtmlElement,
    value: String,
    selection: Option<(u32, u32)>,
}

impl Before {
    fn now() -> Option<Self> {
        let element = window()?.document()?.active_element()?;
        let element: HtmlElement = element.dyn_into().ok()?;
        let (value, selection) = if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            // Fields for dates and the like have no selection.
            let from = input.selection_start().ok().flatten();
            let to = input.selection_end().ok().flatten();
            (input.value(), from.zip(to))
        } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
            let from = area.selection_start().ok().flatten();
            let to = area.selection_end().ok().flatten();
            (area.value(), from.zip(to))
        } else {
            (element.dyn_ref::<HtmlSelectElement>()?.value(), None)
        };
        Some(Self {
            element,
            value,
            selection,
        })
    }

    /// The field, if it is one for codes.
    fn code_field(self) -> Option<CodeField> {
        Some(self.element)
            .filter(|element| element.has_attribute(CODE_FIELD))
            .map(CodeField)
    }

    /// Makes the field what it was, and says so to whoever follows it.
    fn give_back(&self, composing: bool) {
        if composing {
            // Letting go of the field is what ends a composition; what it leaves is overwritten here.
            let _ = self.element.blur();
            let _ = self.element.focus();
        }
        if let Some(input) = self.element.dyn_ref::<HtmlInputElement>() {
            input.set_value(&self.value);
            if let Some((from, to)) = self.selection {
                let _ = input.set_selection_range(from, to);
            }
            tell_changed(&self.element, "input");
        } else if let Some(area) = self.element.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(&self.value);
            if let Some((from, to)) = self.selection {
                let _ = area.set_selection_range(from, to);
            }
            tell_changed(&self.element, "input");
        } else if let Some(select) = self.element.dyn_ref::<HtmlSelectElement>() {
            select.set_value(&self.value);
            tell_changed(&self.element, "change");
        }
    }
}

fn tell_changed(element: &HtmlElement, name: &str) {
    let bubbles = EventInit::new();
    bubbles.set_bubbles(true);
    if let Ok(event) = Event::new_with_event_init_dict(name, &bubbles) {
        // Whether anybody prevented what cannot be prevented is no matter.
        let _ = element.dispatch_event(&event);
    }
}

fn start_timer(ms: i32, then: impl FnOnce() + 'static) -> Option<i32> {
    let then = Closure::once_into_js(then);
    window()?
        .set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), ms)
        .ok()
}

fn stop_timer(timer: i32) {
    if let Some(window) = window() {
        window.clear_timeout_with_handle(timer);
    }
}
