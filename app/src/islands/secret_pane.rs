//! Shows a credential for thirty seconds.
//!
//! The form beside it is posted by fetch; the answer carries the value once, and it lives in one text node only. It is taken
//! away after thirty seconds, when the window loses the focus or is left, when the customer locks access, and when the
//! stream breaks that would tell of that; each time the server hears why. Whatever takes it away also takes it away while it
//! is still on its way: an answer that comes afterwards is never shown. Nothing is stored, nothing is logged, no copy is kept
//! here. What nobody can lock (a credential in the customer's own account) needs no stream.

#[cfg(feature = "hydrate")]
mod browser;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::alive;
use crate::wording::{Lang, percent, position};

/// The words of the pane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretWords {
    /// Language of the countdown.
    pub lang: Lang,
    /// "im Klartext", after the name of the field.
    pub in_clear: String,
    /// Said while it is asked for.
    pub asking: String,
    /// The button that moves what looks like a secret out of the reason and into the vault.
    pub vault: String,
    /// The button that sends such a reason all the same.
    pub keep: String,
    /// The button that hides it now.
    pub hide: String,
    /// The button that copies it.
    pub copy: String,
    /// What the button says afterwards.
    pub copied: String,
    /// Said after hiding.
    pub closed: String,
    /// Said when the customer locked access.
    pub revoked: String,
    /// Said when the page would not hear of a lock.
    pub not_live: String,
    /// Said when the server refused without words.
    pub refused: String,
}

/// What the pane shows at the moment. No Debug: it may hold a secret.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the browser ever has a value to show")
)]
enum Sight {
    /// Nothing, with a sentence why, or none at first.
    Hidden(String),
    /// Nothing yet: the reason looks like a secret, in a sentence; it may be sent all the same.
    Held(String),
    /// The value, with the seconds left and of how many.
    Open { value: String, left: i64, of: i64 },
}

/// Watches the form inside the element `pane` and shows what it answers.
#[island]
pub fn SecretPane(
    /// The id of the element with the form.
    pane: String,
    /// What the credential is.
    label: String,
    /// Number of the ticket whose stream tells of a lock; none where nothing can be locked.
    ticket: Option<i64>,
    /// Words.
    words: SecretWords,
) -> impl IntoView {
    let sight = RwSignal::new(Sight::Hidden(String::new()));
    alive!(browser::watch(&pane, ticket, sight, &words));
    #[cfg(not(feature = "hydrate"))]
    let _ = (&pane, ticket);
    let open = move || matches!(sight.get(), Sight::Open { .. });
    let value = move || match sight.get() {
        Sight::Open { value, .. } => value,
        Sight::Hidden(_) | Sight::Held(_) => String::new(),
    };
    let message = move || match sight.get() {
        Sight::Hidden(message) | Sight::Held(message) => message,
        Sight::Open { .. } => String::new(),
    };
    let held = move || matches!(sight.get(), Sight::Held(_));
    let lang = words.lang;
    let left = move || match (sight.get(), lang) {
        (Sight::Open { left, .. }, Lang::De) => format!("noch {left}\u{a0}s sichtbar"),
        (Sight::Open { left, .. }, Lang::En) => format!("visible for {left}\u{a0}s"),
        _ => String::new(),
    };
    let used = move || match sight.get() {
        Sight::Open { left, of, .. } => percent(position((of - left) as f64 / of.max(1) as f64)),
        Sight::Hidden(_) | Sight::Held(_) => "0%".to_owned(),
    };
    let copied = RwSignal::new(false);
    let (copy, copied_word) = (words.copy, words.copied);
    view! {
        <div class="stack gap-2" hidden=move || !open()>
            <output class="value" aria-label=format!("{label} {}", words.in_clear)>{value}</output>
            <div class="clock" data-level="calm">
                <svg class="clock-bar" aria-hidden="true">
                    <rect class="used" width=used></rect>
                    <rect class="mark"></rect>
                </svg>
                <div class="words"><b role="timer">{left}</b></div>
            </div>
            <div class="cluster">
                <button class="button button--small" type="button" data-hide="">{words.hide}</button>
                <button class="button button--small" type="button" data-copy="" on:click=move |_| copied.set(true)>
                    {move || if copied.get() { copied_word.clone() } else { copy.clone() }}
                </button>
            </div>
        </div>
        <p class="sub" role="status">{message}</p>
        <div class="cluster" hidden=move || !held()>
            <button class="button button--small button--primary" type="button" data-decide="vault">{words.vault}</button>
            <button class="button button--small" type="button" data-decide="keep">{words.keep}</button>
        </div>
    }
}
