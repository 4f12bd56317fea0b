//! Billing rule 9 and bad input: what is entered, changed, approved and taken back.

use super::*;
use crate::account::Locale;

/// What a typed entry is checked against; now is the 10th of February, noon.
fn check(desk: &Desk, content: &Content, others: &[Occupied]) -> Vec<EntryRefusal> {
    let around = Around {
        now: feb("10 12:00"),
        contract_begins: Some(feb("1 00:00")),
        others,
        reclassified: desk.reclassified.get(&ticket(1)),
        prices: &desk.book,
        agreements: &desk.agreements,
    };
    content.problems(&around, None)
}

fn around(desk: &Desk, now: Timestamp) -> Around<'_> {
    Around {
        now,
        contract_begins: None,
        others: &[],
        reclassified: None,
        prices: &desk.book,
        agreements: &desk.agreements,
    }
}

fn draft(desk: &Desk) -> WorkEntry {
    let content = working("work", feb("2 10:00"), feb("2 10:30"));
    let around = around(desk, feb("2 10:30"));
    WorkEntry::new(entry_id(1), ticket(1), person(1), content, &around).expect("good")
}

#[test]
fn what_ends_before_it_starts_is_no_work() {
    let ten = feb("2 10:00");
    assert_eq!(Span::new(ten, ten), Err(NotASpan));
    assert_eq!(Span::new(ten.plus_seconds(1), ten), Err(NotASpan));
    let refusal = EntryRefusal::from(NotASpan);
    assert_eq!(refusal.field(), EntryField::To);
    assert_eq!(
        refusal.words(Locale::De),
        "Das Ende muss nach dem Beginn liegen."
    );
}

#[test]
fn everything_wrong_with_an_entry_is_said_at_once_with_its_field() {
    let desk = Desk::new();
    let good = working("work", feb("2 10:00"), feb("2 11:00"));
    assert_eq!(check(&desk, &good, &[]), []);
    let cases: [(&str, Content, EntryRefusal, EntryField); 7] = [
        (
            "future",
            working("work", feb("10 11:59"), feb("10 12:01")),
            EntryRefusal::Future,
            EntryField::To,
        ),
        (
            "a day and a minute",
            working("work", feb("3 10:00"), feb("4 10:01")),
            EntryRefusal::TooLong,
            EntryField::To,
        ),
        (
            "before the contract",
            Content {
                span: span(feb("1 00:00").minus_seconds(60), feb("1 00:10")),
                ..good.clone()
            },
            EntryRefusal::BeforeContract(feb("1 00:00")),
            EntryField::From,
        ),
        (
            "no such article",
            working("juggling", feb("2 10:00"), feb("2 11:00")),
            EntryRefusal::UnknownArticle,
            EntryField::Article,
        ),
        (
            "no such order",
            Content {
                agreement: Some(agreed(9)),
                ..good.clone()
            },
            EntryRefusal::UnknownAgreement,
            EntryField::Agreement,
        ),
        (
            "a long note",
            Content {
                note: "ä".repeat(501),
                ..good.clone()
            },
            EntryRefusal::TextTooLong(EntryField::Note),
            EntryField::Note,
        ),
        (
            "a long reason",
            Content {
                waived: "x".repeat(501),
                ..good.clone()
            },
            EntryRefusal::TextTooLong(EntryField::Waived),
            EntryField::Waived,
        ),
    ];
    for (name, content, refusal, field) in cases {
        assert_eq!(refusal.field(), field, "{name}");
        for locale in [Locale::De, Locale::En] {
            assert!(refusal.words(locale).ends_with('.'), "{name}");
        }
        assert_eq!(check(&desk, &content, &[]), [refusal], "{name}");
    }
    let two = working("juggling", feb("10 11:00"), feb("10 13:00"));
    assert_eq!(check(&desk, &two, &[]).len(), 2);
}

