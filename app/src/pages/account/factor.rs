//! The part of the account page about the second factor. Every act here asks for a fresh check first.

use leptos::prelude::*;

use services::accounts::Profile;

use super::day;
use crate::components::{ButtonKind, Panel, PostButton};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

pub(super) fn panel(t: &'static Messages, profile: &Profile) -> Markup {
    let a = &t.account;
    let content = match profile.factor_since {
        None => view! {
            <p>{a.factor_none}</p>
            <PostButton action="/account/factor/start">{a.factor_start}</PostButton>
        }
        .markup(),
        Some(since) => {
            let removal = if profile.factor_demanded {
                view! { <p class="muted">{a.factor_demanded}</p> }.markup()
            } else {
                view! { <PostButton action="/account/factor/remove" kind=ButtonKind::Danger>{a.factor_remove}</PostButton> }
                    .markup()
            };
            view! {
                <p>{a.factor_since(&day(since, t))}" "{a.codes_left(profile.recovery_codes_left)}</p>
                <div class="stack gap-2">
                    <PostButton action="/account/factor/codes">{a.codes_new}</PostButton>
                    <p class="hint">{a.codes_new_hint}</p>
                </div>
                <div class="stack gap-2">
                    <PostButton action="/account/factor/start">{a.factor_replace}</PostButton>
                    <p class="hint">{a.factor_replace_hint}</p>
                </div>
                {removal}
            }
            .markup()
        }
    };
    view! { <Panel id="factor" title=a.factor><div class="stack">{content}</div></Panel> }.markup()
}
