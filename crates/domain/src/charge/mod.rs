//! What work costs: net cents, started units, ceilings that warn.
//!
//! Minimal on purpose: weekdays 8 to 17 in the desk's zone decide between the two hourly rates; public holidays,
//! chains of entries and VAT belong to [`crate::billing`]. Amounts are whole cents, never floating point.

mod ceiling;
mod cents;
mod tariff;
#[cfg(test)]
mod tests;

pub use ceiling::{Billable, Ceiling, CeilingLevel};
pub use cents::Cents;
pub use tariff::{Rates, Tariff, started_units};
