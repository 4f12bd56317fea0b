//! VAT by dated rates (billing rules 10 to 14): which rate a line has, and what a statement owes.
//!
//! The rates are data with a beginning; where an EU country has none for a day, that is an error and never 0 %. What is
//! decided here a provider confirms with a tax adviser: the reason and whatever is doubtful stand beside every rate.

mod area;
mod decide;
mod id;
mod rates;
mod sum;
#[cfg(test)]
mod tests;

pub use area::{AreaElsewhere, Country, NotACountry, Place, SpecialArea};
pub use decide::{Abroad, Category, Customer, Doubt, Reason, Supplier, Treatment, Vat, WorkKind};
pub use id::{NotAVatId, VatId, Vies};
pub use rates::{NoRate, RateClass, RateRefusal, RateRow, RateTable, typed_rate};
pub use sum::{VatSum, tax};
