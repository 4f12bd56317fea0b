//! The browser's half of the pane: asks, shows, counts down, hides, and tells the server why.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::{GetUntracked, RwSignal, Set, document, window};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlElement};

use super::{SecretWords, Sight};
use crate::islands::dom;
use crate::islands::stream::{self, Told};

/// How long a look waits for the stream, in steps of a quarter of a second.
const STEPS: u32 = 40;

/// How far a look has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nobody looks.
    Idle,
    /// The button was pressed; the stream does not stand yet.
    Waiting,
    /// The server was asked.
    Asked,
    /// The value is shown.
    Open,
}

struct Pane {
    element: Element,
    /// Whose stream tells of a lock; none where nothing can be locked.
    ticket: Option<i64>,
    sight: RwSignal<Sight>,
    words: SecretWords,
    phase: Cell<Phase>,
    /// Why the last look ended, for one whose answer comes afterwards.
    ended: Cell<&'static str>,
    /// Where the server hears that it was hidden or copied; changes with each look.
    hide_url: RefCell<String>,
    copied_url: RefCell<String>,
    /// Counts the looks and their ends, so that neither an old countdown nor a late answer can do anything to a newer one.
    look: Cell<u32>,
}

impl Pane {
    fn is(&self, look: u32) -> bool {
        self.look.get() == look
    }

    fn next_look(&self) -> u32 {
        self.look.set(self.look.get() + 1);
        self.look.get()
    }

    fn is_live(&self) -> bool {
        self.ticket.is_none_or(stream::is_live)
    }

    /// Nobody looks any more, and why, in words.
    fn rest(&self, sight: Sight) {
        self.phase.set(Phase::Idle);
        self.next_look();
        self.sight.set(sight);
        dom::set(&self.element, "data-open", "false");
        self.busy(false);
    }

    /// The button stays where it is and keeps the focus, but says that it does nothing now.
    fn busy(&self, busy: bool) {
        if let Some(button) = dom::find(&self.element, "form button") {
            if busy {
                dom::set(&button, "aria-disabled", "true");
            } else {
                button.remove_attribute("aria-disabled").ok();
            }
        }
    }
}

pub fn watch(pane: &str, ticket: Option<i64>, sight: RwSignal<Sight>, words: &SecretWords) {
    let Some(element) = dom::by_id(pane) else {
        return;
    };
    let pane = Rc::new(Pane {
        element,
        ticket,
        sight,
        words: words.clone(),
        phase: Cell::new(Phase::Idle),
        ended: Cell::new("left"),
        hide_url: RefCell::default(),
        copied_url: RefCell::default(),
        look: Cell::new(0),
    });
    leaving(&pane);
    if let Some(ticket) = ticket {
        hear(&pane, ticket);
    }
    buttons(&pane);
    let posting = Rc::clone(&pane);
    if let Some(form) = dom::find(&pane.element, "form") {
        dom::on(&form.clone(), "submit", move |event| {
            event.prevent_default();
            begin(&posting, &form, None);
        });
    }
}

/// The window loses the focus, or the page is left.
fn leaving(pane: &Rc<Pane>) {
    for (event, how) in [("blur", "blur"), ("pagehide", "left")] {
        let pane = Rc::clone(pane);
        dom::on(&window(), event, move |_| hide(&pane, how));
    }
    let left = Rc::clone(pane);
    dom::on(&document(), "visibilitychange", move |_| {
        if document().hidden() {
            hide(&left, "left");
        }
    });
}

fn hear(pane: &Rc<Pane>, ticket: i64) {
    let told = Rc::clone(pane);
    stream::listen(ticket, move |what| match what {
        Told::Revoked => {
            hide(&told, "revoked");
            told.sight.set(Sight::Hidden(told.words.revoked.clone()));
        }
        // Nobody would tell this page of a lock: nothing stays open without the stream.
        Told::Trying | Told::Waiting(_) | Told::Asleep | Told::GivenUp => cut_off(&told),
        Told::Live | Told::Changed => {}
    });
}

fn buttons(pane: &Rc<Pane>) {
    if let Some(button) = dom::find(&pane.element, "[data-hide]") {
        let pane = Rc::clone(pane);
        dom::on(&button, "click", move |_| hide(&pane, "button"));
    }
    if let Some(button) = dom::find(&pane.element, "[data-copy]") {
        let pane = Rc::clone(pane);
        dom::on(&button, "click", move |_| {
            if let Sight::Open { value, .. } = pane.sight.get_untracked() {
                drop(window().navigator().clipboard().write_text(&value));
                tell(&pane.copied_url.borrow(), "copied");
            }
        });
    }
    let Some(form) = dom::find(&pane.element, "form") else {
        return;
    };
    for decision in ["vault", "keep"] {
        let selector = format!("[data-decide={decision}]");
        if let Some(button) = dom::find(&pane.element, &selector) {
            let (pane, form) = (Rc::clone(pane), form.clone());
            dom::on(&button, "click", move |_| {
                begin(&pane, &form, Some(decision));
            });
        }
    }
}

