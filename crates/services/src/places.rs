//! Countries, German Länder and VAT ids as forms accept them. The Land decides the holidays. // RULINGS 19

use crate::error::{Checks, FieldError};

/// German Länder: code and name.
pub const LAENDER: [(&str, &str); 16] = [
    ("BW", "Baden-Württemberg"),
    ("BY", "Bayern"),
    ("BE", "Berlin"),
    ("BB", "Brandenburg"),
    ("HB", "Bremen"),
    ("HH", "Hamburg"),
    ("HE", "Hessen"),
    ("MV", "Mecklenburg-Vorpommern"),
    ("NI", "Niedersachsen"),
    ("NW", "Nordrhein-Westfalen"),
    ("RP", "Rheinland-Pfalz"),
    ("SL", "Saarland"),
    ("SN", "Sachsen"),
    ("ST", "Sachsen-Anhalt"),
    ("SH", "Schleswig-Holstein"),
    ("TH", "Thüringen"),
];

/// An address as forms send it.
#[derive(Debug, Clone, Copy, Default)]
pub struct AddressFields<'a> {
    /// Street and house number.
    pub street: &'a str,
    /// Postal code.
    pub postal_code: &'a str,
    /// City.
    pub city: &'a str,
    /// ISO code of the country.
    pub country: &'a str,
    /// Code of the Land, only in Germany.
    pub land: &'a str,
    /// VAT id, or empty.
    pub vat_id: &'a str,
}

/// A checked address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub(crate) street: String,
    pub(crate) postal_code: String,
    pub(crate) city: String,
    pub(crate) country: String,
    pub(crate) land: Option<String>,
    pub(crate) vat_id: String,
}

impl AddressFields<'_> {
    /// Checks an address; `required` asks for street, code and city.
    pub(crate) fn check(&self, checks: &mut Checks, required: bool) -> Address {
        let mut line = |field, text, most| {
            if required {
                checks.text(field, text, most)
            } else {
                checks.optional(field, text, most)
            }
        };
        let street = line("street", self.street, 120);
        let postal_code = line("postal_code", self.postal_code, 16);
        let city = line("city", self.city, 80);
        let country = self.country.trim().to_uppercase();
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            checks.add(FieldError::new("country", "country"));
        }
        let land = land(checks, "land", self.land).filter(|_| country == "DE");
        Address {
            street,
            postal_code,
            city,
            country,
            land,
            vat_id: vat_id(checks, self.vat_id),
        }
    }
}

/// The code of a Land, or none.
pub(crate) fn land(checks: &mut Checks, field: &'static str, text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if LAENDER.iter().any(|(code, _)| *code == text) {
        return Some(text.to_owned());
    }
    checks.add(FieldError::new(field, "choice"));
    None
}

/// Two letters of the country, then 2 to 13 letters and digits; blanks do not matter.
fn vat_id(checks: &mut Checks, text: &str) -> String {
    let id: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect();
    let well_formed = (4..=15).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric())
        && id.bytes().take(2).all(|b| b.is_ascii_uppercase());
    if !id.is_empty() && !well_formed {
        checks.add(FieldError::new("vat_id", "vat_id"));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ServiceError;

    fn refused(fields: AddressFields<'_>) -> Vec<&'static str> {
        let mut checks = Checks::new();
        fields.check(&mut checks, true);
        match checks.finish() {
            Err(ServiceError::Invalid(errors)) => errors.iter().map(|e| e.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn addresses_are_checked_field_by_field() {
        let good = AddressFields {
            street: "Hafenstraße 1",
            postal_code: "20457",
            city: "Hamburg",
            country: "de",
            land: "HH",
            vat_id: "DE 123 456 789",
        };
        assert!(refused(good).is_empty());
        let bad = AddressFields {
            street: "",
            country: "Deutschland",
            land: "XX",
            vat_id: "123",
            ..good
        };
        assert_eq!(refused(bad), ["street", "country", "land", "vat_id"]);
        let mut checks = Checks::new();
        let abroad = AddressFields {
            country: "AT",
            ..good
        };
        assert_eq!(abroad.check(&mut checks, true).land, None);
    }
}
