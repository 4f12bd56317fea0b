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

/// Shorter values are choices and ids, nothing anybody would miss.
const WORTH_SHOWING: usize = 12;

/// The page.
pub fn page(t: &'static Messages, failure: FailureView) -> Markup {
    let again = failure.again.map_or(Markup::EMPTY, |(action, typed)| {
        self::again(t, action, typed)
    });
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
fn again(t: &'static Messages, action: String, typed: Vec<(String, String)>) -> Markup {
    let shown = typed
        .iter()
        .filter(|(name, value)| value.chars().count() > WORTH_SHOWING && name != "idempotency_key")
        .map(|(_, value)| view! { <p class="typed">{value.clone()}</p> })
        .collect::<Vec<_>>();
    let fields = typed
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect::<Vec<_>>();
    view! {
        <form method="post" action=action class="stack">
            <p>{t.failure.kept}</p>
            {shown}
            {fields}
            <p><button type="submit" class="button button--primary">{t.failure.send_again}</button></p>
        </form>
    }
    .markup()
}
