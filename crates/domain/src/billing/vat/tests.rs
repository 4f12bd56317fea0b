//! VAT by country, day and customer.

use jiff::civil::{Date, date};

use super::*;
use crate::charge::Cents;

fn country(code: &str) -> Country {
    code.parse().expect("a country")
}

fn in_area(area: SpecialArea) -> Place {
    Place::new(area.country(), Some(area)).expect("a place")
}

const TODAY: Date = date(2026, 2, 28);

fn customer(place: Place, business: bool) -> Customer {
    Customer {
        place,
        business,
        vat_id: None,
        vies: Vec::new(),
        abroad: None,
    }
}

fn treated(customer: &Customer, work: WorkKind, one_stop_shop: bool) -> Result<Treatment, NoRate> {
    let table = RateTable::shipped();
    let vat = Vat {
        table: &table,
        supplier: Supplier {
            place: Country::DE.into(),
            one_stop_shop,
        },
        customer,
        today: TODAY,
    };
    vat.of(work, RateClass::Standard, TODAY)
}

fn said(valid: Option<bool>, on: Date) -> Vies {
    Vies {
        about: "ATU12345678".parse().expect("a VAT id"),
        valid,
        on,
        own: "DE123456789".parse().expect("a VAT id"),
        number: String::new(),
    }
}

fn austrian(vies: Vec<Vies>) -> Customer {
    Customer {
        vat_id: Some("ATU12345678".parse().expect("a VAT id")),
        vies,
        ..customer(country("AT").into(), true)
    }
}

#[test]
fn every_member_state_has_its_rate() {
    // V-01, V-02, V-03
    let table = RateTable::shipped();
    let now = |code: &str| table.rate(country(code).into(), RateClass::Standard, date(2026, 10, 4));
    let rates = "AT 2000 BE 2100 BG 2000 HR 2500 CY 1900 CZ 2100 DK 2500 EE 2400 FI 2550 FR 2000 DE 1900 GR 2400 HU 2700 IE 2300 \
        IT 2200 LV 2100 LT 2100 LU 1700 MT 1800 NL 2100 PL 2300 PT 2300 RO 2100 SK 2300 SI 2200 ES 2100 SE 2500";
    let rates: Vec<&str> = rates.split_whitespace().collect();
    for pair in rates.chunks(2) {
        assert_eq!(
            now(pair[0]),
            Ok(pair[1].parse().expect("a number")),
            "{}",
            pair[0]
        );
    }
    assert!(Country::members().all(|member| now(member.as_str()).is_ok()));
    assert_eq!(Country::members().count(), 27);
    assert_eq!(RateTable::new(table.rows()), Ok(table.clone()));
}

#[test]
fn a_rate_holds_from_its_day() {
    // V-02, V-03, V-04
    let table = RateTable::shipped();
    let rate = |code: &str, on| table.rate(country(code).into(), RateClass::Standard, on);
    for (code, last, before, after) in [
        ("DE", date(2020, 6, 30), 1900, 1600),
        ("DE", date(2020, 12, 31), 1600, 1900),
        ("EE", date(2023, 12, 31), 2000, 2200),
        ("EE", date(2025, 6, 30), 2200, 2400),
        ("FI", date(2024, 8, 31), 2400, 2550),
        ("RO", date(2025, 7, 31), 1900, 2100),
        ("SK", date(2024, 12, 31), 2000, 2300),
        ("IE", date(2020, 8, 31), 2300, 2100),
        ("IE", date(2021, 2, 28), 2100, 2300),
        ("LU", date(2022, 12, 31), 1700, 1600),
        ("LU", date(2023, 12, 31), 1600, 1700),
    ] {
        assert_eq!(rate(code, last), Ok(before), "{code} until {last}");
        let next = last.tomorrow().expect("a day");
        assert_eq!(rate(code, next), Ok(after), "{code} from {next}");
    }
    let azores = Place::new(country("PT"), Some(SpecialArea::Azores)).expect("a place");
    let there = |on| table.rate(azores, RateClass::Standard, on);
    let of = [date(2021, 6, 30), date(2021, 7, 1)];
    assert_eq!(of.map(there), [Ok(1800), Ok(1600)]);
    let reduced = |on| table.rate(Country::DE.into(), RateClass::Reduced, on);
    let of = [
        date(2020, 6, 30),
        date(2020, 7, 1),
        date(2020, 12, 31),
        date(2021, 1, 1),
    ];
    assert_eq!(of.map(reduced), [Ok(700), Ok(500), Ok(500), Ok(700)]);
}

