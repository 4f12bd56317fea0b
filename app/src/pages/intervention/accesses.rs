//! *Zugriffsprotokoll*: who was on which system, one line an intervention, each with its log. // I-43

use domain::time::Timestamp;
use leptos::prelude::*;
use services::tickets::CustomerCase;

use crate::components::{Empty, intervention_state, when};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// The page.
pub fn accesses(t: &'static Messages, cases: &[CustomerCase], now: Timestamp) -> Markup {
    let rows = cases
        .iter()
        .map(|case| {
            let href = format!("/tickets/{}/live", case.number.0);
            let title = case
                .system_name
                .clone()
                .unwrap_or_else(|| case.subject.clone());
            view! {
                <li>
                    <div>
                        <h3><a href=href>{title}</a></h3>
                        <p class="muted">{t.tickets.number(case.number.0)}", "{case.subject.as_str()}", "{when(case.updated_at, now, t)}</p>
                    </div>
                    <p>{intervention_state(t, case.state, true)}</p>
                </li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let content = if rows.is_empty() {
        view! { <Empty title=t.live.none_title text=t.live.none_text /> }.markup()
    } else {
        view! { <h2 class="visually-hidden">{t.live.title}</h2><ul class="rows rows--action">{rows}</ul> }.markup()
    };
    view! {
        <main id="main" class="page stack gap-6">
            <header><h1>{t.live.title}</h1><p class="lead">{t.live.list_lead}</p></header>
            {content}
        </main>
    }
    .markup()
}
