//! The seconds in which a message can be taken back.

use leptos::prelude::*;

use super::alive;
use crate::wording::{Lang, percent, position};

/// Counts down and takes its form away when the time is over.
#[island]
pub fn UndoSend(
    /// Seconds left when the page was rendered.
    seconds: i64,
    /// How long a message waits before it is released.
    total: i64,
    /// Language of the words.
    lang: Lang,
) -> impl IntoView {
    let left = RwSignal::new(seconds);
    let me = NodeRef::<leptos::html::Div>::new();
    alive!({
        let opened = super::dom::seconds();
        super::dom::every(1000, move || {
            let now = seconds + opened - super::dom::seconds();
            left.set(now.max(0));
            if now <= 0
                && let Some(me) = me.get_untracked()
                && let Ok(Some(form)) = me.closest("form")
            {
                form.remove();
            }
        });
    });
    let words = move || match lang {
        Lang::De => format!("noch {}\u{a0}s zurückholbar", left.get()),
        Lang::En => format!("{}\u{a0}s left to undo", left.get()),
    };
    let used = move || percent(position((total - left.get()) as f64 / total.max(1) as f64));
    view! {
        <div class="clock" data-level="calm" node_ref=me>
            <svg class="clock-bar" aria-hidden="true">
                <rect class="used" width=used></rect>
                <rect class="mark"></rect>
            </svg>
            <div class="words"><b role="timer">{words}</b></div>
        </div>
    }
}
