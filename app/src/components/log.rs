//! What was done, looked at, refused: the engineer's log and the customer's.

use std::borrow::Cow;

use domain::time::Timestamp;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::notice::Tone;
use super::state::{Shape, badge};
use super::text::at_clock;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Anchor and key of live insertion.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// What it was, as picture beside the words (customer's log only).
    pub icon: Icon,
    /// Critical for refusals, warning for looks at secrets.
    pub tone: Tone,
    /// What was done.
    pub title: String,
    /// How: the method, the kind of entry (engineer's log only).
    pub side: Cow<'static, str>,
    /// Result, file, reason.
    pub meta: String,
    /// The customer does not see this line.
    pub internal: bool,
}

/// Whose log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFor {
    /// The engineer: dense.
    Desk,
    /// The customer: large, with pictures.
    Customer,
}

/// A log, newest first.
#[component]
pub fn Log(
    /// Texts.
    t: &'static Messages,
    /// Whose.
    audience: LogFor,
    /// The lines, newest first.
    lines: Vec<LogLine>,
) -> impl IntoView {
    let class = match audience {
        LogFor::Desk => "log",
        LogFor::Customer => "log log--live",
    };
    let lines = lines
        .into_iter()
        .map(|line| log_line(t, audience, line))
        .collect::<Vec<_>>();
    view! { <ol class=class id="log">{lines}</ol> }
}

/// One line as list item; also what the fragment route of the live view answers.
pub fn log_line(t: &'static Messages, audience: LogFor, line: LogLine) -> Markup {
    match audience {
        LogFor::Customer => view! {
            <li id=line.id data-tone=line.tone.code()>
                {at_clock(line.at, t)}
                <div>{icon(line.icon)}<h3>{line.title}</h3><p class="muted">{line.meta}</p></div>
            </li>
        }
        .markup(),
        LogFor::Desk => {
            let title = if line.tone == Tone::Crit {
                view! { <b data-tone="crit">{badge(Shape::Denied, line.title)}</b> }.markup()
            } else {
                view! { <b>{line.title}</b> }.markup()
            };
            let internal = line
                .internal
                .then(|| view! { {icon(Icon::Lock)}" "{t.parts.internal_only}", " });
            view! {
                <li id=line.id>
                    {at_clock(line.at, t)}
                    <div>
                        <p class="cluster between">{title}<span>{internal}{line.side}</span></p>
                        <p class="meta">{line.meta}</p>
                    </div>
                </li>
            }
            .markup()
        }
    }
}
