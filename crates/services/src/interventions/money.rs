//! The money of a case, by rounds: the work that rests on one authorization, its ceiling, and what each line is owed for.
//!
//! A new authorization after locking or reopening has its own tasks, its own ceiling and its own marks; what was worked
//! before it counts to the round before. Prices of tasks are the signed ones; time that belongs to no signed task was never
//! agreed and costs nothing. // RULINGS 4

use domain::bill::{ChargeSource, Stretch};
use domain::charge::{Billable, Cents, Tariff};
use domain::contract::OrderState;
use domain::ids::{AuthorizationId, OrderId, PersonId};
use domain::intervention::{InterventionState, Task};
use domain::time::Timestamp;
use store::Tx;
use store::authorizations::AuthorizationVersionRow;
use store::ceilings::RaiseRow;
use store::orders::OrderRow;
use store::work::WorkEntryRow;

use super::Case;
use crate::error::Result;
use crate::tariffs::Prices;

/// Everything about the money of a case.
pub(crate) struct Money {
    /// The work of each signed authorization, the first one first; never empty.
    pub(crate) rounds: Vec<Round>,
    orders: Vec<OrderRow>,
    /// What prices time.
    pub(super) prices: Prices,
    /// Nothing came of it: what was accepted and not begun is not owed.
    broken_off: bool,
}

/// The work of one authorization.
#[derive(Default)]
pub(crate) struct Round {
    /// Which; `None` before the first signature.
    pub(crate) authorization: Option<AuthorizationId>,
    begins: Option<Timestamp>,
    /// What was signed, oldest first.
    pub(crate) versions: Vec<AuthorizationVersionRow>,
    /// Work time, in the order it began.
    pub(crate) entries: Vec<WorkEntryRow>,
    /// How often the customer raised the ceiling.
    pub(crate) raises: Vec<RaiseRow>,
    /// Accepted offers with a ceiling.
    pub(crate) ceilings: Vec<OrderRow>,
    /// Tasks something was logged for.
    logged: Vec<Task>,
}

/// What a line of the bill was agreed by: whoever signed or accepted, and when.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agreed {
    /// The person, where their account is known.
    pub(crate) person: Option<PersonId>,
    /// The name they signed with; empty for accepted offers.
    pub(crate) name: String,
    /// When.
    pub(crate) at: Option<Timestamp>,
}

/// A line of the bill.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// What it rests on.
    pub(crate) source: ChargeSource,
    /// The task; `None` for time that belongs to none.
    pub(crate) task: Option<Task>,
    /// The accepted offer.
    pub(crate) order: Option<OrderId>,
    /// Its words.
    pub(crate) scope: String,
    /// Who agreed.
    pub(crate) agreed: Agreed,
    /// Seconds of work on it.
    pub(crate) seconds: i64,
    /// What is charged and what is not.
    pub(crate) amount: Billable,
}

impl Money {
    /// Reads it.
    pub(crate) async fn load(tx: &mut Tx, case: &Case) -> Result<Self> {
        let mut rounds: Vec<Round> = Vec::new();
        for version in store::authorizations::list_versions_of_intervention(tx, case.id()).await? {
            let id = Some(version.authorization_id);
            match rounds.last_mut().filter(|round| round.authorization == id) {
                Some(round) => round.versions.push(version),
                None => rounds.push(Round {
                    authorization: id,
                    begins: Some(version.signed_at),
                    versions: vec![version],
                    ..Round::default()
                }),
            }
        }
        rounds.sort_by_key(|round| round.begins);
        if rounds.is_empty() {
            rounds.push(Round::default());
        }
        let mut money = Self {
            rounds,
            orders: store::orders::list(tx, case.ticket.id).await?,
            prices: Prices::load(tx, case.row.system_id).await?,
            broken_off: matches!(
                case.procedure.state(),
                InterventionState::Withdrawn
                    | InterventionState::Declined
                    | InterventionState::Revoked
            ),
        };
        for entry in super::stated::standing(store::work::list(tx, case.ticket.id).await?) {
            money.round_at(entry.started_at).entries.push(entry);
        }
        for raise in store::ceilings::list_raises(tx, case.ticket.id).await? {
            money.round_at(raise.raised_at).raises.push(raise);
        }
        for line in store::actions::list(tx, case.id()).await? {
            if let Some(task) = line.action.task {
                money.round_at(line.action.at).logged.push(task);
            }
        }
        for order in money.orders.clone() {
            if order.state == OrderState::Accepted && order.ceiling_cents.is_some() {
                let at = order.decided_at.unwrap_or(order.offered_at);
                money.round_at(at).ceilings.push(order);
            }
        }
        Ok(money)
    }

