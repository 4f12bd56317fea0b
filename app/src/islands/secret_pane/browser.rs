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

struct Pane {
    element: Element,
    sight: RwSignal<Sight>,
    words: SecretWords,
    /// Where the server hears that it was hidden or copied; changes with each look.
    hide_url: RefCell<String>,
    copied_url: RefCell<String>,
    /// Counts the looks, so that an old countdown cannot hide a new one.
    look: Cell<u32>,
}

pub fn watch(pane: &str, ticket: i64, sight: RwSignal<Sight>, words: &SecretWords) {
    let Some(element) = dom::by_id(pane) else {
        return;
    };
    let pane = Rc::new(Pane {
        element,
        sight,
        words: words.clone(),
        hide_url: RefCell::default(),
        copied_url: RefCell::default(),
        look: Cell::new(0),
    });
    for (name, target) in [("blur", window().into()), ("pagehide", window().into())] {
        let pane = Rc::clone(&pane);
        dom::on(&target, name, move |_| hide(&pane, name));
    }
    let left = Rc::clone(&pane);
    dom::on(&document(), "visibilitychange", move |_| {
        if document().hidden() {
            hide(&left, "left");
        }
    });
    let told = Rc::clone(&pane);
    stream::listen(ticket, move |what| match what {
        Told::Revoked => {
            hide(&told, "revoked");
            told.sight.set(Sight::Hidden(told.words.revoked.clone()));
        }
        // Nobody would tell this page of a lock: nothing stays open without the stream.
        Told::Trying | Told::Waiting(_) | Told::GivenUp => cut_off(&told),
        Told::Live | Told::Changed => {}
    });
    buttons(&pane);
    let posting = Rc::clone(&pane);
    if let Some(form) = dom::find(&pane.element, "form") {
        dom::on(&form.clone(), "submit", move |event| {
            event.prevent_default();
            ask_when_live(Rc::clone(&posting), form.clone(), STEPS);
        });
    }
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
}

/// Asks once the stream stands; a page that would not hear of a lock is given no value.
fn ask_when_live(pane: Rc<Pane>, form: Element, steps: u32) {
    if stream::is_live() {
        return ask(&pane, &form);
    }
    if steps == 0 {
        let words = pane.words.not_live.clone();
        return pane.sight.set(Sight::Hidden(words));
    }
    dom::after(250, move || ask_when_live(pane, form, steps - 1));
}

/// Closes what is open because the stream is lost.
fn cut_off(pane: &Rc<Pane>) {
    if matches!(pane.sight.get_untracked(), Sight::Open { .. }) {
        hide(pane, "left");
        pane.sight.set(Sight::Hidden(pane.words.not_live.clone()));
    }
}

fn ask(pane: &Rc<Pane>, form: &Element) {
    let url = form.get_attribute("action").unwrap_or_default();
    let body = dom::fields(form, |_| false);
    let pane = Rc::clone(pane);
    // The form's fields are emptied at once: a code works only once, a reason is for one look.
    if let Some(code) = dom::find(form, "[name=code]") {
        js_sys::Reflect::set(&code, &JsValue::from_str("value"), &JsValue::from_str("")).ok();
    }
    dom::ask(&url, Some(&body), "application/json", move |answer| {
        let Some(answer) = answer else {
            return pane.sight.set(Sight::Hidden(pane.words.refused.clone()));
        };
        if answer.ok && !dom::text(&answer.body, "value").is_empty() {
            show(&pane, &answer.body);
            if !stream::is_live() {
                cut_off(&pane);
            }
        } else {
            let message = dom::text(&answer.body, "message");
            let message = if message.is_empty() {
                pane.words.refused.clone()
            } else {
                message
            };
            pane.sight.set(Sight::Hidden(message));
        }
    });
}

#[expect(clippy::cast_possible_truncation, reason = "a number of seconds")]
fn show(pane: &Rc<Pane>, body: &JsValue) {
    let of = dom::property(body, "seconds").as_f64().unwrap_or(30.0) as i64;
    *pane.hide_url.borrow_mut() = dom::text(body, "hide_url");
    *pane.copied_url.borrow_mut() = dom::text(body, "copied_url");
    let look = pane.look.get() + 1;
    pane.look.set(look);
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

fn hide(pane: &Rc<Pane>, reason: &str) {
    if !matches!(pane.sight.get_untracked(), Sight::Open { .. }) {
        return;
    }
    pane.sight.set(Sight::Hidden(pane.words.closed.clone()));
    dom::set(&pane.element, "data-open", "false");
    tell(&pane.hide_url.borrow(), reason);
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
