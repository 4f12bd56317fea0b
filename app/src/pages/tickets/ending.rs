//! The states a ticket can go to by a button, and its end with the reason of a broken promise.

use domain::report::BreachReason;
use domain::ticket::{Class, TicketState};
use leptos::prelude::*;
use services::tickets::TicketView;

use crate::components::{Button, Field, Input, Opt};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// A text of the page.
type Word = fn(&'static Messages) -> &'static str;

/// The states a button leads to from here.
pub(super) fn states(view: &TicketView) -> Vec<(&'static str, Word)> {
    let state = view.ticket.state;
    let mut acts: Vec<(&'static str, Word)> = Vec::new();
    match state {
        TicketState::Resolved | TicketState::Closed => {
            if view.ticket.class != Class::Intervention {
                acts.push(("reopen", |t| t.tickets.reopen));
            }
            if state == TicketState::Resolved && !view.held {
                acts.push(("close", |t| t.tickets.close));
            }
        }
        _ => {
            if state != TicketState::Open {
                acts.push(("open", |t| t.label.ticket_state(TicketState::Open)));
            }
            if state != TicketState::WaitingCustomer {
                acts.push(("wait_customer", |t| {
                    t.label.ticket_state(TicketState::WaitingCustomer)
                }));
            }
            if state != TicketState::WaitingThirdParty {
                acts.push(("wait_third_party", |t| {
                    t.label.ticket_state(TicketState::WaitingThirdParty)
                }));
            }
            if !view.held {
                acts.push(("resolve", |t| t.tickets.resolve));
            }
        }
    }
    acts
}

/// The end of a ticket whose promise was broken: with the reason (rule 29).
pub(super) fn ending(
    t: &'static Messages,
    action: &str,
    form: &Form,
    act: &'static str,
    label: &'static str,
) -> Markup {
    let reasons = BreachReason::ALL.iter();
    let reasons = reasons.map(|one| Opt::new(one.code(), one.label(t.label.locale())));
    let first = Opt::new("", t.tickets.breach_choose);
    let reasons = std::iter::once(first).chain(reasons).collect();
    view! {
        <form method="post" action=action.to_owned() class="stack gap-2">
            <input type="hidden" name="act" value=act />
            <Field form=form name="breach_reason" label=t.tickets.breach_reason hint=t.tickets.breach_hint input=Input::Select(reasons) required=true />
            <Field form=form name="breach_note" label=t.tickets.breach_note maxlength=500 />
            <div><Button small=true>{label}</Button></div>
        </form>
    }
    .markup()
}
