//! What people see: numbers, files, charts, addresses.

use proptest::prelude::*;

use super::csv::{Cell, Csv, guarded};
use super::*;
use crate::account::Locale;
use crate::report::chart::{self, Data, Row, Scale, UNITS};

#[test]
fn numbers_are_written_as_people_of_each_language_write_them() {
    let both = |number: fn(Locale) -> String| (number(Locale::De), number(Locale::En));
    assert_eq!(both(|l| whole(2_861, l)), ("2.861".into(), "2,861".into()));
    assert_eq!(
        both(|l| whole(-1_234_567, l)),
        ("-1.234.567".into(), "-1,234,567".into())
    );
    assert_eq!(whole(0, Locale::De), "0");
    assert_eq!(
        both(|l| percent(979, l)),
        ("97,9\u{202f}%".into(), "97.9%".into())
    );
    assert_eq!(percent(1000, Locale::En), "100.0%");
    assert_eq!(
        both(|l| decimal(-5, 2, l)),
        ("-0,05".into(), "-0.05".into())
    );
    assert_eq!(decimal(12, 0, Locale::De), "12");
}

#[test]
fn cells_that_would_be_formulas_are_texts() {
    for bad in [
        "=1+1",
        "+49 40 1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u{ff1d}1",
    ] {
        assert_eq!(guarded(bad), format!("'{bad}"));
    }
    for good in ["", "Lindner & Söhne", "a=b", "2-3", "'quoted"] {
        assert_eq!(guarded(good), good);
    }
    // A number of ours keeps its minus.
    let minus = Cell::Decimal {
        value: -5,
        places: 1,
    };
    assert_eq!(minus.written(Locale::De), "-0,5");
}

#[test]
fn rows_follow_the_language() {
    let cells = [
        Cell::text("Müller; \"Bau\", GmbH"),
        Cell::Count(2861),
        Cell::percent(Some(979_u16)),
        Cell::percent(None::<u16>),
        Cell::Time(at("2026-09-13T12:05:09Z")),
        Cell::text("=cmd|' /C calc'!A0"),
    ];
    let file = |locale| {
        let mut csv = Csv::new(locale);
        csv.row(&cells);
        csv.finish()
    };
    assert_eq!(
        file(Locale::De),
        "\u{feff}\"Müller; \"\"Bau\"\", GmbH\";2861;97,9;;2026-09-13 14:05:09;'=cmd|' /C calc'!A0\r\n"
    );
    assert_eq!(
        file(Locale::En),
        "\u{feff}\"Müller; \"\"Bau\"\", GmbH\",2861,97.9,,2026-09-13 14:05:09,'=cmd|' /C calc'!A0\r\n"
    );
}

#[test]
fn axes_end_at_round_numbers() {
    for (greatest, top, step) in [
        (0, 1, 1),
        (1, 1, 1),
        (5, 5, 1),
        (6, 6, 2),
        (11, 15, 5),
        (182, 200, 50),
        (1088, 1500, 500),
    ] {
        let scale = Scale::of(greatest);
        assert_eq!((scale.top(), scale.step()), (top, step), "{greatest}");
    }
    let ticks = Scale::of(9000).ticks(Locale::De);
    let labels: Vec<_> = ticks.iter().map(|tick| tick.label.as_str()).collect();
    assert_eq!(labels, ["0", "2.000", "4.000", "6.000", "8.000", "10.000"]);
    assert_eq!((ticks[0].y, ticks[5].y), (UNITS, 0));
}

fn flow() -> Data {
    let row = |label: &str, values: [u64; 2]| Row {
        label: label.into(),
        values: values.to_vec(),
    };
    Data {
        title: "Eingang und Abschluss je Woche".into(),
        rows_are: "Woche".into(),
        series: vec!["eingegangen".into(), "gelöst".into()],
        rows: vec![row("KW 36", [158, 149]), row("KW 37", [171, 0])],
    }
}

#[test]
fn bars_say_their_numbers_and_the_table_says_the_same() {
    let chart = chart::bars(&flow(), Locale::De);
    assert_eq!(
        chart.alternative,
        "Eingang und Abschluss je Woche. Größter Wert: KW 37, 171 eingegangen."
    );
    let titles: Vec<_> = chart.marks.iter().map(|mark| mark.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "KW 36: 158 eingegangen",
            "KW 36: 149 gelöst",
            "KW 37: 171 eingegangen",
            "KW 37: 0 gelöst"
        ]
    );
    let first = &chart.marks[0];
    assert_eq!((first.height, first.y), (7900, 2100), "158 of 200");
    assert_eq!((chart.marks[3].height, chart.marks[3].y), (0, UNITS));
    assert_eq!(
        chart.table.rows[0],
        [Cell::text("KW 36"), Cell::Count(158), Cell::Count(149)]
    );
    assert_eq!(
        chart.table.csv(Locale::De),
        "\u{feff}Woche;eingegangen;gelöst\r\nKW 36;158;149\r\nKW 37;171;0\r\n"
    );
}

