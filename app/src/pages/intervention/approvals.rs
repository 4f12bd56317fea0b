//! *Freigaben*: looks that wait for a second person.

use domain::credential::APPROVAL_SECONDS;
use domain::time::span;
use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Empty, Panel};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// A request to approve a look.
pub struct ApprovalLine {
    /// Id of the approval.
    pub id: String,
    /// Number of the ticket.
    pub ticket: i64,
    /// Who wants to look at what.
    pub title: String,
    /// Subject of the ticket.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// When it was asked.
    pub when: String,
}

/// What the page shows: requests the reader may decide.
pub struct ApprovalsPage {
    /// Requests, oldest first.
    pub requests: Vec<ApprovalLine>,
}

/// The page.
pub fn approvals(t: &'static Messages, page: &ApprovalsPage) -> Markup {
    let w = &t.work;
    let lead = w.approvals_lead(&span(APPROVAL_SECONDS, t.label.locale()));
    let requests = if page.requests.is_empty() {
        view! { <Empty title=w.approvals_empty text=w.approvals_empty_text /> }.markup()
    } else {
        let rows = page
            .requests
            .iter()
            .map(|line| request(t, line))
            .collect::<Vec<_>>();
        view! { <ul class="rows">{rows}</ul> }.markup()
    };
    view! {
        <main id="main" class="page stack gap-8">
            <header class="stack"><h1>{w.approvals}</h1><p class="muted">{lead}</p></header>
            <Panel id="requests" title=w.waiting_approvals>{requests}</Panel>
        </main>
    }
    .markup()
}

fn request(t: &'static Messages, line: &ApprovalLine) -> Markup {
    let w = &t.work;
    let ticket = line.ticket;
    view! {
        <li class="stack gap-2">
            <p><b>{line.title.clone()}</b></p>
            <p><a href=format!("/desk/tickets/{ticket}/intervention")>{w.title(ticket)}</a>": "{line.subject.clone()}</p>
            <p>{line.reason.clone()}</p>
            <p class="sub">{line.when.clone()}</p>
            <form method="post" action=format!("/desk/approvals/{}", line.id) class="cluster">
                <Button kind=ButtonKind::Primary small=true name="answer" value="approve">{w.approve}</Button>
                <Button small=true name="answer" value="refuse">{w.refuse}</Button>
            </form>
        </li>
    }
    .markup()
}
