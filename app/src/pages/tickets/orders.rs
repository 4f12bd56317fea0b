//! Offers on a ticket, and the finding that its cause is the customer's own application. // M-29, M-31, M-33

use domain::contract::OrderState;
use domain::ticket::{Class, TicketState, repeats};
use domain::time::{Timestamp, day_and_time};
use leptos::prelude::*;
use services::tickets::{FindingRow, TicketView};

use crate::components::{
    Button, ButtonKind, Choice, ChoiceKind, Choices, Field, Input, Menu, Notice, OrderLine, Panel,
    PostButton, Tone, badge,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// The names the offer's fields have in its own form, and in the form of the finding.
#[derive(Clone, Copy)]
struct Names {
    scope: &'static str,
    kind: &'static str,
    price: &'static str,
    ceiling: &'static str,
}

const OFFER: Names = Names {
    scope: "offer_scope",
    kind: "offer_kind",
    price: "offer_price",
    ceiling: "offer_ceiling",
};
const WITH_FINDING: Names = Names {
    scope: "found_scope",
    kind: "found_kind",
    price: "found_price",
    ceiling: "found_ceiling",
};

/// Whether something can still be agreed here.
fn is_alive(view: &TicketView) -> bool {
    let over = matches!(
        view.ticket.state,
        TicketState::Resolved | TicketState::Closed
    );
    !over && view.ticket.class != Class::Intervention
}

/// What stands beside the ticket at the desk: finding, offers, and the forms of both.
pub(super) fn desk(t: &'static Messages, view: &TicketView, form: &Form, now: Timestamp) -> Markup {
    let o = &t.orders;
    let alive = is_alive(view) && view.may.offer;
    if view.orders.is_empty() && view.findings.is_empty() && !alive {
        return Markup::EMPTY;
    }
    let number = view.ticket.number.0;
    let standing = standing(view);
    let found = standing.map(|row| {
        let back = alive.then(|| {
            let action = format!("/tickets/{number}/finding/withdraw");
            view! { <PostButton action=action small=true>{o.take_back}</PostButton> }
        });
        view! { {finding(t, view, row, now)}{back} }.markup()
    });
    let lines = lines(t, view, now, |id| {
        let action = format!("/tickets/{number}/offers/{id}");
        let fields = vec![("answer", "withdraw".to_owned())];
        alive.then(|| {
            view! { <PostButton action=action small=true kind=ButtonKind::Quiet fields=fields>{o.withdraw}</PostButton> }.markup()
        })
    });
    let refused = |start: &str| form.problems().iter().any(|p| p.field.starts_with(start));
    let offer = alive.then(|| {
        view! {
            <Menu label=t.work.offer_make open=refused("offer_")>
                <form method="post" action=format!("/tickets/{number}/offers") class="stack" novalidate>
                    {fields(t, form, OFFER, true)}
                    <div class="cluster"><Button>{t.work.offer_send}</Button><span class="sub">{o.send_hint}</span></div>
                </form>
            </Menu>
        }
    });
    let fault = matches!(view.ticket.class, Class::Fault | Class::Emergency);
    let find = (alive && fault && standing.is_none())
        .then(|| finding_form(t, number, form, refused("found_")));
    view! {
        <Panel id="orders" title=o.title aside=o.aside>
            <div class="stack">{found}{lines}{offer}{find}</div>
        </Panel>
    }
    .markup()
}

/// What the customer reads: the finding, and offers to answer.
pub(super) fn customer(
    t: &'static Messages,
    view: &TicketView,
    form: &Form,
    now: Timestamp,
) -> Markup {
    let o = &t.orders;
    let found = standing(view).map(|row| finding(t, view, row, now));
    if view.orders.is_empty() {
        return found.unwrap_or(Markup::EMPTY);
    }
    let number = view.ticket.number.0;
    let may = view.may.accept && is_alive(view);
    let lines = lines(t, view, now, |id| {
        let action = format!("/tickets/{number}/offers/{id}");
        may.then(|| {
            view! {
                <form method="post" action=action class="cluster">
                    <Button kind=ButtonKind::Primary small=true name="answer" value="accept">{t.intervention.offer_accept}</Button>
                    <Button small=true name="answer" value="decline">{t.intervention.offer_decline}</Button>
                </form>
            }
            .markup()
        })
    });
    let who = (!may).then(|| view! { <p class="small muted">{o.who}</p> });
    let raises = may.then(|| raises(t, view, form));
    view! {
        {found}
        <Panel id="orders" title=t.intervention.offers aside=o.aside><div class="stack">{lines}{raises}{who}</div></Panel>
    }
    .markup()
}

/// Raising the ceiling of what was accepted: what lies beyond is billed up to the new one.
fn raises(t: &'static Messages, view: &TicketView, form: &Form) -> Vec<Markup> {
    let b = &t.billing;
    let number = view.ticket.number.0;
    let accepted = view
        .orders
        .iter()
        .filter(|order| order.state == OrderState::Accepted && order.ceiling_cents.is_some());
    accepted
        .map(|order| {
            let id = order.id.to_string();
            let name = format!("ceiling_{id}");
            let action = format!("/tickets/{number}/offers/{id}");
            let open = form.error(&name).is_some();
            let label = format!("{}: {}", b.raise, order.scope);
            view! {
                <Menu label=label open=open>
                    <form method="post" action=action class="stack" novalidate>
                        <Field form=form name=name label=b.raise_to hint=b.raise_hint input=Input::Amount unit="€" required=true maxlength=12 />
                        <div><Button small=true name="answer" value="raise">{b.raise}</Button></div>
                    </form>
                </Menu>
            }
            .markup()
        })
        .collect()
}

fn standing(view: &TicketView) -> Option<&FindingRow> {
    view.findings.iter().find(|row| row.withdrawn_at.is_none())
}

/// The offers, each with what can be done about it while it is open.
fn lines(
    t: &'static Messages,
    view: &TicketView,
    now: Timestamp,
    act: impl Fn(&str) -> Option<Markup>,
) -> Option<Markup> {
    let rows = view
        .orders
        .iter()
        .map(|order| {
            let line = OrderLine::of(t, order, now);
            let act = line.open.then(|| act(&order.id.to_string())).flatten();
            view! {
                <li class="stack gap-2">
                    <p class="cluster between"><b>{line.scope}</b><span>{line.price}</span></p>
                    <p class="small">{badge(line.shape, line.state)}</p>
                    {act}
                </li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> }.markup())
}

/// The finding that stands: what, why not covered, whether it repeats, and how it goes on.
fn finding(t: &'static Messages, view: &TicketView, row: &FindingRow, now: Timestamp) -> Markup {
    let o = &t.orders;
    let since = |order: &&services::tickets::OrderRow| order.offered_at >= row.found_at;
    let next = if view.stopped { o.stopped } else { o.goes_on };
    let follows =
        (!view.orders.iter().any(|order| since(&order))).then(|| view! { <p>{o.no_offer}</p> });
    let repeats = repeats(row.nth).then(|| view! { <p><b>{o.repeats(row.nth)}</b></p> });
    let title = if view.may.desk {
        o.found_title
    } else {
        o.found_yours
    };
    let when = day_and_time(row.found_at, now, t.lang == Lang::De);
    let tone = if view.stopped { Tone::Warn } else { Tone::Info };
    view! {
        <Notice tone=tone title=title>
            <p class="muted">{o.found_at(&row.service, &when)}</p>
            <p class="pre">{row.finding.as_str()}</p>
            <p>{o.why}" "{row.excluded.as_str()}</p>
            {repeats}
            <p><b>{next}</b></p>
            {follows}
        </Notice>
    }
    .markup()
}

/// What is offered, how it is charged, and at most what it costs.
fn fields(t: &'static Messages, form: &Form, names: Names, required: bool) -> Markup {
    let (w, o) = (&t.work, &t.orders);
    view! {
        <Field form=form name=names.scope label=w.offer_scope hint=w.offer_scope_hint input=Input::Area(2) required=required maxlength=2_000 />
        <Choices form=form name=names.kind legend=w.offer_kind>
            <Choice form=form name=names.kind value="time" kind=ChoiceKind::Radio label=o.time own_error=false />
            <Choice form=form name=names.kind value="fixed" kind=ChoiceKind::Radio label=w.offer_fixed own_error=false />
        </Choices>
        <div class="columns col-narrow">
            <Field form=form name=names.price label=w.offer_price hint=w.offer_price_hint input=Input::Amount unit="€" maxlength=12 />
            <Field form=form name=names.ceiling label=w.offer_ceiling hint=w.offer_ceiling_hint input=Input::Amount unit="€" maxlength=12 />
        </div>
    }
    .markup()
}

fn finding_form(t: &'static Messages, number: i64, form: &Form, open: bool) -> Markup {
    let o = &t.orders;
    view! {
        <Menu label=o.find open=open>
            <form method="post" action=format!("/tickets/{number}/finding") class="stack" novalidate>
                <p class="sub">{o.find_lead}</p>
                <Field form=form name="found_service" label=o.service hint=o.service_hint required=true maxlength=80 />
                <Field form=form name="found_finding" label=o.finding hint=o.finding_hint input=Input::Area(4) required=true maxlength=2_000 />
                <Field form=form name="found_excluded" label=o.excluded hint=o.excluded_hint input=Input::Area(2) required=true maxlength=1_000 />
                <fieldset class="stack"><legend>{o.with_offer}</legend><p class="sub">{o.with_offer_hint}</p>{fields(t, form, WITH_FINDING, false)}</fieldset>
                <div><Button>{o.find_act}</Button></div>
            </form>
        </Menu>
    }
    .markup()
}
