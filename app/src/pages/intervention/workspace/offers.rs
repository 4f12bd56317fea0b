//! Prices for what the procedure does not include: what waits for one, what was offered, a form for the next. // I-19, I-20

use domain::intervention::Task;
use leptos::prelude::*;

use super::{Acts, act};
use crate::components::{
    Button, Choice, ChoiceKind, Choices, Field, Input, Menu, Notice, Opt, OrderLine, Panel, Tone,
    badge,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// The offers of a case.
pub struct OffersPanel {
    /// In the order they were made.
    pub lines: Vec<OrderLine>,
    /// Tasks the customer asked for that nobody has named a price for.
    pub waiting: Vec<Task>,
    /// Tasks an offer can be made for, those that wait first.
    pub tasks: Vec<Task>,
    /// The price by time under the customer's plan, in words.
    pub by_time: String,
    /// Days an offer can be accepted.
    pub days: i64,
}

/// The panel; nothing where there is neither an offer nor anything to offer.
pub(super) fn panel(
    t: &'static Messages,
    ticket: i64,
    form: &Form,
    offers: &OffersPanel,
    acts: Acts,
) -> Markup {
    let may = acts.offer && !offers.tasks.is_empty();
    if offers.lines.is_empty() && !may {
        return Markup::EMPTY;
    }
    let waiting = (!offers.waiting.is_empty()).then(|| {
        let names: Vec<&str> = offers
            .waiting
            .iter()
            .map(|task| t.label.task(*task))
            .collect();
        view! { <Notice tone=Tone::Warn>{t.work.offer_waiting(&names.join(", "))}</Notice> }
    });
    let lines = offers
        .lines
        .iter()
        .map(|line| {
            view! {
                <li>
                    <p class="cluster between"><b>{line.scope.as_str()}</b><span>{line.price.as_str()}</span></p>
                    <p class="small">{badge(line.shape, line.state.clone())}</p>
                </li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let lines = (!lines.is_empty()).then(|| view! { <ul class="rows">{lines}</ul> });
    let make = may.then(|| offer_form(t, ticket, form, offers));
    view! {
        <Panel id="offers" title=t.intervention.offers aside=t.work.offer_aside>
            <div class="stack">{waiting}{lines}{make}</div>
        </Panel>
    }
    .markup()
}

fn offer_form(t: &'static Messages, ticket: i64, form: &Form, offers: &OffersPanel) -> Markup {
    let w = &t.work;
    let tasks = offers
        .tasks
        .iter()
        .map(|task| Opt::new(task.code(), t.label.task(*task)))
        .collect();
    let refused = form
        .problems()
        .iter()
        .any(|p| p.field.starts_with("offer_"));
    let open = refused || !offers.waiting.is_empty();
    let fixed = form.value("offer_kind").is_empty();
    view! {
        <Menu label=w.offer_make open=open>
            <form method="post" action=act(ticket, "offer") class="stack" novalidate>
                <Field form=form name="offer_task" label=w.offer_task input=Input::Select(tasks) required=true />
                <Field form=form name="offer_scope" label=w.offer_scope hint=w.offer_scope_hint input=Input::Area(2) required=true maxlength=2_000 />
                <Choices form=form name="offer_kind" legend=w.offer_kind row=true>
                    <Choice form=form name="offer_kind" value="fixed" kind=ChoiceKind::Radio label=w.offer_fixed checked=fixed own_error=false />
                    <Choice form=form name="offer_kind" value="time" kind=ChoiceKind::Radio label=w.offer_time price=offers.by_time.clone() own_error=false />
                </Choices>
                <div class="columns col-narrow">
                    <Field form=form name="offer_price" label=w.offer_price hint=w.offer_price_hint input=Input::Amount unit="€" maxlength=12 />
                    <Field form=form name="offer_ceiling" label=w.offer_ceiling hint=w.offer_ceiling_hint input=Input::Amount unit="€" maxlength=12 />
                </div>
                <div class="cluster"><Button>{w.offer_send}</Button><span class="sub">{w.offer_send_hint(offers.days)}</span></div>
            </form>
        </Menu>
    }
    .markup()
}