    /// The round a moment belongs to; what was before the first signature belongs to the first.
    fn round_at(&mut self, at: Timestamp) -> &mut Round {
        let begun = |round: &Round| round.begins.is_none_or(|begins| begins <= at);
        let index = self.rounds.iter().rposition(begun).unwrap_or(0);
        &mut self.rounds[index]
    }

    /// The round the case is in.
    pub(crate) fn current(&self) -> &Round {
        self.rounds.last().expect("there is always one")
    }

    /// The accepted offer for a task, by time or with one price.
    fn accepted(&self, task: Task, by_time: bool) -> Option<&OrderRow> {
        let for_task = |order: &&OrderRow| {
            order.state == OrderState::Accepted
                && order.task == Some(task)
                && order.tariff.by_time() == by_time
        };
        self.orders.iter().rfind(for_task)
    }

    /// Whether a line is a price for the whole, not one of time.
    pub(super) fn is_whole(&self, line: &Line) -> bool {
        match (line.source, line.order) {
            (ChargeSource::Price, _) => true,
            (ChargeSource::Offer, Some(id)) => {
                let order = self.orders.iter().find(|order| order.id == id);
                order.is_some_and(|order| !order.tariff.by_time())
            }
            _ => false,
        }
    }

    /// The bill as it stands: time by task, then accepted prices, then prices of the catalogue. // I-14
    pub(crate) fn lines(&self, now: Timestamp) -> Vec<Line> {
        let mut lines = Vec::new();
        for round in &self.rounds {
            self.time(round, now, &mut lines);
        }
        self.offers(&mut lines, now);
        for round in &self.rounds {
            self.prices(round, now, &mut lines);
        }
        lines
    }

    /// One line for all time on a task, within the ceiling of its round.
    fn time(&self, round: &Round, now: Timestamp, lines: &mut Vec<Line>) {
        let first = lines.len();
        for (entry, amount) in round.entries.iter().zip(self.divided(round, now)) {
            // The price of these stands beside the time, in a line of its own.
            if matches!(entry.tariff, Tariff::Fixed { .. }) {
                continue;
            }
            let seconds = entry.seconds(now);
            let same = lines[first..]
                .iter_mut()
                .find(|line| line.task == entry.task);
            if let Some(line) = same {
                line.seconds += seconds;
                line.amount.within = line.amount.within + amount.within;
                line.amount.beyond = line.amount.beyond + amount.beyond;
            } else {
                let order = entry.task.and_then(|task| self.accepted(task, true));
                lines.push(Line {
                    source: order.map_or(ChargeSource::Time, |_| ChargeSource::Offer),
                    task: entry.task,
                    order: order.map(|order| order.id),
                    scope: order.map(|order| order.scope.clone()).unwrap_or_default(),
                    agreed: order.map_or_else(|| round.signed(entry.task), Agreed::by_order),
                    seconds,
                    amount,
                });
            }
        }
    }

    /// Accepted offers with one price for the whole: owed as accepted.
    fn offers(&self, lines: &mut Vec<Line>, now: Timestamp) {
        for order in &self.orders {
            let Tariff::Fixed { price } = order.tariff else {
                continue;
            };
            let done = order
                .task
                .is_some_and(|task| self.rounds.iter().any(|r| r.done(task)));
            if order.state == OrderState::Accepted && (done || !self.broken_off) {
                lines.push(Line {
                    source: ChargeSource::Offer,
                    task: order.task,
                    order: Some(order.id),
                    scope: order.scope.clone(),
                    agreed: Agreed::by_order(order),
                    seconds: self
                        .rounds
                        .iter()
                        .map(|round| round.seconds_on(order.task, now))
                        .sum(),
                    amount: whole(price),
                });
            }
        }
    }