#[test]
fn no_rate_is_an_error_and_never_nothing() {
    // V-05
    let table = RateTable::shipped();
    let on = date(2019, 12, 31);
    let early = table.rate(Country::DE.into(), RateClass::Standard, on);
    assert_eq!(
        early.expect_err("none").to_string(),
        "no standard VAT rate of DE is entered for 2019-12-31"
    );
    let without = RateTable::new(table.rows().filter(|row| row.place != Country::DE.into()));
    let without = without.expect("a table");
    let vat = Vat {
        table: &without,
        supplier: Supplier {
            place: Country::DE.into(),
            one_stop_shop: false,
        },
        customer: &customer(Country::DE.into(), true),
        today: TODAY,
    };
    assert!(vat.of(WorkKind::Human, RateClass::Standard, TODAY).is_err());
}

#[test]
fn typed_rates() {
    // V-03, V-05
    for (typed, read) in [
        ("19", Ok(1900)),
        ("25,5 %", Ok(2550)),
        ("25.50%", Ok(2550)),
        ("", Err(RateRefusal::Empty)),
        (" % ", Err(RateRefusal::Empty)),
        ("0", Err(RateRefusal::Zero)),
        ("0,00", Err(RateRefusal::Zero)),
        ("50,01", Err(RateRefusal::TooHigh)),
        ("99999", Err(RateRefusal::TooHigh)),
        ("1,234", Err(RateRefusal::NotANumber)),
        ("-19", Err(RateRefusal::NotANumber)),
        (",5", Err(RateRefusal::NotANumber)),
        ("neunzehn", Err(RateRefusal::NotANumber)),
    ] {
        assert_eq!(typed_rate(typed), read, "{typed:?}");
    }
    let row = RateRow {
        place: Country::DE.into(),
        class: RateClass::Standard,
        basis_points: 1900,
        from: TODAY,
    };
    assert_eq!(
        RateTable::new([row, row]),
        Err(RateRefusal::Twice(row.place, TODAY))
    );
    let nothing = RateRow {
        basis_points: 0,
        ..row
    };
    assert_eq!(RateTable::new([nothing]), Err(RateRefusal::Zero));
}

#[test]
fn who_is_taxed_how() {
    // V-06, V-07, V-08
    let (human, electronic) = (WorkKind::Human, WorkKind::Electronic);
    let french = |business| customer(country("FR").into(), business);
    for (who, work, oss, points, reason) in [
        (
            customer(Country::DE.into(), true),
            human,
            false,
            1900,
            Reason::Domestic,
        ),
        (
            customer(Country::DE.into(), false),
            electronic,
            true,
            1900,
            Reason::Domestic,
        ),
        (french(true), human, true, 1900, Reason::TreatedAsPrivate),
        (
            french(false),
            electronic,
            false,
            1900,
            Reason::TreatedAsPrivate,
        ),
        (
            french(false),
            electronic,
            true,
            2000,
            Reason::AtTheCustomers,
        ),
        (
            customer(country("US").into(), true),
            human,
            true,
            0,
            Reason::OutsideScope,
        ),
        (
            customer(country("CA").into(), false),
            electronic,
            true,
            0,
            Reason::OutsideScope,
        ),
    ] {
        let treatment = treated(&who, work, oss).expect("a rate");
        assert_eq!(
            (treatment.basis_points, treatment.reason),
            (points, reason),
            "{who:?}"
        );
    }
    let mut abroad = customer(country("US").into(), false);
    let open = treated(&abroad, human, false).expect("a rate");
    assert_eq!(
        (open.category, open.doubts),
        (Category::OutsideScope, vec![Doubt::PrivateAbroad])
    );
    abroad.abroad = Some(Abroad::Domestic);
    let decided = treated(&abroad, human, false).expect("a rate");
    assert_eq!(
        (decided.basis_points, decided.reason),
        (1900, Reason::DecidedDomestic)
    );
    abroad.abroad = Some(Abroad::NotTaxable);
    let decided = treated(&abroad, human, false).expect("a rate");
    assert_eq!((decided.basis_points, decided.doubts), (0, Vec::new()));
}

