//! Saves what is typed into a form on the server, for this person, while it is being typed.
//!
//! Secret fields (`data-secret`), hidden fields and files stay out; a field whose first text was drafted by the program
//! (named in the form's `data-generated`) only comes in once it was changed. Submitting the form cancels what is pending:
//! the route that takes the form also ends its draft. Submitting another form of the page waits until what was typed here
//! is stored, because the page that comes back shows what is stored.

use leptos::prelude::*;

use super::alive;
use crate::wording::Lang;

/// Watches a form and posts its fields to `/drafts/{key}`; says when it last did.
#[island]
pub fn DraftSaver(
    /// The id of the form.
    form: String,
    /// Key of the draft.
    key: String,
    /// When the draft shown was saved ("14:04"); empty if there is none.
    saved: String,
    /// Language of the words.
    lang: Lang,
) -> impl IntoView {
    let words = lang.pick("Entwurf gesichert", "Draft saved");
    let at = move |time: &str| {
        if time.is_empty() {
            String::new()
        } else {
            format!("{words} {time}")
        }
    };
    let status = RwSignal::new(at(&saved));
    alive!(live::watch(&form, key, status, lang));
    #[cfg(not(feature = "hydrate"))]
    let _ = (form, key);
    view! { <span class="draft" role="status">{move || status.get()}</span> }
}

#[cfg(feature = "hydrate")]
mod live {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use leptos::prelude::{RwSignal, Set, document, window};
    use wasm_bindgen::{JsCast as _, JsValue};
    use web_sys::{Element, Event};

    use crate::islands::dom;
    use crate::wording::Lang;

    /// Quiet time after the last key before the draft is sent.
    const PAUSE_MS: u64 = 1500;
    /// How long another form waits for drafts at most.
    const PATIENCE_MS: u64 = 3_000;

    struct Draft {
        form: Element,
        url: String,
        status: RwSignal<String>,
        lang: Lang,
        sent: RefCell<String>,
        edits: Cell<u32>,
        submitted: Cell<bool>,
        /// Sent and not answered yet. One at a time: two could arrive in the other order.
        under_way: Cell<bool>,
        /// What goes on with the answer.
        afterwards: RefCell<Vec<Box<dyn FnOnce()>>>,
    }

    thread_local! {
        /// All drafts of the page.
        static DRAFTS: RefCell<Vec<Rc<Draft>>> = const { RefCell::new(Vec::new()) };
    }

    pub fn watch(form: &str, key: String, status: RwSignal<String>, lang: Lang) {
        let Some(form) = dom::by_id(form) else { return };
        // What a refused form brings back was never stored: sending it came before the next save.
        let refused = dom::find(&form, "[aria-invalid='true']").is_some();
        let sent = if refused { String::new() } else { body(&form) };
        let draft = Rc::new(Draft {
            sent: RefCell::new(sent),
            form,
            url: format!("/drafts/{key}"),
            status,
            lang,
            edits: Cell::new(0),
            submitted: Cell::new(false),
            under_way: Cell::new(false),
            afterwards: RefCell::default(),
        });
        let typed = Rc::clone(&draft);
        dom::on(&draft.form, "input", move |_| {
            let edit = typed.edits.get() + 1;
            typed.edits.set(edit);
            let waiting = Rc::clone(&typed);
            dom::after(PAUSE_MS, move || {
                if waiting.edits.get() == edit {
                    save(&waiting, || ());
                }
            });
        });
        if refused {
            save(&draft, || ());
        }
        if DRAFTS.with_borrow(Vec::is_empty) {
            page();
        }
        DRAFTS.with_borrow_mut(|drafts| drafts.push(draft));
    }

    fn drafts() -> Vec<Rc<Draft>> {
        DRAFTS.with_borrow(Clone::clone)
    }

    /// What concerns all drafts of the page at once.
    fn page() {
        dom::on(&document(), "visibilitychange", |_| {
            if document().hidden() {
                for draft in drafts() {
                    // Nobody may be there to send it after the answer to what is under way.
                    send(&draft, || ());
                }
            }
        });
        // A page that the browser kept and shows again goes on saving.
        dom::on(&window(), "pageshow", |_| {
            for draft in drafts() {
                draft.submitted.set(false);
            }
        });
        let door = Rc::new(Cell::new(Door::Open));
        dom::on(&document(), "submit", move |event| {
            submitting(&event, &door);
        });
    }

