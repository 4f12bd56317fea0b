//! What the time worked on a case costs, by the billing calendar and the tariff in force (billing rules 3 and 4).

use domain::bill::{self, Meter};
use domain::charge::{Billable, Ceiling, Cents, Tariff};
use domain::time::Timestamp;
use store::work::WorkEntryRow;

use super::money::{Money, Round};

impl Money {
    /// The ceiling of a round, and what has been spent of it by a moment.
    pub(crate) fn budget(&self, round: &Round, now: Timestamp) -> Option<(Ceiling, Cents)> {
        let ceiling = Ceiling(round.ceiling()?);
        Some((ceiling, self.metered(round, |meter| meter.spent(now))))
    }

    /// Asks about the work of a round.
    pub(crate) fn metered<T>(&self, round: &Round, ask: impl FnOnce(Meter<'_>) -> T) -> T {
        let pricing = self.prices.pricing();
        let stretches = &round.stretches();
        ask(Meter { pricing, stretches })
    }

    /// The version of the billing calendar at a moment.
    pub(super) fn calendar_version(&self, at: Timestamp) -> i64 {
        self.prices.calendar.in_force(at).version
    }

    /// What is charged of each entry of a round, and what lies beyond the ceiling.
    pub(crate) fn divided(&self, round: &Round, now: Timestamp) -> Vec<Billable> {
        let nets = self.metered(round, |meter| meter.nets(now));
        bill::divide(round.ceiling(), &nets)
    }

    /// What an hour of an entry costs when it begins, by the billing calendar.
    pub(crate) fn rate(&self, entry: &WorkEntryRow) -> Cents {
        let at = entry.started_at;
        match entry.tariff {
            Tariff::Hourly {
                inside, outside, ..
            } => {
                let hours = &self.prices.calendar.in_force(at).calendar;
                if hours.is_open(at) { inside } else { outside }
            }
            other => other.per_hour(other.unit_price(at)),
        }
    }

    /// What an entry adds as it reads now, which may be otherwise than it is stored: net.
    pub(crate) fn net_of(&mut self, entry: &WorkEntryRow, now: Timestamp) -> Cents {
        let Some((round, n)) = self.rounds.iter_mut().find_map(|round| {
            let n = round.entries.iter().position(|one| one.id == entry.id)?;
            entry.clone_into(&mut round.entries[n]);
            Some((&*round, n))
        }) else {
            return Cents::ZERO;
        };
        let pricing = self.prices.pricing();
        let stretches = &round.stretches();
        let nets = Meter { pricing, stretches }.nets(now);
        nets.get(n).copied().unwrap_or_default()
    }
}