#[test]
fn an_empty_chart_says_so() {
    let data = Data {
        rows: Vec::new(),
        ..flow()
    };
    for chart in [
        chart::bars(&data, Locale::En),
        chart::stack(&data, Locale::En),
        chart::pareto(&data, "Share", Locale::En),
        chart::area(&data, Locale::En).1,
        chart::heat_map("When", &[], Locale::En),
        chart::answer_times("How long", &Sorted::default(), None, Locale::En),
    ] {
        assert!(
            chart.alternative.ends_with(". No values."),
            "{}",
            chart.alternative
        );
        assert!(chart.marks.is_empty() && chart.table.rows.is_empty());
    }
}

#[test]
fn a_pareto_says_the_share_up_to_each_reason() {
    let data = Data {
        series: vec!["Verletzungen".into()],
        rows: [("Kapazität", 24), ("Weiterleitung", 15), ("ohne Grund", 1)]
            .map(|(label, value)| Row {
                label: label.into(),
                values: vec![value],
            })
            .to_vec(),
        ..flow()
    };
    let chart = chart::pareto(&data, "Anteil bis hier", Locale::De);
    let titles: Vec<_> = chart.marks.iter().map(|mark| mark.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Kapazität: 24 · 60,0\u{202f}%",
            "Weiterleitung: 15 · 97,5\u{202f}%",
            "ohne Grund: 1 · 100,0\u{202f}%"
        ]
    );
    assert_eq!(chart.marks[0].width, UNITS);
    assert_eq!(
        chart.table.head,
        ["Woche", "Verletzungen", "Anteil bis hier (%)"]
    );
    assert_eq!(
        chart.table.rows[1][2],
        Cell::Decimal {
            value: 975,
            places: 1
        }
    );
}

#[test]
fn the_heat_map_names_the_busiest_hour_and_what_broke_in_it() {
    let started = at("2026-09-07T08:30:00Z");
    let clocks = [ended(clock(1, started), 700)];
    let tickets = [ticket(1, started, None), ticket(2, started, None)];
    let heat = report(
        period("2026-09"),
        at("2026-11-01T00:00:00Z"),
        &clocks,
        &tickets,
    )
    .heat;
    let chart = chart::heat_map("Eingang je Stunde", &heat, Locale::De);
    assert_eq!(
        chart.alternative,
        "Eingang je Stunde. Mo 10:00: 2 eingegangen, 1 verletzt."
    );
    assert_eq!((chart.marks.len(), chart.table.rows.len()), (168, 168));
    assert_eq!((chart.marks[10].series, chart.marks[11].series), (4, 0));
    let right = chart.marks.iter().map(|mark| mark.x + mark.width).max();
    let bottom = chart.marks.iter().map(|mark| mark.y + mark.height).max();
    assert_eq!((right, bottom), (Some(UNITS), Some(UNITS)));
}

#[test]
fn the_histogram_says_its_percentiles_and_warns_about_few_cases() {
    let mut samples = Samples::default();
    for seconds in [60, 61, 700] {
        samples.push(seconds);
    }
    let values = samples.sorted();
    let chart = chart::answer_times("Erste Antwort", &values, Some(600), Locale::De);
    assert_eq!(
        chart.alternative,
        "Erste Antwort. n = 3. Hälfte bis 2\u{a0}min, 90\u{202f}% bis 12\u{a0}min. Wenige Fälle."
    );
    assert_eq!(
        chart.table.rows[0],
        [Cell::text("0\u{a0}min – 1\u{a0}min"), Cell::Count(1)]
    );
    let counts: u64 = chart
        .table
        .rows
        .iter()
        .filter_map(|row| match row.get(1) {
            Some(Cell::Count(count)) => Some(*count),
            _ => None,
        })
        .sum();
    assert_eq!(counts, values.n());
}

