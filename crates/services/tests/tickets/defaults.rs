//! The page *Vorgaben*: bounds, versions, the way back, two people at once, what is told; and the rules tickets live by.

use domain::audit::{EventKind, HOUSE};
use domain::rules::{HouseRules, Rule};
use domain::ticket::TicketState;
use serde_json::json;
use services::context::OpContext;
use services::defaults::{self, Typed};
use services::error::ServiceError;
use services::tickets::{self, Act};

use crate::desk::{Desk, Result};

const DAY: i64 = 24 * 3600;

const fn typed(rule: Rule, text: &str) -> Typed<'_> {
    Typed {
        rule,
        text,
        reset: false,
    }
}

/// What is wrong, by field and code with its parameters.
async fn refused(op: &OpContext, version: &str, fields: &[Typed<'_>]) -> Result<Vec<String>> {
    match defaults::update(op, version, fields).await {
        Err(ServiceError::Invalid(errors)) => Ok(errors
            .into_iter()
            .map(|error| {
                let params: Vec<String> =
                    error.params.into_iter().map(|(_, value)| value).collect();
                format!("{} {} {}", error.field, error.code, params.join(" "))
            })
            .collect()),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(Vec::new()),
    }
}

async fn set(op: &OpContext, numbers: &[(Rule, &str)]) -> Result {
    let version = defaults::view(op).await?.rules.version.to_string();
    let fields: Vec<Typed<'_>> = numbers
        .iter()
        .map(|(rule, text)| typed(*rule, text))
        .collect();
    let wrong = refused(op, &version, &fields).await?;
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join(", ").into())
    }
}

/// The events of the provider's chain about defaults: who, and what they say.
async fn told(desk: &Desk) -> Result<Vec<(Option<String>, serde_json::Value)>> {
    let mut tx = desk.context.db().read().await?;
    let rows = store::audit::list_since(&mut tx, HOUSE, 0, 1_000).await?;
    let events = rows.into_iter().map(|row| Ok(row.payload.facts()?.event));
    let events: Vec<_> = events.collect::<Result<_>>()?;
    let events = events
        .into_iter()
        .filter(|event| event.kind == EventKind::DefaultsChanged);
    Ok(events
        .map(|event| (event.actor_name, serde_json::Value::Object(event.data)))
        .collect())
}

