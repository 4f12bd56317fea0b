//! What is billed: tariffs, work entries, chains, ceilings, VAT and the statement (billing rules 1 to 12, `docs/BILLING.md`).
//!
//! An [`WorkEntry`] is a stretch of somebody's work. Entries that touch are one [`Einsatz`], which is rounded once to
//! started units; each unit has the rate in force at its first instant, by the tariff ([`PriceBook`]) and the billing
//! calendar. The [`Line`]s that come of it keep everything they were computed from. Nothing is charged without an
//! [`Agreement`], and nothing beyond its ceiling. A [`Statement`] is what one customer owes for a period.
//!
//! All of it is computed anew from what was entered; only closed statements are kept as they are, and what changes
//! afterwards appears in the next one as corrections.

mod agreement;
mod article;
mod ceiling;
mod chain;
mod entry;
mod ledger;
mod line;
mod period;
mod price;
mod quota;
mod reclassified;
mod refusal;
mod statement;
mod tariffs;
#[cfg(test)]
mod tests;
pub mod vat;

pub use agreement::{Agreement, AgreementId, FixedPrice};
pub use article::{Article, ArticleClass, ArticleCode, ArticleRefusal, Charging, NotAnArticle};
pub use ceiling::{Budget, CeilingRefusal, Mark, Raise};
pub use chain::{Einsatz, Kind};
pub use entry::{Around, Content, Edit, EntryState, Occupied, StoredEntry, WorkEntry};
pub use ledger::Ledger;
pub use line::{Line, Priced, Side, Unbilled, UnitRule};
pub use period::{NotASpan, Period, PeriodRefusal, Span, without_pauses};
pub use price::{Preview, PriceRefusal, Pricing};
pub use quota::{Balance, Quota};
pub use reclassified::{Reclassified, ReclassifyRefusal};
pub use refusal::{EntryField, EntryRefusal};
pub use statement::{Group, Stated, StatedKind, Statement, StatementRefusal, Terms};
pub use tariffs::{
    ContractTariff, PriceBook, PriceSource, Rate, TariffHistory, TariffRefusal, TariffVersion,
};