    /// Whether a form may go.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Door {
        /// Once the drafts of the others are stored.
        Open,
        /// Not now: one waits for the drafts.
        Held,
        /// At once: this is the one that waited.
        Through,
    }

    /// A form of the page is submitted: its own draft is over, the others are stored first. What is under way of its own comes
    /// before it too: behind it, it would bring the draft back that the form just ended.
    fn submitting(event: &Event, door: &Rc<Cell<Door>>) {
        let Some(form) = event.target().and_then(|f| f.dyn_into::<Element>().ok()) else {
            return;
        };
        // A form that a script answers leaves the page as it is.
        if event.default_prevented() || door.get() == Door::Through {
            return;
        }
        if door.get() == Door::Held {
            return event.prevent_default();
        }
        let (own, others): (Vec<_>, Vec<_>) =
            drafts().into_iter().partition(|draft| draft.form == form);
        for draft in &own {
            draft.submitted.set(true);
        }
        let unsaved: Vec<_> = (own.into_iter().filter(|d| d.under_way.get()))
            .chain(others.into_iter().filter(|d| is_unsaved(d)))
            .collect();
        if unsaved.is_empty() {
            return;
        }
        event.prevent_default();
        door.set(Door::Held);
        let go_on = going_on(form, dom::property(event, "submitter"), door);
        let open = Rc::new(Cell::new(unsaved.len()));
        for draft in unsaved {
            let (open, go_on) = (Rc::clone(&open), Rc::clone(&go_on));
            save(&draft, move || {
                open.set(open.get() - 1);
                if open.get() == 0 {
                    go_on();
                }
            });
        }
        dom::after(PATIENCE_MS, move || go_on());
    }

    /// Submits the form as its button did, once: by the last answer or by the end of patience, whichever comes first. What
    /// could not be stored in time is lost to the page that comes back.
    fn going_on(form: Element, submitter: JsValue, door: &Rc<Cell<Door>>) -> Rc<dyn Fn()> {
        let (waits, door) = (Cell::new(true), Rc::clone(door));
        Rc::new(move || {
            if !waits.replace(false) {
                return;
            }
            door.set(Door::Through);
            // Its place may have been redrawn meanwhile; a form outside the page would not be sent.
            if !form.is_connected()
                && let Some(body) = document().body()
            {
                form.set_attribute("hidden", "").ok();
                body.append_child(&form).ok();
            }
            if let Ok(again) = dom::property(&form, "requestSubmit").dyn_into::<js_sys::Function>()
            {
                again.call1(&form, &submitter).ok();
            }
            door.set(Door::Open);
        })
    }

    fn body(form: &Element) -> String {
        let generated = form.get_attribute("data-generated");
        dom::fields(form, |field| {
            let drafted = generated.is_some() && generated == field.get_attribute("name");
            field.has_attribute("data-secret")
                || field.get_attribute("type").as_deref() == Some("hidden")
                || drafted && dom::text(field, "value") == dom::text(field, "defaultValue")
        })
    }

    fn is_unsaved(draft: &Draft) -> bool {
        !draft.submitted.get() && *draft.sent.borrow() != body(&draft.form)
    }

    /// Stores what is typed, if it is not, and calls back when the server answered.
    fn save(draft: &Rc<Draft>, done: impl FnOnce() + 'static) {
        if draft.under_way.get() {
            let again = Rc::clone(draft);
            let next = Box::new(move || save(&again, done));
            return draft.afterwards.borrow_mut().push(next);
        }
        send(draft, done);
    }

    /// The same without waiting for what is under way.
    fn send(draft: &Rc<Draft>, done: impl FnOnce() + 'static) {
        if !is_unsaved(draft) {
            return done();
        }
        let body = body(&draft.form);
        draft.under_way.set(true);
        let (status, lang) = (draft.status, draft.lang);
        let saving = Rc::clone(draft);
        let sent = body.clone();
        dom::ask(&draft.url, Some(&body), "application/json", move |answer| {
            let answer = answer.filter(|answer| answer.ok);
            if answer.is_some() {
                *saving.sent.borrow_mut() = sent;
            }
            // Fields that seem to hold a secret are left out of a draft.
            let left_out = answer
                .as_ref()
                .is_some_and(|answer| dom::property(&answer.body, "saved").is_falsy());
            if left_out {
                status.set(
                    lang.pick(
                        "Nicht ganz gesichert: enthält vermutlich Zugangsdaten",
                        "Not fully saved: probably contains credentials",
                    )
                    .to_owned(),
                );
            } else if answer.is_some() {
                let now = js_sys::Date::new_0();
                let (hours, minutes) = (now.get_hours(), now.get_minutes());
                let words = lang.pick("Entwurf gesichert", "Draft saved");
                status.set(format!("{words} {hours:02}:{minutes:02}"));
            } else {
                status.set(
                    lang.pick("Entwurf nicht gesichert", "Draft not saved")
                        .to_owned(),
                );
            }
            done();
            saving.under_way.set(false);
            for next in saving.afterwards.take() {
                next();
            }
        });
    }
}
