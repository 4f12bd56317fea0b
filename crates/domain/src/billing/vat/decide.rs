//! Which rate a line has: by the places of both sides, the kind of customer and the kind of work (billing rules 11 to 14).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{NoRate, Place, RateClass, RateTable, VatId, Vies};

/// An answer of VIES is warned about when it is older.
const FRESH_DAYS: i32 = 90;

codes! {
    /// What is taxed: two rules of place (§ 3a UStG).
    pub enum WorkKind {
        /// Work of people: support, Remote Hands.
        Human => "human",
        /// Supplied automatically: hosting.
        Electronic => "electronic",
    }
}

codes! {
    /// The category of a line, as invoices name it (EN 16931).
    pub enum Category {
        /// Taxed at a rate.
        Standard => "S",
        /// The customer owes the tax.
        ReverseCharge => "AE",
        /// Not taxable here.
        OutsideScope => "O",
    }
}

codes! {
    /// Why a line is taxed as it is.
    pub enum Reason {
        /// Both sides sit in one country.
        Domestic => "domestic",
        /// A business in another member state whose VAT id VIES confirmed (§ 3a (2) UStG, Art. 196).
        ReverseCharge => "reverse_charge",
        /// A member state, no confirmed VAT id: taxed as with a private person (§ 3a (1)).
        TreatedAsPrivate => "treated_as_private",
        /// Electronic, for a private person: taxed where they live (§ 3a (5), OSS).
        AtTheCustomers => "at_the_customers",
        /// Outside the EU: outside the scope of its VAT.
        OutsideScope => "outside_scope",
        /// Outside the EU, for a private person, and somebody decided that it is taxed here.
        DecidedDomestic => "decided_domestic",
    }
}

codes! {
    /// What somebody should look at before the statement is used.
    pub enum Doubt {
        /// The last answer of VIES is older than 90 days.
        ViesOld => "vies_old",
        /// VIES was unavailable when it was asked last; an older answer counts.
        ViesUnavailable => "vies_unavailable",
        /// A business in another member state without a positive answer of VIES: taxed as a private person.
        NotConfirmed => "not_confirmed",
        /// The VAT id is of another country than the address.
        OtherCountry => "other_country",
        /// Work of people for a private person outside the EU: by its kind it may be taxable here; nobody has decided.
        PrivateAbroad => "private_abroad",
    }
}

codes! {
    /// What was decided about work of people for a private person outside the EU.
    pub enum Abroad {
        /// Not taxable here (§ 3a (4)).
        NotTaxable => "not_taxable",
        /// Taxed here (§ 3a (1)).
        Domestic => "domestic",
    }
}

/// Who supplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supplier {
    /// Where.
    pub place: Place,
    /// More than 10,000 EUR a year of electronic services to private persons in other member states, or chosen to be taxed there.
    pub one_stop_shop: bool,
}

/// Who is supplied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Where.
    pub place: Place,
    /// A business, not a private person.
    pub business: bool,
    /// The VAT id given.
    pub vat_id: Option<VatId>,
    /// Every answer of VIES, in any order.
    pub vies: Vec<Vies>,
    /// What was decided if this is a private person outside the EU.
    pub abroad: Option<Abroad>,
}

/// How a line is taxed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Treatment {
    /// Its category.
    pub category: Category,
    /// Its rate, hundredths of a percent.
    pub basis_points: u16,
    /// Why.
    pub reason: Reason,
    /// What should be looked at.
    pub doubts: Vec<Doubt>,
}

/// Everything the decision needs beside the line.
#[derive(Debug, Clone, Copy)]
pub struct Vat<'a> {
    /// The rates.
    pub table: &'a RateTable,
    /// Who supplies.
    pub supplier: Supplier,
    /// Who is supplied.
    pub customer: &'a Customer,
    /// The day of the statement: how old an answer of VIES is.
    pub today: Date,
}

impl Vat<'_> {
    /// How a line is taxed whose day of supply is `on`. A place in the EU without a rate is an error, never 0 %.
    pub fn of(&self, work: WorkKind, class: RateClass, on: Date) -> Result<Treatment, NoRate> {
        let place = self.customer.place;
        let home = self.supplier.place;
        if !place.in_union() {
            return self.abroad(work, class, on);
        }
        if place.country() == home.country() {
            return self.taxed(place, class, on, Reason::Domestic, Vec::new());
        }
        let (confirmed, mut doubts) = self.confirmed();
        if self.customer.business && confirmed {
            return Ok(untaxed(
                Category::ReverseCharge,
                Reason::ReverseCharge,
                doubts,
            ));
        }
        if self.customer.business {
            doubts.push(Doubt::NotConfirmed);
        }
        if work == WorkKind::Electronic && self.supplier.one_stop_shop {
            self.taxed(place, class, on, Reason::AtTheCustomers, doubts)
        } else {
            self.taxed(home, class, on, Reason::TreatedAsPrivate, doubts)
        }
    }

    fn abroad(&self, work: WorkKind, class: RateClass, on: Date) -> Result<Treatment, NoRate> {
        let private = !self.customer.business && work == WorkKind::Human;
        let doubts = match self.customer.abroad {
            Some(Abroad::Domestic) if private => {
                let home = self.supplier.place;
                return self.taxed(home, class, on, Reason::DecidedDomestic, Vec::new());
            }
            None if private => vec![Doubt::PrivateAbroad],
            _ => Vec::new(),
        };
        Ok(untaxed(
            Category::OutsideScope,
            Reason::OutsideScope,
            doubts,
        ))
    }

    fn taxed(
        &self,
        place: Place,
        class: RateClass,
        on: Date,
        reason: Reason,
        doubts: Vec<Doubt>,
    ) -> Result<Treatment, NoRate> {
        Ok(Treatment {
            category: Category::Standard,
            basis_points: self.table.rate(place, class, on)?,
            reason,
            doubts,
        })
    }

    /// Whether VIES last said that the customer's VAT id is valid, and what is doubtful about that.
    fn confirmed(&self) -> (bool, Vec<Doubt>) {
        let mut doubts = Vec::new();
        let Some(id) = &self.customer.vat_id else {
            return (false, doubts);
        };
        if id.country() != Some(self.customer.place.country()) {
            doubts.push(Doubt::OtherCountry);
        }
        let answers = || {
            let known = |vies: &&Vies| vies.about == *id && vies.on <= self.today;
            self.customer.vies.iter().filter(known)
        };
        let newest = answers().max_by_key(|vies| vies.on);
        if newest.is_some_and(|vies| vies.valid.is_none()) {
            doubts.push(Doubt::ViesUnavailable);
        }
        // Two answers of one day that contradict each other: the one that costs nobody a fine.
        let decided = answers().filter(|vies| vies.valid.is_some());
        let decided = decided.max_by_key(|vies| (vies.on, vies.valid == Some(false)));
        let valid = decided.is_some_and(|vies| vies.valid == Some(true));
        let age = decided.and_then(|vies| self.today.since(vies.on).ok());
        if valid && age.is_some_and(|age| age.get_days() > FRESH_DAYS) {
            doubts.push(Doubt::ViesOld);
        }
        (valid, doubts)
    }
}

const fn untaxed(category: Category, reason: Reason, doubts: Vec<Doubt>) -> Treatment {
    Treatment {
        category,
        basis_points: 0,
        reason,
        doubts,
    }
}