/// A look begins, once: while one is under way the button does nothing. With a decision about a reason that was
/// held back, it goes on from there.
fn begin(pane: &Rc<Pane>, form: &Element, decision: Option<&str>) {
    match pane.phase.get() {
        Phase::Waiting | Phase::Asked => return,
        Phase::Open => hide(pane, "button"),
        Phase::Idle => {}
    }
    let look = pane.next_look();
    pane.phase.set(Phase::Waiting);
    pane.busy(true);
    pane.sight.set(Sight::Hidden(pane.words.asking.clone()));
    let mut body = dom::fields(form, |_| false);
    if let Some(decision) = decision {
        dom::pair(&mut body, "secrets", decision);
    }
    // The form's fields are emptied at once: a code works only once, a reason is for one look.
    if let Some(code) = dom::find(form, "[name=code]") {
        js_sys::Reflect::set(&code, &JsValue::from_str("value"), &JsValue::from_str("")).ok();
    }
    let url = form.get_attribute("action").unwrap_or_default();
    ask_when_live(Rc::clone(pane), look, url, body, STEPS);
}

/// Asks once the stream stands; a page that would not hear of a lock is given no value.
fn ask_when_live(pane: Rc<Pane>, look: u32, url: String, body: String, steps: u32) {
    if !pane.is(look) {
        return;
    }
    if pane.is_live() {
        pane.phase.set(Phase::Asked);
        return dom::ask(&url, Some(&body), "application/json", move |answer| {
            answered(&pane, look, answer);
        });
    }
    if steps == 0 {
        return pane.rest(Sight::Hidden(pane.words.not_live.clone()));
    }
    dom::after(250, move || {
        ask_when_live(pane, look, url, body, steps - 1);
    });
}

fn answered(pane: &Rc<Pane>, look: u32, answer: Option<dom::Answer>) {
    let Some(answer) = answer else {
        if pane.is(look) {
            pane.rest(Sight::Hidden(pane.words.refused.clone()));
        }
        return;
    };
    let granted = answer.ok && !dom::text(&answer.body, "value").is_empty();
    if !pane.is(look) {
        // It was closed while it was on its way: it is not shown, and the server hears why.
        if granted {
            tell(&dom::text(&answer.body, "hide_url"), pane.ended.get());
        }
        return;
    }
    if granted {
        return show(pane, &answer.body);
    }
    let message = match dom::text(&answer.body, "message") {
        message if message.is_empty() => pane.words.refused.clone(),
        message => message,
    };
    pane.rest(if dom::property(&answer.body, "held").is_truthy() {
        Sight::Held(message)
    } else {
        Sight::Hidden(message)
    });
}

#[expect(clippy::cast_possible_truncation, reason = "a number of seconds")]
fn show(pane: &Rc<Pane>, body: &JsValue) {
    let of = dom::property(body, "seconds").as_f64().unwrap_or(30.0) as i64;
    *pane.hide_url.borrow_mut() = dom::text(body, "hide_url");
    *pane.copied_url.borrow_mut() = dom::text(body, "copied_url");
    let look = pane.next_look();
    pane.phase.set(Phase::Open);
    pane.busy(false);
    let value = dom::text(body, "value");
    pane.sight.set(Sight::Open {
        value,
        left: of,
        of,
    });
    dom::set(&pane.element, "data-open", "true");
    reach_the_button(pane);
    count_down(Rc::clone(pane), look, dom::seconds() + of);
}

/// The value is gone once the window loses the focus, which is where Tab leads from the end of a page. Who works with
/// the keyboard stands on the button that hides it, as soon as it can be reached.
fn reach_the_button(pane: &Rc<Pane>) {
    let button = dom::find(&pane.element, "[data-hide]");
    dom::after(0, move || {
        if let Some(Ok(button)) = button.map(Element::dyn_into::<HtmlElement>) {
            button.focus().ok();
        }
    });
}

fn count_down(pane: Rc<Pane>, look: u32, until: i64) {
    dom::after(250, move || {
        let Sight::Open {
            value,
            of,
            left: shown,
        } = pane.sight.get_untracked()
        else {
            return;
        };
        let left = until - dom::seconds();
        if pane.look.get() != look {
            return;
        }
        if left <= 0 {
            return hide(&pane, "timeout");
        }
        if left != shown {
            pane.sight.set(Sight::Open { value, left, of });
        }
        count_down(pane, look, until);
    });
}

/// Takes away what is open or on its way.
fn hide(pane: &Rc<Pane>, how: &'static str) {
    let phase = pane.phase.get();
    if phase == Phase::Idle {
        return;
    }
    pane.ended.set(how);
    pane.rest(Sight::Hidden(pane.words.closed.clone()));
    if phase == Phase::Open {
        tell(&pane.hide_url.borrow(), how);
    }
}

/// The stream is lost. A look that still waits for it goes on waiting.
fn cut_off(pane: &Rc<Pane>) {
    if matches!(pane.phase.get(), Phase::Asked | Phase::Open) {
        hide(pane, "cut_off");
        pane.sight.set(Sight::Hidden(pane.words.not_live.clone()));
    }
}

fn tell(url: &str, reason: &str) {
    if !url.is_empty() {
        dom::ask(
            url,
            Some(&format!("how={reason}")),
            "application/json",
            |_| (),
        );
    }
}