store::both_databases! {
    async fn bounds_hold_for_every_rule_and_nothing_of_a_refused_form_is_kept(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        for rule in Rule::ALL.iter().copied().filter(|rule| rule.code() != "remote_hands") {
            // Money is typed in euros, and its bounds are whole euros.
            let by = if rule.unit() == domain::rules::Unit::Cents { 100 } else { 1 };
            let (least, most) = (*rule.bounds().start() / by, *rule.bounds().end() / by);
            for text in [(least - 1).to_string(), (most + 1).to_string(), String::new(), "viel".to_owned()] {
                let good = typed(Rule::RemoteHands, "31");
                let wrong = refused(&admin, "1", &[good, typed(rule, &text)]).await?;
                let expected = format!("{0} rule_between {0}", rule.code());
                assert!(wrong.contains(&expected), "{rule} {text:?}: {wrong:?}");
            }
        }
        let wrong = refused(&admin, "1", &[typed(Rule::ValidityWork, "20"), typed(Rule::ValidityTotal, "10")]).await?;
        assert_eq!(wrong, ["validity_work rule_not_more_than validity_total 10"]);
        for version in ["2", "0", "", "x"] {
            let wrong = refused(&admin, version, &[typed(Rule::RemoteHands, "31")]).await?;
            assert_eq!(wrong, [" altered "], "{version:?}");
        }
        assert_eq!(defaults::view(&admin).await?.rules, HouseRules::SHIPPED);
        assert_eq!(told(&desk).await?, []);
    }

    async fn every_change_is_a_version_and_an_event_with_before_and_after(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        set(&admin, &[(Rule::OfferDays, " 7 "), (Rule::RemoteHands, "31,50"), (Rule::LookSeconds, "30")]).await?;
        desk.clock.advance(60);
        set(&admin, &[(Rule::OfferDays, "21")]).await?;
        // What changes nothing is neither.
        set(&admin, &[(Rule::OfferDays, "21")]).await?;
        let who = Some("Elena Fuchs".to_owned());
        assert_eq!(told(&desk).await?, [
            (who.clone(), json!({
                "version": 2,
                "offer_days": { "before": 14, "after": 7 },
                "remote_hands": { "before": 2_900, "after": 3_150 },
            })),
            (who, json!({ "version": 3, "offer_days": { "before": 7, "after": 21 } })),
        ]);
        let back = Typed { rule: Rule::RemoteHands, text: "9999999", reset: true };
        assert_eq!(refused(&admin, "3", &[back]).await?, Vec::<String>::new());
        let view = defaults::view(&admin).await?;
        assert_eq!((view.rules.version, view.rules.remote_hands, view.rules.offer_days), (4, 2_900, 21));
        let newest = view.changes.first().ok_or("no change")?;
        let turn = defaults::Turn { before: 3_150, after: 2_900 };
        assert_eq!((newest.by.as_str(), newest.turns.as_slice()), ("Elena Fuchs", &[(Rule::RemoteHands, turn)][..]));
        assert_eq!(view.changes.len(), 3);
        // The versions are all there, with their days.
        let mut tx = desk.context.db().read().await?;
        let stored = store::settings::find(&mut tx, "house_rules").await?.ok_or("nothing stored")?;
        let stored: serde_json::Value = serde_json::from_str(&stored)?;
        let days: Vec<_> = stored.as_array().ok_or("no list")?.iter().map(|v| v["numbers"]["offer_days"].as_i64()).collect();
        assert_eq!(days, [Some(7), Some(21), Some(21)]);
    }

    async fn two_people_at_once_lose_neither_change_nor_notice(db: Db) {
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        let form = |offer, look| [typed(Rule::OfferDays, offer), typed(Rule::LookSeconds, look)];
        // Both opened the shipped form. The first changes one number, the second the other: both are kept.
        assert_eq!(refused(&admin, "1", &form("7", "30")).await?, Vec::<String>::new());
        assert_eq!(refused(&admin, "1", &form("14", "45")).await?, Vec::<String>::new());
        let rules = defaults::view(&admin).await?.rules;
        assert_eq!((rules.version, rules.offer_days, rules.look_seconds), (3, 7, 45));
        // The same number twice: shown beside what was typed, nothing written.
        let wrong = refused(&admin, "1", &form("21", "30")).await?;
        assert_eq!(wrong, ["offer_days rule_changed offer_days 7"]);
        assert_eq!(defaults::untouched(&admin, "1", &form("21", "30")).await?, [Rule::LookSeconds]);
        assert_eq!(defaults::view(&admin).await?.rules, rules);
        // Saved once more from the page that showed it, it counts.
        assert_eq!(refused(&admin, "3", &form("21", "45")).await?, Vec::<String>::new());
        assert_eq!(defaults::view(&admin).await?.rules.offer_days, 21);
        // Who is no admin finds no form.
        let denied = defaults::update(&desk.jana, "1", &form("21", "45")).await;
        assert!(matches!(denied, Err(ServiceError::Denied(_))), "{denied:?}");
        assert!(defaults::view(&desk.petra).await.is_err());
    }

    async fn a_message_waits_as_long_as_the_house_says_when_it_is_written(db: Db) {
        // I-46
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        set(&admin, &[(Rule::UndoSeconds, "40")]).await?;
        let number = desk.file("fault", "Server weg").await?;
        desk.say(&desk.jana, number, "Wir sehen nach.").await?;
        set(&admin, &[(Rule::UndoSeconds, "5")]).await?;
        desk.wait(39).await?;
        assert_eq!(desk.texts(&desk.petra, number).await?.len(), 1, "not released yet");
        desk.wait(1).await?;
        assert_eq!(desk.texts(&desk.petra, number).await?.len(), 2);
        desk.say(&desk.jana, number, "Und noch etwas.").await?;
        desk.wait(5).await?;
        assert_eq!(desk.texts(&desk.petra, number).await?.len(), 3);
    }

    async fn a_resolved_ticket_keeps_the_working_days_it_was_resolved_with(db: Db) {
        // I-64
        let desk = Desk::new(db).await?;
        let admin = desk.admin().await?;
        set(&admin, &[(Rule::ReopenDays, "10"), (Rule::ResolvedDays, "2")]).await?;
        let first = desk.file("fault", "Server weg").await?;
        let second = desk.file("fault", "Noch einer weg").await?;
        for number in [first, second] {
            // A Wednesday.
            tickets::change(&desk.jana, number, Act::Resolve).await?;
        }
        let mails = desk.mails("petra.lindner@example.test").await?;
        // Mails of one second have no order.
        let told = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").contains("innerhalb von 10 Werktagen");
        assert_eq!(mails.iter().filter(|(_, text)| told(text)).count(), 2, "{mails:?}");
        desk.clock.advance(1);
        set(&admin, &[(Rule::ReopenDays, "1"), (Rule::ResolvedDays, "20")]).await?;
        desk.clock.advance(2 * DAY);
        tickets::close_by_time(&desk.context).await?;
        assert_eq!(desk.row(first).await?.state, TicketState::Resolved, "Friday is the second day");
        desk.clock.advance(DAY);
        tickets::close_by_time(&desk.context).await?;
        assert_eq!(desk.row(first).await?.state, TicketState::Closed);
        desk.clock.advance(8 * DAY);
        desk.say(&desk.petra, first, "Doch noch kaputt.").await?;
        assert_eq!(desk.row(first).await?.state, TicketState::Open, "ten working days were promised");
        desk.clock.advance(6 * DAY);
        assert_ne!(desk.say(&desk.petra, second, "Und wieder.").await?.number, second, "now it is too late");
        // Resolved under the new rules.
        tickets::change(&desk.jana, first, Act::Resolve).await?;
        desk.clock.advance(5 * DAY);
        assert_ne!(desk.say(&desk.petra, first, "Und noch einmal.").await?.number, first);
        tickets::close_by_time(&desk.context).await?;
        assert_eq!(desk.row(first).await?.state, TicketState::Resolved);
    }
}