#[test]
fn addresses_are_read_and_their_mistakes_named() {
    let otherwise = period("2026-09");
    let read = |text: &str| Query::read(text, otherwise);
    assert_eq!(read(""), Ok(Query::of(otherwise)));
    assert_eq!(read("period=&customer=&page=3"), Ok(Query::of(otherwise)));
    let range = read("from=2026-09-01&to=2026-09-15").expect("two dates");
    assert_eq!(range.to_string(), "period=2026-09-01..2026-09-15");
    let asked = "period=2026-Q3&engineer=00000000-0000-0000-0000-000000000001&priority=high&kind=first_answer&by=engineer&basis=real";
    assert_eq!(
        read(asked).map(|query| query.to_string()).as_deref(),
        Ok(asked)
    );
    let before = read(asked).and_then(|query| Ok(query.previous()?));
    assert_eq!(
        before.map(|query| query.period.to_string()).as_deref(),
        Ok("2026-Q2")
    );
    for (text, field, code) in [
        ("period=never", "period", "period_unreadable"),
        (
            "from=2026-09-15&to=2026-09-01",
            "period",
            "period_backwards",
        ),
        ("from=2026-09-15", "to", "not_understood"),
        ("to=2026-09-15", "from", "not_understood"),
        ("customer=Lindner", "customer", "not_understood"),
        ("by=weather", "by", "not_understood"),
        ("priority=high&priority=low", "priority", "twice"),
    ] {
        let problem = read(text).expect_err("refused");
        assert_eq!((problem.field(), problem.code()), (field, code), "{text}");
    }
}

fn queries() -> impl Strategy<Value = Query> {
    fn one<T: std::fmt::Debug + Clone + 'static>(
        all: &'static [T],
    ) -> impl Strategy<Value = Option<T>> {
        prop::option::of(prop::sample::select(all))
    }
    let ids = prop::array::uniform4(prop::option::of(any::<u128>()));
    let codes = (one(Priority::ALL), one(Class::ALL), one(ClockKind::ALL));
    let shown = (one(Dimension::ALL), prop::sample::select(Basis::ALL));
    let texts = [
        "2026",
        "2026-Q3",
        "2026-09",
        "2026-W53",
        "2026-09-13",
        "2026-09-01..2026-10-02",
    ];
    let text = prop::sample::select(texts.to_vec());
    (text, ids, codes, shown).prop_map(|(text, ids, (priority, class, kind), (by, basis))| Query {
        period: period(text),
        filter: Filter {
            customer: ids[0].map(|n| OrganizationId::from_uuid(id(n))),
            system: ids[1].map(|n| crate::ids::SystemId::from_uuid(id(n))),
            engineer: ids[2].map(|n| PersonId::from_uuid(id(n))),
            team: ids[3].map(|n| crate::ids::TeamId::from_uuid(id(n))),
            priority,
            class,
            kind,
        },
        by,
        basis,
    })
}

proptest! {
    #[test]
    fn a_query_written_to_an_address_is_read_again_as_it_was(query in queries()) {
        let text = query.to_string();
        prop_assert_eq!(Query::read(&text, period("2000")), Ok(query));
        // Nothing in it needs the escapes of an address.
        prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"=&-._".contains(&b)));
    }

    #[test]
    fn no_text_of_others_begins_a_formula(text in any::<String>()) {
        let written = Cell::text(&text).written(Locale::De);
        let visible = written.trim_start().chars().next();
        prop_assert!(!matches!(visible, Some('=' | '+' | '-' | '@')));
        prop_assert!(!written.starts_with(['\t', '\r', '\n']));
    }

    #[test]
    fn marks_stay_within_the_chart_and_parts_fill_it(values in prop::collection::vec(prop::array::uniform3(0_u64..9999), 0..60)) {
        let rows: Vec<Row> = values.iter().map(|v| Row { label: "x".into(), values: v.to_vec() }).collect();
        let data = Data {
            title: "t".into(),
            rows_are: "r".into(),
            series: ["a", "b", "c"].map(str::to_owned).to_vec(),
            rows,
        };
        let stack = chart::stack(&data, Locale::En);
        let filled: u64 = stack.marks.iter().map(|mark| mark.width).sum();
        let any = values.iter().any(|v| v[0] > 0);
        prop_assert_eq!(filled, if any { UNITS } else { 0 });
        let (layers, around) = chart::area(&data, Locale::En);
        prop_assert_eq!(layers.len(), 3);
        prop_assert_eq!(around.table.rows.len(), values.len());
        for (x, y) in layers.iter().flat_map(|layer| &layer.points) {
            prop_assert!(*x <= UNITS && *y <= UNITS);
        }
        // A layer begins where the one below it ends.
        for pair in layers.windows(2) {
            let below = &pair[0].points[..values.len()];
            let above: Vec<_> = pair[1].points[values.len()..].iter().rev().copied().collect();
            prop_assert_eq!(below, &above[..]);
        }
        for chart in [chart::bars(&data, Locale::En), chart::pareto(&data, "s", Locale::En), stack] {
            for mark in &chart.marks {
                prop_assert!(mark.x + mark.width <= UNITS && mark.y + mark.height <= UNITS);
            }
            prop_assert_eq!(chart.table.rows.len(), values.len());
            for row in &chart.table.rows {
                prop_assert_eq!(row.len(), chart.table.head.len());
            }
        }
    }
}
