//! What may be asked for, and at what price.
//!
//! The source's eight tasks are what the procedure covers, its four others "gegen eine zusätzliche Gebühr". What a
//! task costs comes from the plan, not from the word "eingeschlossen" (I-14): the catalogue below turns both into a
//! mode and a tariff for each task.

use serde::{Deserialize, Serialize};

use super::{Task, TaskMode};
use crate::charge::{Cents, Rates, Tariff};
use crate::contract::Plan;

impl Task {
    /// One of the four tasks that the procedure does not include (I-15 to I-18).
    pub const fn against_fee(self) -> bool {
        matches!(
            self,
            Self::ApplicationTroubleshooting
                | Self::DataRecovery
                | Self::PerformanceTuning
                | Self::MalwareRemoval
        )
    }

    /// Work on request rather than a fault of the operating system; a Managed Server charges it as Remote Hands.
    pub const fn individual_work(self) -> bool {
        self.against_fee() || matches!(self, Self::InstallSoftware)
    }
}

/// How the provider offers one of the four fee tasks (I-19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum FeeOffer {
    /// At the time tariff of the plan.
    PlanTariff,
    /// At one price.
    Price {
        /// The price, net.
        price: Cents,
    },
    /// We answer with an offer.
    OnRequest,
    /// Not at all.
    NotOffered,
}

/// The provider's settings for the four fee tasks; the defaults are what is shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Faults in applications.
    pub application_troubleshooting: FeeOffer,
    /// Damaged or deleted files.
    pub data_recovery: FeeOffer,
    /// Performance.
    pub performance_tuning: FeeOffer,
    /// Malware and security incidents; nobody can name a price beforehand.
    pub malware_removal: FeeOffer,
    /// What work by time costs: house rules, stored as such and not here.
    #[serde(skip)]
    pub rates: Rates,
}

impl FeeOffer {
    /// Code in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PlanTariff => "plan_tariff",
            Self::Price { .. } => "price",
            Self::OnRequest => "on_request",
            Self::NotOffered => "not_offered",
        }
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self {
            application_troubleshooting: FeeOffer::PlanTariff,
            data_recovery: FeeOffer::PlanTariff,
            performance_tuning: FeeOffer::PlanTariff,
            malware_removal: FeeOffer::OnRequest,
            rates: Rates::SHIPPED,
        }
    }
}

impl Catalogue {
    /// The four tasks a provider decides about.
    pub const FEE_TASKS: [Task; 4] = [
        Task::ApplicationTroubleshooting,
        Task::DataRecovery,
        Task::PerformanceTuning,
        Task::MalwareRemoval,
    ];

    /// How a fee task is offered; `None` for the tasks of the procedure.
    pub const fn fee(&self, task: Task) -> Option<FeeOffer> {
        match task {
            Task::ApplicationTroubleshooting => Some(self.application_troubleshooting),
            Task::DataRecovery => Some(self.data_recovery),
            Task::PerformanceTuning => Some(self.performance_tuning),
            Task::MalwareRemoval => Some(self.malware_removal),
            _ => None,
        }
    }

    /// Offers a fee task in another way; the tasks of the procedure stay what they are (I-07 to I-13).
    pub const fn offer(&mut self, task: Task, fee: FeeOffer) {
        match task {
            Task::ApplicationTroubleshooting => self.application_troubleshooting = fee,
            Task::DataRecovery => self.data_recovery = fee,
            Task::PerformanceTuning => self.performance_tuning = fee,
            Task::MalwareRemoval => self.malware_removal = fee,
            _ => {}
        }
    }
}

/// A line of the scope catalogue as one customer sees it for one system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The task.
    pub task: Task,
    /// How it is offered.
    pub mode: TaskMode,
    /// What it costs; `None` until an offer is made, or where it is not offered.
    pub tariff: Option<Tariff>,
}

impl Catalogue {
    /// The twelve lines, in the order of the source.
    pub fn lines(&self, plan: Option<Plan>) -> Vec<Offer> {
        Task::ALL
            .iter()
            .map(|task| self.line(*task, plan))
            .collect()
    }

    /// The tariff of work that is charged by time under a plan.
    pub const fn work_tariff(&self, plan: Option<Plan>) -> Tariff {
        Plan::work_tariff(plan, self.rates)
    }

    /// One line.
    pub const fn line(&self, task: Task, plan: Option<Plan>) -> Offer {
        let by_time = self.work_tariff(plan);
        let Some(fee) = self.fee(task) else {
            let free = matches!(plan, Some(Plan::ManagedServer)) && !task.individual_work();
            let tariff = if free { Tariff::Free } else { by_time };
            return Offer {
                task,
                mode: TaskMode::Included,
                tariff: Some(tariff),
            };
        };
        let (mode, tariff) = match fee {
            FeeOffer::PlanTariff => (TaskMode::FixedPrice, Some(by_time)),
            FeeOffer::Price { price } => (TaskMode::FixedPrice, Some(Tariff::Fixed { price })),
            FeeOffer::OnRequest => (TaskMode::OnRequest, None),
            FeeOffer::NotOffered => (TaskMode::NotOffered, None),
        };
        Offer { task, mode, tariff }
    }
}