#[test]
fn nobody_works_twice_at_a_time_on_any_ticket() {
    let desk = Desk::new();
    let taken = Occupied {
        id: entry_id(7),
        from: feb("2 10:00"),
        to: Some(feb("2 11:00")),
    };
    let running = Occupied {
        id: entry_id(8),
        from: feb("10 11:30"),
        to: None,
    };
    let others = [taken, running];
    let refused = |from: &str, to: &str| {
        let content = working("work", feb(from), feb(to));
        let problems = check(&desk, &content, &others);
        problems
            .iter()
            .any(|p| matches!(p, EntryRefusal::Overlaps { .. }))
    };
    assert!(refused("2 10:59", "2 11:30") && refused("2 09:00", "2 12:00"));
    assert!(refused("2 10:15", "2 10:30") && refused("10 11:00", "10 11:31"));
    // Touching is not overlapping.
    assert!(!refused("2 11:00", "2 12:00") && !refused("2 09:00", "2 10:00"));
    assert!(!refused("10 11:00", "10 11:30"));
    let content = working("work", feb("10 11:00"), feb("10 11:31"));
    let words = check(&desk, &content, &others)[0].words(Locale::De);
    assert!(
        words.starts_with("Von 11:30 bis jetzt (läuft noch)"),
        "{words}"
    );
}

#[test]
fn pauses_are_cut_out() {
    let day = span(feb("2 09:00"), feb("2 17:00"));
    let pause = |from: &str, to: &str| span(feb(from), feb(to));
    let parts = without_pauses(
        day,
        &[pause("2 12:00", "2 12:30"), pause("2 10:00", "2 10:15")],
    );
    assert_eq!(
        parts,
        Ok(vec![
            pause("2 09:00", "2 10:00"),
            pause("2 10:15", "2 12:00"),
            pause("2 12:30", "2 17:00"),
        ])
    );
    // At an edge nothing is left beside it; outside, or over another one, it is refused by its place.
    let edge = without_pauses(day, &[pause("2 09:00", "2 10:00")]);
    assert_eq!(edge, Ok(vec![pause("2 10:00", "2 17:00")]));
    assert_eq!(without_pauses(day, &[pause("2 16:30", "2 17:30")]), Err(0));
    let two = [pause("2 12:00", "2 12:30"), pause("2 11:30", "2 12:15")];
    assert_eq!(without_pauses(day, &two), Err(0));
}

#[test]
fn a_change_keeps_what_was_said_by_whom_when_and_why() {
    // Billing rule 9
    let desk = Desk::new();
    let entry = draft(&desk);
    let longer = working("work", feb("2 10:00"), feb("2 11:00"));
    let now = feb("2 18:00");
    let changed = entry
        .edited(
            longer.clone(),
            person(2),
            " forgot to stop ",
            &around(&desk, now),
        )
        .expect("changed");
    assert_eq!(changed.content(), &longer);
    assert_eq!(
        changed.trace(),
        [Edit {
            before: entry.content().clone(),
            by: person(2),
            at: now,
            why: "forgot to stop".to_owned(),
        }]
    );
    let refused = |content: &Content, why: &str, now: Timestamp| {
        changed
            .edited(content.clone(), person(2), why, &around(&desk, now))
            .expect_err("refused")
    };
    let before = entry.content();
    assert_eq!(refused(before, "  ", now), [EntryRefusal::WhyRequired]);
    assert_eq!(refused(&longer, "why", now), [EntryRefusal::NothingChanged]);
    let early = now.minus_seconds(1);
    assert_eq!(refused(before, "why", early), [EntryRefusal::Order]);
}

#[test]
fn an_entry_does_not_stand_in_its_own_way() {
    let desk = Desk::new();
    let entry = draft(&desk);
    let others = WorkEntry::occupied(std::slice::from_ref(&entry));
    let around = Around {
        others: &others,
        ..around(&desk, feb("2 18:00"))
    };
    let longer = working("work", feb("2 10:00"), feb("2 11:00"));
    assert!(
        entry
            .edited(longer.clone(), person(1), "why", &around)
            .is_ok()
    );
    let other = WorkEntry::new(entry_id(2), ticket(2), person(1), longer, &around);
    assert!(other.is_err());
}

