//! Saves what is typed into a form on the server, for this person, while it is being typed.
//!
//! Secret fields (`data-secret`), hidden fields and files stay out. Submitting the form cancels what is pending: the route
//! that takes the form also ends its draft.

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

    use leptos::prelude::{RwSignal, Set, document};
    use web_sys::Element;

    use crate::islands::dom;
    use crate::wording::Lang;

    /// Quiet time after the last key before the draft is sent.
    const PAUSE_MS: u64 = 1500;

    struct Draft {
        form: Element,
        url: String,
        status: RwSignal<String>,
        lang: Lang,
        sent: RefCell<String>,
        edits: Cell<u32>,
        submitted: Cell<bool>,
    }

    pub fn watch(form: &str, key: String, status: RwSignal<String>, lang: Lang) {
        let Some(form) = dom::by_id(form) else { return };
        let draft = Rc::new(Draft {
            sent: RefCell::new(body(&form)),
            form,
            url: format!("/drafts/{key}"),
            status,
            lang,
            edits: Cell::new(0),
            submitted: Cell::new(false),
        });
        let typed = Rc::clone(&draft);
        dom::on(&draft.form, "input", move |_| {
            let edit = typed.edits.get() + 1;
            typed.edits.set(edit);
            let waiting = Rc::clone(&typed);
            dom::after(PAUSE_MS, move || {
                if waiting.edits.get() == edit {
                    save(&waiting);
                }
            });
        });
        let submitted = Rc::clone(&draft);
        dom::on(&draft.form, "submit", move |_| {
            submitted.submitted.set(true);
        });
        dom::on(&document(), "visibilitychange", move |_| {
            if document().hidden() {
                save(&draft);
            }
        });
    }

    fn body(form: &Element) -> String {
        dom::fields(form, |field| {
            field.has_attribute("data-secret")
                || field.get_attribute("type").as_deref() == Some("hidden")
        })
    }

    fn save(draft: &Rc<Draft>) {
        let body = body(&draft.form);
        if draft.submitted.get() || *draft.sent.borrow() == body {
            return;
        }
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
        });
    }
}
