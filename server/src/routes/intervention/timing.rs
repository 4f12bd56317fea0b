//! The timer on the workspace: on which task, and what is left of the cost ceiling. // I-14

use app::components::price;
use app::i18n::Messages;
use app::pages::intervention::workspace::Timer;
use domain::charge::Cents;
use domain::time::{Timestamp, clock_time};
use services::context::OpContext;
use services::interventions::{self, Budget, Workspace};
use store::work::WorkEntryRow;

use crate::web::Visit;

/// The reader's timer, with what is left of the ceiling now and from each later step on.
pub(super) fn running(
    visit: &Visit,
    op: &OpContext,
    work: &Workspace,
    entry: &WorkEntryRow,
) -> Timer {
    let t = visit.t();
    let since = t.parts.since(&clock_time(entry.started_at));
    let words = entry.task.map_or_else(
        || since.clone(),
        |task| format!("{}, {since}", t.label.task(task)),
    );
    let passed = |at: Timestamp| at.seconds_since(entry.started_at).max(0);
    let ahead = |budget: &Budget| {
        let now = (0, left(t, budget, budget.left));
        let later = budget.forecast.iter();
        let later = later.map(|(at, amount)| (passed(*at), left(t, budget, *amount)));
        std::iter::once(now).chain(later).collect()
    };
    Timer {
        seconds: passed(op.now()),
        words,
        left: work.budget.as_ref().map(ahead).unwrap_or_default(),
    }
}

pub(super) fn left(t: &'static Messages, budget: &Budget, amount: Cents) -> String {
    let euros = |cents: Cents| app::components::euros(cents.0, t.lang);
    if amount == Cents::ZERO {
        t.work.ceiling_over(&euros(budget.ceiling))
    } else {
        t.work.ceiling_left(&euros(amount), &euros(budget.ceiling))
    }
}

/// The signed tasks with their prices, and none of them.
pub(super) fn tasks(t: &'static Messages, work: &Workspace) -> Vec<(String, String)> {
    let signed = work.signed_tasks.iter().map(|agreed| {
        let name = format!(
            "{} ({})",
            t.label.task(agreed.task),
            price(t, agreed.tariff)
        );
        (agreed.task.code().to_owned(), name)
    });
    let none = (interventions::NO_TASK.to_owned(), t.work.no_task.to_owned());
    signed.chain([none]).collect()
}

/// What is chosen before anybody chooses: the task of the running timer, else the usual one.
pub(super) fn preset(work: &Workspace) -> String {
    let task = work
        .timer
        .as_ref()
        .map_or(work.usual_task, |entry| entry.task);
    task.map_or(interventions::NO_TASK, domain::intervention::Task::code)
        .to_owned()
}