#[test]
fn reverse_charge_needs_a_stored_yes_of_vies() {
    // V-09
    let day = |ago: i64| {
        TODAY
            .checked_sub(jiff::Span::new().days(ago))
            .expect("a day")
    };
    let yes = |ago| said(Some(true), day(ago));
    let case = |vies: Vec<Vies>| {
        let treatment = treated(&austrian(vies), WorkKind::Human, false).expect("a rate");
        (
            treatment.category == Category::ReverseCharge,
            treatment.doubts,
        )
    };
    assert_eq!(case(vec![]), (false, vec![Doubt::NotConfirmed]));
    assert_eq!(case(vec![yes(0)]), (true, vec![]));
    assert_eq!(case(vec![yes(90)]), (true, vec![]));
    assert_eq!(case(vec![yes(91)]), (true, vec![Doubt::ViesOld]));
    assert_eq!(
        case(vec![said(None, day(1)), yes(10)]),
        (true, vec![Doubt::ViesUnavailable])
    );
    let unavailable = vec![said(None, day(1))];
    assert_eq!(
        case(unavailable),
        (false, vec![Doubt::ViesUnavailable, Doubt::NotConfirmed])
    );
    let no = said(Some(false), day(1));
    assert_eq!(
        case(vec![no.clone(), yes(10)]),
        (false, vec![Doubt::NotConfirmed])
    );
    assert_eq!(case(vec![no.clone(), yes(0)]), (true, vec![]));
    assert_eq!(
        case(vec![no, yes(1)]),
        (false, vec![Doubt::NotConfirmed]),
        "of one day"
    );
    let tomorrow = said(Some(true), TODAY.tomorrow().expect("a day"));
    assert_eq!(case(vec![tomorrow]), (false, vec![Doubt::NotConfirmed]));
    // An answer about another id says nothing, and a private person is taxed here.
    let mut other = austrian(vec![yes(0)]);
    other.vat_id = Some("ATU99999999".parse().expect("a VAT id"));
    let treatment = treated(&other, WorkKind::Human, false).expect("a rate");
    assert_eq!(treatment.reason, Reason::TreatedAsPrivate);
    let moved = Customer {
        place: country("FR").into(),
        ..austrian(vec![yes(0)])
    };
    let treatment = treated(&moved, WorkKind::Human, false).expect("a rate");
    assert_eq!(treatment.doubts, [Doubt::OtherCountry]);
}

#[test]
fn special_areas_go_their_own_way() {
    // Billing rule 14
    let rate = |area| {
        let who = customer(in_area(area), false);
        treated(&who, WorkKind::Electronic, true).map(|t| (t.basis_points, t.reason))
    };
    let outside = Ok((0, Reason::OutsideScope));
    for area in SpecialArea::ALL {
        let expected = match area {
            SpecialArea::Jungholz => Ok((1900, Reason::AtTheCustomers)),
            SpecialArea::Madeira => Ok((2200, Reason::AtTheCustomers)),
            SpecialArea::Azores => Ok((1600, Reason::AtTheCustomers)),
            _ => outside,
        };
        assert_eq!(rate(*area), expected, "{area}");
    }
    let elsewhere = Place::new(Country::DE, Some(SpecialArea::Madeira));
    assert_eq!(
        elsewhere.expect_err("refused").to_string(),
        "madeira is no part of DE"
    );
}

#[test]
fn countries_and_vat_ids_are_read_as_people_write_them() {
    // V-08, V-09
    assert_eq!("el".parse(), Ok(country("GR")));
    assert!("DEU".parse::<Country>().is_err() && "D1".parse::<Country>().is_err());
    assert!(!country("GB").is_member() && !country("CH").is_member());
    for id in [
        "DE 123 456 789",
        "atu12345678",
        "EL123456789",
        "NL123456789B01",
        "FR-XX-123456789",
        "RO12",
        "ESX1234567X",
    ] {
        assert!(id.parse::<VatId>().is_ok(), "{id}");
    }
    let greek: VatId = "EL123456789".parse().expect("a VAT id");
    assert_eq!(greek.country(), Some(country("GR")));
    for id in [
        "DE12345678",
        "DE1234567890",
        "NL123456789A01",
        "ESÄ1234567X",
    ] {
        assert!(
            matches!(id.parse::<VatId>(), Err(NotAVatId::Shape { .. })),
            "{id}"
        );
    }
    for id in ["", "D", "GR123456789", "US123456789", "ä"] {
        assert!(
            matches!(id.parse::<VatId>(), Err(NotAVatId::Prefix(_))),
            "{id}"
        );
    }
}

#[test]
fn tax_is_rounded_once_and_the_same_both_ways() {
    // Billing rule 10: three lines of 0.03 together, not three times 0.01.
    let taxed = || Treatment {
        category: Category::Standard,
        basis_points: 1900,
        reason: Reason::Domestic,
        doubts: Vec::new(),
    };
    let sums = VatSum::of((0..3).map(|_| (Cents(3), taxed())));
    assert_eq!(
        (sums.len(), sums[0].net, sums[0].vat),
        (1, Cents(9), Cents(2))
    );
    for net in [1, 50, 2_450, 12_345_678, i64::MAX] {
        assert_eq!(tax(Cents(-net), 1900), -tax(Cents(net), 1900), "{net}");
    }
    assert_eq!(tax(Cents(50), 100), Cents(1), "half a cent goes up");
}
