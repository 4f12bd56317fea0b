//! The fields of work, the price they would come to, and stopping the timer.

use domain::billing::{PriceRefusal, WorkEntry};
use leptos::prelude::*;
use services::work::{Quote, WorkView, typed};

use super::{WorkPage, article};
use crate::components::{
    Button, ButtonKind, Choice, ErrorSummary, Field, Input, Notice, Opt, Tone, euros,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// The fields of an entry; filled with what it says where it is changed.
pub(super) fn fields(
    t: &'static Messages,
    view: &WorkView,
    form: &Form,
    entry: Option<&WorkEntry>,
) -> Markup {
    let b = &t.billing;
    let said = entry.map(WorkEntry::content);
    let from = said.map(|one| typed(one.span.from())).unwrap_or_default();
    let to = said.map(|one| typed(one.span.to())).unwrap_or_default();
    view! {
        <div class="columns col-narrow">
            <Field form=form name="from" label=b.from input=Input::DateTime value=from required=true />
            <Field form=form name="to" label=b.to input=Input::DateTime value=to required=true />
        </div>
        {rest(t, view, form, entry)}
    }
    .markup()
}

/// Everything but the time.
fn rest(t: &'static Messages, view: &WorkView, form: &Form, entry: Option<&WorkEntry>) -> Markup {
    let b = &t.billing;
    let said = entry.map(WorkEntry::content);
    let (usual, order) = &view.usual;
    let chosen = said.map_or(usual, |one| &one.article).to_string();
    let articles = view
        .articles
        .keys()
        .map(|code| Opt::new(code.to_string(), article(t, view, code)))
        .collect();
    let order = match said {
        Some(_) => view_order(entry),
        None => order.map(|id| id.to_string()).unwrap_or_default(),
    };
    let mut orders = vec![Opt::new("", b.order_none)];
    orders.extend(
        view.orders
            .iter()
            .map(|one| Opt::new(one.id.to_string(), one.scope.clone())),
    );
    let note = said.map(|one| one.note.clone()).unwrap_or_default();
    let reason = said.map(|one| one.waived.clone()).unwrap_or_default();
    let waived = !reason.is_empty();
    let appointment = said.is_some_and(|one| one.appointment);
    view! {
        <div class="columns col-narrow">
            <Field form=form name="article" label=b.article input=Input::Select(articles) value=chosen />
            <Field form=form name="order" label=b.order input=Input::Select(orders) value=order />
        </div>
        <Field form=form name="note" label=b.note hint=b.note_hint input=Input::Area(2) value=note maxlength=500 />
        <Choice form=form name="appointment" label=b.appointment hint=b.appointment_hint checked=appointment />
        <Choice form=form name="waived" label=b.waived checked=waived />
        <Field form=form name="reason" label=b.reason value=reason maxlength=500 />
    }
    .markup()
}

fn view_order(entry: Option<&WorkEntry>) -> String {
    use domain::billing::AgreementId;
    match entry.and_then(|one| one.content().agreement) {
        Some(AgreementId::Order(id)) => id.to_string(),
        _ => String::new(),
    }
}

/// What was asked to cost: by day and rate, the sum, and what keeps it from being billed.
pub(super) fn quote(t: &'static Messages, quote: &Quote) -> Markup {
    let b = &t.billing;
    let locale = t.label.locale();
    let preview = match &quote.price {
        Ok(preview) => preview,
        Err(refusal) => {
            let text = match refusal {
                PriceRefusal::TooLong => b.price_long,
                _ => b.price_none,
            };
            return view! { <Notice tone=Tone::Warn><p>{text}</p></Notice> }.markup();
        }
    };
    let parts = preview
        .parts
        .iter()
        .map(|part| view! { <li>{part.why(locale)}</li> })
        .collect::<Vec<_>>();
    let kept = if quote.waived {
        Some(b.is_waived)
    } else if quote.unagreed {
        Some(b.unagreed)
    } else {
        None
    };
    let title = format!(
        "{}: {} {}",
        b.price_title,
        euros(preview.net.0, t.lang),
        b.net
    );
    view! {
        <Notice tone=Tone::Info title=title>
            <ul class="bullets">{parts}</ul>
            {kept.map(|text| view! { <p>{text}</p> })}
        </Notice>
    }
    .markup()
}

/// Stopping the reader's timer, with what the time was spent on.
pub(super) fn stop(t: &'static Messages, page: &WorkPage) -> Markup {
    let b = &t.billing;
    let view = &page.view;
    let form = &page.stop;
    let action = format!("/tickets/{}/work/stop", view.ticket.number.0);
    view! {
        <form method="post" action=action class="stack form" novalidate>
            <ErrorSummary form=form t=t />
            <Field form=form name="to" id="stop-to" label=b.to_now hint=b.to_now_hint input=Input::DateTime />
            {stop_fields(t, view, form)}
            <div><Button kind=ButtonKind::Primary>{b.stop}</Button></div>
        </form>
    }
    .markup()
}

/// The same fields as of an entry, under ids of their own.
fn stop_fields(t: &'static Messages, view: &WorkView, form: &Form) -> Markup {
    let b = &t.billing;
    let mine = view.running.iter().find(|one| one.person == view.me);
    let code = mine.map_or(&view.usual.0, |one| &one.article).to_string();
    let order = mine.and_then(|one| one.order);
    let articles = view
        .articles
        .keys()
        .map(|code| Opt::new(code.to_string(), article(t, view, code)))
        .collect();
    let mut orders = vec![Opt::new("", b.order_none)];
    orders.extend(
        view.orders
            .iter()
            .map(|one| Opt::new(one.id.to_string(), one.scope.clone())),
    );
    let order = order.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <div class="columns col-narrow">
            <Field form=form name="article" id="stop-article" label=b.article input=Input::Select(articles) value=code />
            <Field form=form name="order" id="stop-order" label=b.order input=Input::Select(orders) value=order />
        </div>
        <Field form=form name="note" id="stop-note" label=b.note hint=b.note_hint input=Input::Area(2) maxlength=500 />
        <Field form=form name="reason" id="stop-reason" label=b.reason_stop hint=b.reason_stop_hint maxlength=500 />
    }
    .markup()
}
