//! *Bereitschaft*: set up, looked at, overridden, handed over; holes are warned about, what is wrong is said at its field.

use domain::account::StaffRole;
use domain::audit::HOUSE;
use domain::ids::PersonId;
use domain::time::{Clock as _, Timestamp};
use reqwest::StatusCode;

use crate::desk::{Browser, Desk, Page, Result};
use crate::story::{has, hidden, message, on_both, text};

const HERE: &str = "/admin/oncall";
const ROTATION: &str = "/admin/oncall/rotation";
const GIVE: &str = "/admin/oncall/hand-over";
const REASON: (&str, &str) = ("reason", "Der erste Dienstplan");

async fn manager(desk: &Desk) -> Result<Browser> {
    desk.staff("maria@example.test", StaffRole::Manager).await
}

/// Anna and Ben, an id each.
async fn engineers(desk: &Desk) -> Result<[String; 2]> {
    let engineer = Some(StaffRole::Engineer);
    Ok([
        desk.person("anna@example.test", engineer)
            .await?
            .to_string(),
        desk.person("ben@example.test", engineer).await?.to_string(),
    ])
}

/// Monday, 11 January 2027, 08:00: the week the clock stands in.
fn rotation<'a>(base: &'a str, people: &[&'a str]) -> Vec<(&'static str, &'a str)> {
    let places = ["person_1", "person_2", "person_3"];
    let mut form = vec![
        ("base", base),
        ("begins", "2027-01-11"),
        ("hand_over", "08:00"),
        REASON,
    ];
    form.extend(places.into_iter().zip(people.iter().copied()));
    form
}

fn entry<'a>(person: &'a str, from: &'a str, until: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("kind", "override"),
        ("person", person),
        ("from", from),
        ("until", until),
        ("note", "Fortbildung"),
    ]
}

fn give<'a>(takes: &'a str, from: &'a str, until: &'a str) -> [(&'static str, &'a str); 3] {
    [
        ("takes", takes),
        ("shift_from", from),
        ("shift_until", until),
    ]
}

/// Who is on call, as the rules know it.
async fn on_call(desk: &Desk, at: &str) -> Result<Vec<PersonId>> {
    let at: Timestamp = at.parse()?;
    let mut tx = desk.context().db().read().await?;
    let found = services::on_call::who(&mut tx, desk.clock.now(), at).await?;
    Ok(found)
}

/// Saved and led back to the page.
fn saved(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.main());
    assert!(page.location().starts_with(HERE), "{}", page.location());
}