    /// Prices of the catalogue that were signed, of tasks something was done for.
    fn prices(&self, round: &Round, now: Timestamp, lines: &mut Vec<Line>) {
        let terms = round
            .versions
            .last()
            .map(|version| version.terms.tasks.as_slice());
        for agreed in terms.unwrap_or_default() {
            let Tariff::Fixed { price } = agreed.tariff else {
                continue;
            };
            if round.done(agreed.task) && self.accepted(agreed.task, false).is_none() {
                lines.push(Line {
                    source: ChargeSource::Price,
                    task: Some(agreed.task),
                    order: None,
                    scope: String::new(),
                    agreed: round.signed(Some(agreed.task)),
                    seconds: round.seconds_on(Some(agreed.task), now),
                    amount: whole(price),
                });
            }
        }
    }
}

/// An amount no ceiling applies to.
const fn whole(price: Cents) -> Billable {
    Billable {
        within: price,
        beyond: Cents::ZERO,
    }
}

impl Agreed {
    fn by_order(order: &OrderRow) -> Self {
        Self {
            person: order.decided_by,
            name: String::new(),
            at: order.decided_at,
        }
    }
}

impl Round {
    /// The ceiling in force: the signed one, or what was accepted or raised since.
    pub(crate) fn ceiling(&self) -> Option<Cents> {
        let signed = self
            .versions
            .last()
            .and_then(|version| version.terms.ceiling);
        let accepted = self.ceilings.iter().filter_map(|order| order.ceiling_cents);
        let raised = self.raises.iter().map(|raise| raise.ceiling_cents);
        signed.into_iter().chain(accepted).chain(raised).max()
    }

    /// The work as the bill sees it.
    pub(crate) fn stretches(&self) -> Vec<Stretch> {
        let stretch = |entry: &WorkEntryRow| Stretch {
            person: entry.person_id,
            task: entry.task,
            from: entry.started_at,
            to: entry.stopped_at,
            tariff: entry.tariff,
            billable: entry.billable,
        };
        self.entries.iter().map(stretch).collect()
    }

    /// Something was worked or logged for a task.
    fn done(&self, task: Task) -> bool {
        self.logged.contains(&task) || self.entries.iter().any(|entry| entry.task == Some(task))
    }

    fn seconds_on(&self, task: Option<Task>, now: Timestamp) -> i64 {
        let on_task = self.entries.iter().filter(|entry| entry.task == task);
        on_task.map(|entry| entry.seconds(now)).sum()
    }

    /// Who signed a task first, and when.
    fn signed(&self, task: Option<Task>) -> Agreed {
        let names = |version: &&AuthorizationVersionRow| {
            task.is_none_or(|task| version.terms.tasks.iter().any(|t| t.task == task))
        };
        let version = self.versions.iter().find(names);
        version.map_or_else(Agreed::default, |version| Agreed {
            person: Some(version.signer_id),
            name: version.signer_name.clone(),
            at: Some(version.signed_at),
        })
    }
}

/// What was chosen for a stretch of work or an entry of the log, out of the signed tasks.
pub(crate) fn tariff_of(case: &Case, task: Option<Task>) -> Option<Tariff> {
    let Some(task) = task else {
        return Some(Tariff::Free);
    };
    let signed = &case.signed.as_ref()?.terms.tasks;
    signed
        .iter()
        .find(|agreed| agreed.task == task)
        .map(|agreed| agreed.tariff)
}

/// The task that is preset: the only one, else that of the last entry, else the first one of the signed text.
pub(crate) fn usual_task(case: &Case, entries: &[WorkEntryRow]) -> Option<Task> {
    let signed: Vec<Task> = case
        .signed
        .as_ref()
        .map(|version| {
            version
                .terms
                .tasks
                .iter()
                .map(|agreed| agreed.task)
                .collect()
        })
        .unwrap_or_default();
    let last = entries.last().and_then(|entry| entry.task);
    last.filter(|task| signed.contains(task))
        .or(signed.first().copied())
}
