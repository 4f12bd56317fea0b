//! The page of a refusal: what happened, what to do, and the number to tell us.

use leptos::prelude::*;

use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the page shows.
#[derive(Debug, Clone)]
pub struct FailureView {
    /// Status of the answer.
    pub status: u16,
    /// Code of the reason.
    pub code: String,
    /// Id of the request.
    pub request_id: String,
    /// Where a form went that could not be saved, and what it brought: to be sent again from here.
    pub again: Option<(String, Vec<(String, String)>)>,
}

/// Shorter words alone are choices and numbers, nothing anybody would miss.
const WORTH_SHOWING: usize = 12;

/// Whether somebody wrote this: not a choice, nor an id that only the form knows.
fn is_writing(value: &str) -> bool {
    let id = value.len() == 36 && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    !id && (value.trim().contains(char::is_whitespace) || value.chars().count() > WORTH_SHOWING)
}

/// The page.
pub fn page(t: &'static Messages, failure: FailureView) -> Markup {
    let again = failure
        .again
        .map_or(Markup::EMPTY, |form| self::again(t, t.failure.kept, form));
    let (title, text) = t.failure.words(failure.status, &failure.code);
    view! {
        <main id="main" class="page stack gap-6">
            <h1>{title}</h1>
            <p>{text}</p>
            {again}
            <p><a class="button" href="/">{t.failure.home}</a></p>
            <p class="muted">{t.failure.reference}" "<span class="mono">{failure.request_id}</span></p>
        </main>
    }
    .markup()
}

/// What was typed, and a button that sends it once more. It needs nothing but this page.
pub(crate) fn again(
    t: &'static Messages,
    words: &'static str,
    (action, typed): (String, Vec<(String, String)>),
) -> Markup {
    let shown = typed
        .iter()
        .filter(|(name, value)| {
            name != "idempotency_key" && name != "waiting_form" && is_writing(value)
        })
        .map(|(_, value)| view! { <p class="typed">{value.clone()}</p> })
        .collect::<Vec<_>>();
    let fields = typed
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect::<Vec<_>>();
    view! {
        <form method="post" action=action class="stack">
            <p>{words}</p>
            {shown}
            {fields}
            <p><button type="submit" class="button button--primary">{t.failure.send_again}</button></p>
        </form>
    }
    .markup()
}

#[cfg(test)]
mod tests {
    use super::is_writing;

    #[test]
    fn what_was_written_is_shown_and_ids_are_not() {
        assert!(is_writing("Server weg"));
        assert!(is_writing("Zertifikatswarnung"));
        assert!(!is_writing("question"));
        assert!(!is_writing("01a20238-5928-70f9-898d-5321c97720fd"));
        assert!(is_writing("Vorgang 01a20238-5928-70f9-898d-5321c97720fd"));
    }
}
