//! Notices: what happened, what is wrong, what comes next.

use std::borrow::Cow;

use leptos::prelude::*;

use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup, Slot};
use crate::render::Flash;

/// The four states, each with its colour and shape, and no state at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Neutral,
    /// Good.
    Ok,
    /// Needs attention soon.
    Warn,
    /// Needs attention now.
    Crit,
    /// Good to know.
    Info,
}

impl Tone {
    /// The value of `data-tone`; none for neutral.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::Neutral => None,
            Self::Ok => Some("ok"),
            Self::Warn => Some("warn"),
            Self::Crit => Some("crit"),
            Self::Info => Some("info"),
        }
    }
}

/// A notice in the text.
#[component]
pub fn Notice(
    /// How it looks.
    #[prop(optional)]
    tone: Tone,
    /// A heading.
    #[prop(optional, into)]
    title: Option<Cow<'static, str>>,
    /// Read out at once; only for what just went wrong.
    #[prop(optional)]
    alert: bool,
    /// What it says.
    children: Slot,
) -> impl IntoView {
    view! {
        <div class="notice" data-tone=tone.code() role=alert.then_some("alert")>
            {title.map(|title| view! { <h2>{title}</h2> })}
            {children.content()}
        </div>
    }
}

/// On top of a refused form: every problem with a link to its field. Nothing where nothing is wrong.
#[component]
pub fn ErrorSummary<'a>(
    /// Values and problems of the form.
    form: &'a Form,
    /// Texts.
    t: &'static Messages,
    /// Says that passwords must be entered again.
    #[prop(optional)]
    secrets: bool,
    /// Names of the fields, so that each line says where: `("subject", t.tickets.subject)`.
    #[prop(optional)]
    labels: Vec<(&'static str, &'static str)>,
) -> Markup {
    let problems = form.problems();
    if problems.is_empty() {
        return Markup::EMPTY;
    }
    let title = if problems.len() == 1 {
        t.parts.error_summary_one
    } else {
        t.parts.error_summary
    };
    let items = problems
        .iter()
        .map(|problem| {
            let label = labels.iter().find(|(name, _)| *name == problem.field);
            let text = label.map_or_else(
                || problem.text.clone(),
                |(_, label)| format!("{label}: {}", problem.text),
            );
            if problem.field.is_empty() {
                view! { <li>{text}</li> }.markup()
            } else {
                let href = format!("#{}", form.place(&problem.field));
                view! { <li><a href=href>{text}</a></li> }.markup()
            }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="notice" data-tone="crit" role="alert" tabindex="-1" id="errors" autofocus=true>
            <h2>{title}</h2>
            <ul>{items}</ul>
            {secrets.then(|| view! { <p>{t.parts.error_kept}</p> })}
        </div>
    }
    .markup()
}

/// The message shown once after a redirect. Layouts write it.
#[component]
pub fn FlashNotice(
    /// What to show.
    flash: Flash,
) -> impl IntoView {
    let role = if flash.tone == Tone::Crit {
        "alert"
    } else {
        "status"
    };
    view! { <div class="notice flash" data-tone=flash.tone.code() role=role>{flash.text}</div> }
}