on_both! {
    async fn a_rota_is_set_up_and_shows_the_next_weeks(desk) {
        // Rule 28.
        let manager = manager(desk).await?;
        let [anna, ben] = engineers(desk).await?;
        let empty = manager.get(HERE).await?;
        has(&empty, &["Noch kein Dienstplan", "Dienstplan anlegen"]);
        let form = manager.get(ROTATION).await?;
        assert_eq!(hidden(&form, "base")?, "0");
        saved(&manager.post(ROTATION, &rotation("0", &[&anna, &ben])).await?);
        let page = manager.get(HERE).await?;
        has(&page, &[
            "Bereitschaft hatanna, bis Mo, 18.01.2027, 08:00", "Als Nächste gefragtben",
            "Fr, 15.01.2027, 09:00:30Mo, 18.01.2027, 08:00anna", "Mo, 18.01.2027, 08:00Mo, 25.01.2027, 08:00ben",
            "Mo, 08.03.2027, 08:00Mo, 15.03.2027, 08:00anna", "Version 1, gilt jetzt", "anna → ben", "Übergabe am Montag um 08:00", "maria: Der erste Dienstplan.",
        ]);
        assert!(!text(&page).contains("Lücken"), "{}", page.main());
        // It holds from now on: what was before was nobody's.
        let (ids, none) = ([anna.parse::<PersonId>()?, ben.parse()?], Vec::<PersonId>::new());
        assert_eq!(on_call(desk, "2027-01-15T07:00:00Z").await?, none);
        assert_eq!(on_call(desk, "2027-01-15T09:00:00Z").await?, [ids[0]]);
        assert_eq!(on_call(desk, "2027-01-18T07:00:00Z").await?, [ids[1]]);
        manager.post("/account/locale", &[("locale", "en")]).await?;
        has(&manager.get(HERE).await?, &["On call isanna, until Mon, 18 Jan 2027, 08:00", "Hand-over on Monday at 08:00"]);
        has(&manager.get("/admin/log?kind=on_call").await?, &[
            "Rota changed", "Order: nothing → anna, ben", "Reason: Der erste Dienstplan",
        ]);
        let mut tx = desk.context().db().read().await?;
        let told = store::audit::list_since(&mut tx, HOUSE, 0, 10).await?;
        assert_eq!(told.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["on_call.rotated"]);
        Ok(())
    }

    async fn a_later_rota_holds_from_then_and_the_second_to_save_is_told(desk) {
        let manager = manager(desk).await?;
        let [anna, ben] = engineers(desk).await?;
        saved(&manager.post(ROTATION, &rotation("0", &[&anna, &ben])).await?);
        let again = manager.post(ROTATION, &rotation("1", &[&anna, &ben])).await?;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&again, &["Das ist schon so gespeichert."]);
        let late = manager.post(ROTATION, &rotation("0", &[&ben])).await?;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&late, &["Jemand hat den Dienstplan inzwischen geändert", "Version 1, gilt jetzt"]);
        // What was typed stays, over the version that holds now.
        assert_eq!(hidden(&late, "base")?, "1");
        assert!(late.text.contains("value=\"Der erste Dienstplan\""), "{}", late.main());
        desk.clock.advance(900);
        saved(&manager.post(ROTATION, &rotation("1", &[&ben])).await?);
        assert_eq!(on_call(desk, "2027-01-15T08:10:00Z").await?, [anna.parse::<PersonId>()?]);
        assert_eq!(on_call(desk, "2027-01-15T08:20:00Z").await?, [ben.parse::<PersonId>()?]);
        Ok(())
    }

    async fn holes_are_warned_about_and_an_override_fills_them(desk) {
        let manager = manager(desk).await?;
        let [anna, ben] = engineers(desk).await?;
        saved(&manager.post(ROTATION, &rotation("0", &[&anna])).await?);
        let mut away = entry(&anna, "2027-01-20T08:00", "2027-01-22T08:00");
        away[0].1 = "absence";
        saved(&manager.post(HERE, &away).await?);
        let page = manager.get(HERE).await?;
        has(&page, &[
            "Lücken", "Von 20.01.2027, 08:00:00 bis 22.01.2027, 08:00:00 hat niemand Bereitschaft. Tragen Sie eine Vertretung ein.",
            "niemandAbwesenheit", "Abwesenheit: anna Mi, 20.01.2027, 08:00 bis Fr, 22.01.2027, 08:00", "Fortbildung",
        ]);
        // The way out fills the form in.
        let way = "/admin/oncall?from=2027-01-20T08:00&until=2027-01-22T08:00";
        assert!(page.text.contains(&way.replace('&', "&amp;")), "{}", page.main());
        let filled = manager.get(way).await?;
        assert!(filled.text.contains("value=\"2027-01-20T08:00\""), "{}", filled.main());
        saved(&manager.post(HERE, &entry(&ben, "2027-01-20T08:00", "2027-01-22T08:00")).await?);
        let page = manager.get(HERE).await?;
        has(&page, &["benVertretung"]);
        assert!(!text(&page).contains("Lücken"));
        // Two at once would be chance.
        let twice = manager.post(HERE, &entry(&anna, "2027-01-21T08:00", "2027-01-23T08:00")).await?;
        let said = message(&twice, "from").ok_or("not refused")?;
        assert_eq!(said, "Von 20.01.2027, 08:00:00 bis 22.01.2027, 08:00:00 ist ben schon eingetragen. Nehmen Sie diesen Eintrag zurück, oder wählen Sie eine andere Zeit.");
        // Taken back, the hole is there again, and the log tells all of it.
        let withdraw = page.text.split("action=\"").filter_map(|part| part.split_once('"'));
        let mut withdraw = withdraw.map(|(path, _)| path).filter(|path| path.ends_with("/withdraw"));
        let override_of_ben = withdraw.nth(1).ok_or("no way to take it back")?;
        saved(&manager.post(override_of_ben, &[]).await?);
        has(&manager.get(HERE).await?, &["Lücken"]);
        assert_eq!(manager.post(override_of_ben, &[]).await?.status, StatusCode::NOT_FOUND);
        has(&manager.get("/admin/log?kind=on_call").await?, &[
            "Eintrag der Bereitschaft zurückgenommen: ben", "Bereitschaft eingetragen: ben",
            "Vertretung: 20.01.2027, 08:00:00 bis 22.01.2027, 08:00:00", "Bemerkung: Fortbildung",
        ]);
        Ok(())
    }

    async fn an_engineer_hands_an_own_shift_over_and_nothing_else(desk) {
        let manager = manager(desk).await?;
        let [anna, ben] = engineers(desk).await?;
        let carl = desk.staff("carl@example.test", StaffRole::Engineer).await?;
        let me = {
            let mut tx = desk.context().db().read().await?;
            let row = store::people::find_by_email(&mut tx, "carl@example.test").await?;
            row.ok_or("no Carl")?.id.to_string()
        };
        saved(&manager.post(ROTATION, &rotation("0", &[&me, &anna])).await?);
        let page = carl.get(HERE).await?;
        has(&page, &["carl (Sie)", "Eigene Schicht übergeben"]);
        assert!(!text(&page).contains("Zurücknehmen") && !text(&page).contains("Dienstplan ändern"));
        // Half of the week to Ben, and of that a day to Anna by Ben's manager's leave: only Carl's own.
        saved(&carl.post(GIVE, &give(&ben, "2027-01-16T08:00", "2027-01-18T08:00")).await?);
        let not_mine = carl.post(GIVE, &give(&anna, "2027-01-17T08:00", "2027-01-18T08:00")).await?;
        let said = message(&not_mine, "shift_from").ok_or("not refused")?;
        assert!(said.starts_with("In dieser Zeit haben Sie nicht durchgehend Bereitschaft."), "{said}");
        let myself = carl.post(GIVE, &give(&me, "2027-01-25T08:00", "2027-01-26T08:00")).await?;
        assert!(message(&myself, "takes").ok_or("not refused")?.starts_with("Das sind Sie selbst."));
        let found = |at: &'static str| on_call(desk, at);
        assert_eq!(found("2027-01-16T06:59:59Z").await?, [me.parse::<PersonId>()?]);
        assert_eq!(found("2027-01-16T07:00:00Z").await?, [ben.parse::<PersonId>()?]);
        // An override is handed on in part: what is left stays whoever's it was.
        saved(&manager.post(HERE, &entry(&me, "2027-01-19T08:00", "2027-01-22T08:00")).await?);
        saved(&carl.post(GIVE, &give(&ben, "2027-01-20T08:00", "2027-01-21T08:00")).await?);
        for (at, who) in [
            ("2027-01-19T12:00:00Z", &me), ("2027-01-20T12:00:00Z", &ben), ("2027-01-21T12:00:00Z", &me),
            ("2027-01-22T12:00:00Z", &anna),
        ] {
            assert_eq!(on_call(desk, at).await?, [who.parse::<PersonId>()?], "{at}");
        }
        // Neither the rota nor entries are an engineer's.
        assert_eq!(carl.post(HERE, &entry(&me, "2027-01-19T08:00", "2027-01-22T08:00")).await?.status, StatusCode::FORBIDDEN);
        assert_eq!(carl.get(ROTATION).await?.status, StatusCode::FORBIDDEN);
        Ok(())
    }

    async fn what_is_wrong_is_said_at_its_field_and_typed_values_stay(desk) {
        let manager = manager(desk).await?;
        let [anna, _] = engineers(desk).await?;
        let admin = desk.person("adam@example.test", Some(StaffRole::Admin)).await?.to_string();
        let ok = entry(&anna, "2027-01-20T08:00", "2027-01-22T08:00");
        let wrong: [(usize, &str, &str, &str); 9] = [
            (0, "hand_over", "Bitte wählen Sie einen der angebotenen Werte.", "Please choose one of the values offered."),
            (1, "", "Bitte wählen Sie", "Please choose"),
            (1, &admin, "Diese Person kann keine Bereitschaft haben", "This person cannot be on call"),
            (2, "", "Bitte füllen Sie", "Please fill in"),
            (2, "2027-01-15T08:00", "Der Beginn liegt in der Vergangenheit.", "The beginning lies in the past."),
            (2, "2029-01-15T08:00", "Das liegt mehr als 400 Tage", "That is more than 400 days"),
            (3, "2027-01-20T08:00", "Das Ende liegt nicht hinter dem Beginn.", "The end is not behind the beginning."),
            (3, "2027-01-14T08:00", "Das Ende liegt in der Vergangenheit.", "The end lies in the past."),
            (3, "morgen", "Bitte geben Sie Tag und Uhrzeit an", "Please enter a day and a time"),
        ];
        let rotations = [
            ("begins", "bald", "Bitte", "Please"),
            ("begins", "2026-12-28", "Die erste Übergabe liegt mehr als eine Woche zurück.", "The first hand-over was more than a week ago."),
            ("hand_over", "acht", "Das ist keine Uhrzeit.", "This is no time of day."),
            ("person_1", "", "Der Dienstplan enthält niemanden.", "The rota is empty."),
            ("person_1", &admin, "Diese Person kann keine Bereitschaft haben", "This person cannot be on call"),
            ("reason", "kurz", "Bitte begründen Sie das", "Please give a reason"),
        ];
        for (language, german) in [("de", true), ("en", false)] {
            manager.post("/account/locale", &[("locale", language)]).await?;
            for (place, value, de, en) in wrong {
                let mut fields = ok;
                fields[place].1 = value;
                let field = fields[place].0;
                let page = manager.post(HERE, &fields).await?;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
                let said = message(&page, field).ok_or_else(|| format!("{field}={value}: {}", page.main()))?;
                assert!(said.starts_with(if german { de } else { en }), "{field}={value}: {said}");
                assert_eq!(page.text.matches("class=\"error\"").count(), 1, "{field}={value}");
                assert!(page.text.contains("value=\"Fortbildung\""), "typed values stay");
            }
            for (field, value, de, en) in rotations {
                let mut fields = rotation("0", &[&anna]);
                for (name, text) in &mut fields {
                    if *name == field {
                        *text = value;
                    }
                }
                let page = manager.post(ROTATION, &fields).await?;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
                let said = message(&page, field).ok_or_else(|| format!("{field}={value}: {}", page.main()))?;
                assert!(said.starts_with(if german { de } else { en }), "{field}={value}: {said}");
                assert_eq!(page.text.matches("class=\"error\"").count(), 1, "{field}={value}");
            }
        }
        let mut tx = desk.context().db().read().await?;
        assert_eq!(store::on_call::list_rotations(&mut tx).await?, []);
        assert_eq!(store::on_call::list_stints(&mut tx, desk.clock.now()).await?, []);
        Ok(())
    }

    async fn whoever_leaves_is_on_call_no_more(desk) {
        let manager = manager(desk).await?;
        let [anna, ben] = engineers(desk).await?;
        saved(&manager.post(ROTATION, &rotation("0", &[&anna, &ben])).await?);
        let mut tx = desk.context().db().begin().await?;
        store::people::update_active(&mut tx, anna.parse()?, false).await?;
        tx.save().await?;
        has(&manager.get(HERE).await?, &[
            "Bereitschaft hatniemand", "Lücken", "Als Nächste gefragtben", "anna (nicht mehr im Dienst) → ben",
        ]);
        assert_eq!(on_call(desk, "2027-01-15T09:00:00Z").await?, Vec::<PersonId>::new());
        Ok(())
    }
}
