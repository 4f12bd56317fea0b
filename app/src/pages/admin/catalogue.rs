//! *Leistungen*: how the four tasks beyond the procedure are offered. // I-19

use domain::audit::HouseTopic;
use domain::intervention::Task;
use domain::intervention::scope::{Catalogue, FeeOffer};
use domain::time::Timestamp;
use leptos::prelude::*;
use services::catalogue::Change;

use super::{Area, change_list, log_link, page};
use crate::components::{Button, ButtonKind, ErrorSummary, Field, Input, Opt, Panel, euros};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::intervention::ceiling_value;

/// What the page shows.
pub struct CataloguePage {
    /// What is stored.
    pub catalogue: Catalogue,
    /// What was changed, newest first.
    pub changes: Vec<Change>,
    /// Now.
    pub now: Timestamp,
    /// Values and problems: `mode_…` and `price_…` with the code of each task.
    pub form: Form,
}

/// Names of a fee task's fields: how it is offered, at what price.
pub const fn names(task: Task) -> (&'static str, &'static str) {
    match task {
        Task::DataRecovery => ("mode_data_recovery", "price_data_recovery"),
        Task::PerformanceTuning => ("mode_performance_tuning", "price_performance_tuning"),
        Task::MalwareRemoval => ("mode_malware_removal", "price_malware_removal"),
        _ => (
            "mode_application_troubleshooting",
            "price_application_troubleshooting",
        ),
    }
}

/// The page.
pub fn catalogue(t: &'static Messages, data: &CataloguePage) -> Markup {
    let a = &t.admin;
    let form = &data.form;
    let tasks = Catalogue::FEE_TASKS
        .into_iter()
        .map(|task| {
            let (mode, price) = names(task);
            let stored = data.catalogue.fee(task).unwrap_or(FeeOffer::OnRequest);
            let amount = match stored {
                FeeOffer::Price { price } => ceiling_value(price),
                _ => String::new(),
            };
            let modes = vec![
                Opt::new("plan_tariff", a.fee_plan_tariff),
                Opt::new("price", a.fee_price),
                Opt::new("on_request", a.fee_on_request),
                Opt::new("not_offered", a.fee_not_offered),
            ];
            view! {
                <Panel id=task.code() title=t.label.task(task)>
                    <div class="stack">
                        <Field form=form name=mode label=a.fee_mode input=Input::Select(modes) value=stored.code() />
                        <Field form=form name=price label=a.fee_amount hint=a.fee_amount_hint input=Input::Amount unit="€" value=amount maxlength=12 />
                    </div>
                </Panel>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let changes = data.changes.iter().map(|change| {
        let turns = change.turns.iter().map(|(task, turn)| {
            let (before, after) = (offered(t, turn.before), offered(t, turn.after));
            t.house.turned(t.label.task(*task), &before, &after)
        });
        (change.at, change.by.as_str(), turns.collect())
    });
    let content = view! {
        <p class="lead">{a.catalogue_lead}</p>
        {log_link(t, HouseTopic::Catalogue)}
        <form method="post" action="/admin/catalogue" class="stack gap-8 form" novalidate>
            <ErrorSummary form=form t=t />
            {tasks}
            <div><Button kind=ButtonKind::Primary>{t.common.save}</Button></div>
        </form>
        {change_list(t, data.now, changes)}
    }
    .markup();
    page(t, Area::Catalogue, a.catalogue, content)
}

/// How a task is offered, in words; a price with its amount.
pub(super) fn offered(t: &'static Messages, offer: FeeOffer) -> String {
    let a = &t.admin;
    match offer {
        FeeOffer::PlanTariff => a.fee_plan_tariff.to_owned(),
        FeeOffer::Price { price } => format!("{} {}", a.fee_price, euros(price.0, t.lang)),
        FeeOffer::OnRequest => a.fee_on_request.to_owned(),
        FeeOffer::NotOffered => a.fee_not_offered.to_owned(),
    }
}