/// The ceiling proposed for a choice of tasks: so many seconds of the dearest tariff by time, or none where nothing grows.
pub fn default_ceiling(chosen: &[Offer], seconds: i64) -> Option<Cents> {
    chosen
        .iter()
        .filter_map(|offer| offer.tariff?.default_ceiling(seconds))
        .max()
}

/// Whether a choice of tasks needs a ceiling: something in it is charged by time.
pub fn needs_ceiling(chosen: &[Offer]) -> bool {
    chosen
        .iter()
        .any(|offer| offer.tariff.is_some_and(Tariff::by_time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charge::Tariff as T;

    const HOURLY: Option<T> = Some(T::SERVICE_CARD);
    const HANDS: Option<T> = Some(T::REMOTE_HANDS);
    const FREE: Option<T> = Some(T::Free);

    /// Task, mode, then the tariff under Service Card, Managed Server and no contract.
    const TABLE: [(Task, TaskMode, [Option<T>; 3]); 12] = [
        (
            Task::ResetPassword,
            TaskMode::Included,
            [HOURLY, FREE, HANDS],
        ),
        (
            Task::RestoreNetwork,
            TaskMode::Included,
            [HOURLY, FREE, HANDS],
        ),
        (
            Task::RestoreRemoteAccess,
            TaskMode::Included,
            [HOURLY, FREE, HANDS],
        ),
        (
            Task::RepairBootLoader,
            TaskMode::Included,
            [HOURLY, FREE, HANDS],
        ),
        (
            Task::CheckFileSystem,
            TaskMode::Included,
            [HOURLY, FREE, HANDS],
        ),
        (
            Task::RestartServices,
            TaskMode::Included,
            [HOURLY, FREE, HANDS],
        ),
        (Task::OsDiagnosis, TaskMode::Included, [HOURLY, FREE, HANDS]),
        (
            Task::InstallSoftware,
            TaskMode::Included,
            [HOURLY, HANDS, HANDS],
        ),
        (
            Task::ApplicationTroubleshooting,
            TaskMode::FixedPrice,
            [HOURLY, HANDS, HANDS],
        ),
        (
            Task::DataRecovery,
            TaskMode::FixedPrice,
            [HOURLY, HANDS, HANDS],
        ),
        (
            Task::PerformanceTuning,
            TaskMode::FixedPrice,
            [HOURLY, HANDS, HANDS],
        ),
        (
            Task::MalwareRemoval,
            TaskMode::OnRequest,
            [None, None, None],
        ),
    ];

    fn lines(plan: Option<Plan>) -> Vec<Offer> {
        Catalogue::default().lines(plan)
    }

    #[test]
    fn the_eight_included_tasks_and_the_four_others_have_the_plan_s_price() {
        // I-14, I-19
        let plans = [Some(Plan::ServiceCard), Some(Plan::ManagedServer), None];
        for (i, plan) in plans.into_iter().enumerate() {
            let got = lines(plan);
            assert_eq!(got.len(), TABLE.len());
            for (line, (task, mode, tariffs)) in got.iter().zip(TABLE) {
                assert_eq!(
                    (line.task, line.mode, line.tariff),
                    (task, mode, tariffs[i]),
                    "{plan:?}"
                );
            }
        }
    }

    #[test]
    fn exactly_the_source_s_four_tasks_cost_a_fee() {
        // I-15, I-16, I-17
        let fee: Vec<&str> = Task::ALL
            .iter()
            .filter(|t| t.against_fee())
            .map(|t| t.code())
            .collect();
        assert_eq!(
            fee,
            [
                "application_troubleshooting",
                "data_recovery",
                "performance_tuning",
                "malware_removal"
            ]
        );
    }

    #[test]
    fn the_provider_decides_how_a_fee_task_is_offered() {
        // I-18, I-19
        let catalogue = Catalogue {
            malware_removal: FeeOffer::NotOffered,
            data_recovery: FeeOffer::Price {
                price: Cents(24_900),
            },
            ..Catalogue::default()
        };
        let malware = catalogue.line(Task::MalwareRemoval, None);
        assert_eq!((malware.mode, malware.tariff), (TaskMode::NotOffered, None));
        let data = catalogue.line(Task::DataRecovery, Some(Plan::ServiceCard));
        assert_eq!(data.mode, TaskMode::FixedPrice);
        assert_eq!(
            data.tariff,
            Some(T::Fixed {
                price: Cents(24_900)
            })
        );
    }

    #[test]
    fn a_ceiling_is_needed_where_the_price_grows_with_the_time() {
        let card = lines(Some(Plan::ServiceCard));
        let managed = lines(Some(Plan::ManagedServer));
        assert!(needs_ceiling(&card[..1]));
        assert_eq!(default_ceiling(&card, 7_200), Some(Cents(29_800)));
        assert!(
            !needs_ceiling(&managed[..7]),
            "faults of a managed server are free"
        );
        assert_eq!(default_ceiling(&managed[..7], 7_200), None);
        assert_eq!(default_ceiling(&managed[..8], 7_200), Some(Cents(23_200)));
    }
}