#[test]
fn an_approved_entry_is_taken_back_by_another_one_and_once() {
    // Billing rule 9
    let mut desk = Desk::new();
    let entry = draft(&desk);
    let (now, by) = (feb("2 19:00"), person(3));
    let reverse = |entry: &WorkEntry, all: &[WorkEntry], why: &str| {
        entry.reversal(entry_id(50), by, now, why, all)
    };
    assert_eq!(
        reverse(&entry, &[], "why"),
        Err(EntryRefusal::NotApproved(EntryState::Draft))
    );
    let approved = entry.approved(by, feb("2 18:00")).expect("approved");
    let other = working("work", feb("2 10:00"), feb("2 11:00"));
    let edit = approved.edited(other, by, "why", &around(&desk, now));
    let sealed = EntryRefusal::NotADraft(EntryState::Approved);
    assert_eq!(edit, Err(vec![sealed.clone()]));
    assert_eq!(approved.approved(by, now), Err(sealed.clone()));
    assert_eq!(approved.discarded(by, now, "why"), Err(sealed));
    assert_eq!(reverse(&approved, &[], " "), Err(EntryRefusal::WhyRequired));
    let back = reverse(&approved, &[], "wrong ticket").expect("taken back");
    assert_eq!(back.decided(), Some((by, now, "wrong ticket")));
    let all = [approved.clone(), back.clone()];
    assert_eq!(
        reverse(&approved, &all, "why"),
        Err(EntryRefusal::ReversedAlready)
    );
    assert_eq!(reverse(&back, &all, "why"), Err(EntryRefusal::IsAReversal));
    assert_eq!(WorkEntry::effective(&all).count(), 0);
    assert_eq!(WorkEntry::occupied(&all), []);
    desk.entries = all.to_vec();
    assert_eq!(desk.lines(), []);
}

#[test]
fn drafts_are_not_billed_and_discarded_ones_never() {
    // Billing rule 9
    let mut desk = Desk::new();
    let entry = draft(&desk);
    assert_eq!(
        entry.discarded(person(1), feb("2 19:00"), ""),
        Err(EntryRefusal::WhyRequired)
    );
    let gone = entry.discarded(person(1), feb("2 19:00"), "twice");
    desk.entries = vec![entry];
    assert_eq!(desk.net(), Cents::ZERO);
    desk.drafts = true;
    assert_eq!(desk.net(), Cents(5_000));
    desk.entries = vec![gone.expect("discarded")];
    assert_eq!(desk.net(), Cents::ZERO);
    assert_eq!(WorkEntry::occupied(&desk.entries), []);
}

#[test]
fn an_entry_reads_back_as_it_was_written() {
    let desk = Desk::new();
    let entry = draft(&desk);
    let shorter = working("work", feb("2 10:00"), feb("2 10:20"));
    let entry = entry.edited(shorter, person(1), "why", &around(&desk, feb("2 18:00")));
    let entry = entry.expect("changed");
    let text = serde_json::to_string(&entry).expect("written");
    assert_eq!(serde_json::from_str::<WorkEntry>(&text).ok(), Some(entry));
    let line = &{
        let mut desk = Desk::new();
        desk.worked(1, working("work", feb("2 10:00"), feb("2 10:20")));
        desk.lines()
    }[0];
    let text = serde_json::to_string(line).expect("written");
    assert_eq!(
        serde_json::from_str::<Line>(&text).ok().as_ref(),
        Some(line)
    );
    let backwards = r#"{"from":"2026-02-02T10:00:00Z","to":"2026-02-02T09:00:00Z"}"#;
    assert!(serde_json::from_str::<Span>(backwards).is_err());
}
