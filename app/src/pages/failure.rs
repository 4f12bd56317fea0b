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
}

/// The page.
pub fn page(t: &'static Messages, failure: FailureView) -> Markup {
    let (title, text) = t.failure.words(failure.status, &failure.code);
    view! {
        <main id="main" class="page stack gap-6">
            <h1>{title}</h1>
            <p>{text}</p>
            <p><a class="button" href="/">{t.failure.home}</a></p>
            <p class="muted">{t.failure.reference}" "<span class="mono">{failure.request_id}</span></p>
        </main>
    }
    .markup()
}
