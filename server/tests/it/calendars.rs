//! *Kalender*: looked at, edited with a look at the effect first, created; what is wrong at its field; two people at once.

use domain::account::StaffRole;
use domain::audit::HOUSE;
use reqwest::StatusCode;

use crate::desk::{Browser, Desk, Page, Result};
use crate::story::{has, hidden, message, on_both, save, text};

const LIST: &str = "/admin/calendars";
const SERVICE: &str = "/admin/calendars/service";
const EDIT: &str = "/admin/calendars/service/edit";
const FIELDS: [&str; 14] = [
    "tz",
    "hours",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "region",
    "closed",
    "open",
    "valid_from",
    "reason",
];

/// Friday, 15 January 2027, a little after 9 in Berlin.
async fn admin(desk: &Desk) -> Result<Browser> {
    desk.staff("adam@example.test", StaffRole::Admin).await
}

/// The service hours with some fields typed over.
fn form<'a>(typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    FIELDS
        .into_iter()
        .map(|name| {
            let over = typed.iter().find(|(of, _)| *of == name);
            let shipped = match name {
                "tz" => "Europe/Berlin",
                "hours" => "weekly",
                "mon" | "tue" | "wed" | "thu" | "fri" => "9–18",
                "reason" => "Der Dienstplan ist neu",
                _ => "",
            };
            (name, over.map_or(shipped, |(_, text)| *text))
        })
        .collect()
}

/// Looks at the effect.
async fn look(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
    browser
        .post(path, &[fields, &[("step", "look")]].concat())
        .await
}

/// The numbers of the versions stored of a calendar.
async fn versions(desk: &Desk, code: &str) -> Result<Vec<i64>> {
    let mut tx = desk.context().db().read().await?;
    let versions = store::calendars::list_versions(&mut tx, code).await?;
    Ok(versions.iter().map(|version| version.version).collect())
}

on_both! {
    async fn an_edit_shows_its_effect_then_is_a_version_that_tells_who_and_why(desk) {
        // Rules 2, 6, 25 and 34.
        let admin = admin(desk).await?;
        let list = admin.get(LIST).await?;
        has(&list, &["Servicezeit", "Mo–Fr 09:00–18:00", "rund um die Uhr", "geöffnet bis heute 18:00", "keiner in den nächsten"]);
        let opened = admin.get(EDIT).await?;
        assert!(opened.text.contains("value=\"09:00–18:00\""), "{}", opened.main());
        assert_eq!(hidden(&opened, "base")?, "1");

        let typed = form(&[
            ("mon", "8–12, 13 bis 18 Uhr"), ("region", "DE-SN"), ("closed", "24.12.2027"),
            ("open", "31.12.2027 8-12"),
        ]);
        let seen = look(&admin, EDIT, &typed).await?;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.main());
        has(&seen, &[
            "Noch ist nichts gespeichert.",
            "Mo: 09:00–18:00 → 08:00–12:00, 13:00–18:00",
            "Feiertage: keine → Sachsen",
            "Fr, 24.12.2027: nichts → Schließtag",
            "Fr, 31.12.2027: nichts → 08:00–12:00",
            "geschlossen (Buß- und Bettag)",
            "Keine laufende Uhr",
            // 261 weekdays of nine hours.
            "2349 h",
        ]);
        assert_eq!(versions(desk, "service").await?, [1]);
        assert!(seen.text.contains("value=\"8–12, 13 bis 18 Uhr\""), "typed values stay");

        let saved = save(&admin, EDIT, &typed, &seen).await?;
        assert_eq!(saved.location(), "/admin/calendars/service?ok=saved", "{}", saved.main());
        assert_eq!(versions(desk, "service").await?, [1, 2]);
        let shown = admin.get(&format!("{SERVICE}?year=2027")).await?;
        has(&shown, &[
            "Version 2, gilt jetzt", "adam", "Der Dienstplan ist neu", "mitgeliefert",
            "Mo: 09:00–18:00 → 08:00–12:00, 13:00–18:00", "17. Buß- und Bettag", "24. Schließtag",
            "31. 08:00–12:00 (eigene Zeiten)", "März, ",
        ]);
        assert!(!text(&shown).contains("Heilige Drei Könige"));
        let bavaria = admin.get(&format!("{SERVICE}?year=2028&land=DE-BY%2Bcath")).await?;
        has(&bavaria, &["Jahresansicht 2028", "6. Heilige Drei Könige", "15. Mariä Himmelfahrt"]);
        assert!(!text(&bavaria).contains("Buß- und Bettag"));
        let list = admin.get(LIST).await?;
        has(&list, &["Fr, 26.03.2027 (Karfreitag)"]);
        admin.post("/account/locale", &[("locale", "en")]).await?;
        let log = admin.get("/admin/log?kind=calendars").await?;
        has(&log, &[
            "Calendar changed: Servicezeit", "Mon: 09:00–18:00 → 08:00–12:00, 13:00–18:00", "Holidays: none → Sachsen",
            "Reason: Der Dienstplan ist neu",
        ]);
        let mut tx = desk.context().db().read().await?;
        let told = store::audit::list_since(&mut tx, HOUSE, 0, 10).await?;
        assert_eq!(told.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["calendar.changed"]);
        Ok(())
    }

    async fn only_what_was_looked_at_is_saved(desk) {
        let admin = admin(desk).await?;
        let typed = form(&[("fri", "9-15")]);
        let seen = look(&admin, EDIT, &typed).await?;
        for (fields, seen) in [
            // Straight to saving, and something else than was looked at.
            (typed.clone(), admin.get(EDIT).await?),
            (form(&[("fri", "9-14")]), seen),
        ] {
            let shown = save(&admin, EDIT, &fields, &seen).await?;
            assert_eq!(shown.status, StatusCode::OK);
            has(&shown, &["Sie haben seit der letzten Ansicht etwas geändert", "Fr: 09:00–18:00 → 09:00–1"]);
            assert_eq!(versions(desk, "service").await?, [1]);
        }
        // Nothing changes: said, and not offered for saving.
        let same = look(&admin, EDIT, &form(&[])).await?;
        has(&same, &["Es ändert sich nichts."]);
        assert!(!same.text.contains("So speichern"));
        let refused = save(&admin, EDIT, &form(&[]), &same).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["Das ist schon so gespeichert."]);
        assert_eq!(versions(desk, "service").await?, [1]);
        Ok(())
    }

    async fn whoever_comes_second_sees_what_the_first_one_saved_and_loses_nothing(desk) {
        let admin = admin(desk).await?;
        let manager = desk.staff("maria@example.test", StaffRole::Manager).await?;
        let (mine, theirs) = (form(&[("fri", "9-15"), ("reason", "Freitags wird es ruhiger")]), form(&[("sat", "10-14")]));
        let seen = look(&admin, EDIT, &mine).await?;
        let first = look(&manager, EDIT, &theirs).await?;
        let saved = save(&manager, EDIT, &theirs, &first).await?;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        desk.clock.advance(60);
        let late = save(&admin, EDIT, &mine, &seen).await?;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.main());
        has(&late, &[
            "Jemand hat diesen Kalender inzwischen geändert", "maria hat am 15.01.2027", "Sa: geschlossen → 10:00–14:00",
            // What my form would now take back again.
            "Sa: 10:00–14:00 → geschlossen",
        ]);
        assert!(late.text.contains("value=\"Freitags wird es ruhiger\"") && late.text.contains("value=\"9-15\""));
        assert_eq!(versions(desk, "service").await?, [1, 2]);
        let again = save(&admin, EDIT, &mine, &late).await?;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.main());
        assert_eq!(versions(desk, "service").await?, [1, 2, 3]);
        Ok(())
    }

    async fn what_is_wrong_is_said_at_its_field_with_the_way_out(desk) {
        let admin = admin(desk).await?;
        let wrong: [(&str, &str, &str, &str); 13] = [
            ("mon", "8-12, 11-13", "08:00–12:00 und 11:00–13:00 überschneiden sich.", "08:00–12:00 and 11:00–13:00 overlap."),
            ("mon", "acht bis zwölf", "„acht“ ist keine Zeitspanne.", "“acht” is no stretch of time."),
            ("sat", "22-6", "22:00–06:00 endet, bevor es beginnt.", "22:00–06:00 ends before it begins."),
            ("tz", "Europa/Berlin", "„Europa/Berlin“ ist keine Zeitzone.", "“Europa/Berlin” is no time zone."),
            ("hours", "manchmal", "Bitte wählen Sie einen der angebotenen Werte.", "Please choose one of the values offered."),
            ("region", "DE-XX", "„DE-XX“ ist kein Bundesland.", "“DE-XX” is no German state."),
            ("closed", "24.12.2026\n31.2.2027", "„31.2.2027“ ist kein Datum.", "“31.2.2027” is no date."),
            ("closed", "24.12.2026\n2026-12-24", "24.12.2026 steht zweimal da.", "2026-12-24 stands there twice."),
            ("open", "31.12.2026 12-8", "31.12.2026: 12:00–08:00 endet, bevor es beginnt.", "2026-12-31: 12:00–08:00 ends"),
            ("valid_from", "2027-01-15T08:59", "Der Beginn liegt in der Vergangenheit.", "The beginning lies in the past."),
            ("valid_from", "morgen", "Bitte geben Sie Tag und Uhrzeit an", "Please enter a day and a time"),
            ("reason", "kurz", "Bitte begründen Sie das", "Please give a reason"),
            ("reason", "", "Bitte begründen Sie das", "Please give a reason"),
        ];
        for (language, german) in [("de", true), ("en", false)] {
            admin.post("/account/locale", &[("locale", language)]).await?;
            for (field, value, de, en) in wrong {
                let page = look(&admin, EDIT, &form(&[(field, value)])).await?;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
                let said = message(&page, field).ok_or_else(|| format!("{field}={value}: {}", page.main()))?;
                let expected = if german { de } else { en };
                assert!(said.starts_with(expected), "{field}={value}: {said}");
                assert_eq!(page.text.matches("class=\"error\"").count(), 1, "{field}={value}");
            }
            // Never open is about all of it; the way out is named.
            let never: Vec<_> = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day, "–")).to_vec();
            let page = look(&admin, EDIT, &form(&never)).await?;
            let said = message(&page, "hours").ok_or("never open is not refused")?;
            assert!(said.contains(if german { "nie geöffnet" } else { "never be open" }), "{said}");
        }
        assert_eq!(versions(desk, "service").await?, [1]);
        Ok(())
    }

    async fn what_is_probably_not_meant_is_warned_about_and_can_be_saved(desk) {
        // Rule 3.
        let admin = admin(desk).await?;
        let typed = form(&[("sun", "2:30–6"), ("closed", "24.12.2027"), ("open", "24.12.2027 8-12\n23.12.2027 –")]);
        let seen = look(&admin, EDIT, &typed).await?;
        has(&seen, &[
            "Bitte prüfen", "So, 28.03.2027: 02:30 Uhr gibt es an diesem Tag nicht", "So, 31.10.2027: 02:30 Uhr gibt es an diesem Tag zweimal",
            "Fr, 24.12.2027 ist Schließtag und hat eigene Zeiten", "Do, 23.12.2027 steht bei den Tagen",
        ]);
        let saved = save(&admin, EDIT, &typed, &seen).await?;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        has(&admin.get(&format!("{SERVICE}?year=2027")).await?, &["28. Zeitumstellung"]);
        Ok(())
    }

    async fn a_planned_version_is_announced_and_the_next_one_follows_it(desk) {
        let admin = admin(desk).await?;
        let typed = form(&[("sat", "10-14"), ("valid_from", "2027-03-01T00:00")]);
        let seen = look(&admin, EDIT, &typed).await?;
        let saved = save(&admin, EDIT, &typed, &seen).await?;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
        let shown = admin.get(SERVICE).await?;
        has(&shown, &["Ab 01.03.2027, 00:00:00 gilt eine neue Version.", "Version 1, gilt jetzt", "Version 2, geplant", "Mo–Fr 09:00–18:00"]);
        // The edit begins with what was written last, and cannot begin before it.
        let opened = admin.get(EDIT).await?;
        assert!(opened.text.contains("value=\"10:00–14:00\""));
        has(&opened, &["Die letzte Version ist geplant und beginnt am 01.03.2027, 00:00:00."]);
        let refused = look(&admin, EDIT, &form(&[("sat", "10-13")])).await?;
        let said = message(&refused, "valid_from").ok_or("not refused")?;
        assert!(said.contains("beginnt am 01.03.2027, 00:00:00"), "{said}");
        // The year shows each day by the version that holds on it: February without Saturdays, March with them.
        let march = text(&shown);
        let month = |name: &str| march.split(name).nth(1).unwrap_or_default().chars().take(40).collect::<String>();
        assert!(month("Februar, ").starts_with("180 Stunden"), "{march}");
        assert!(month("März, ").starts_with("223 Stunden"), "{march}");
        Ok(())
    }

    async fn the_calendar_nobody_changes_says_so_instead_of_offering_a_form(desk) {
        let admin = admin(desk).await?;
        let page = admin.get("/admin/calendars/24x7/edit").await?;
        assert_eq!(page.status, StatusCode::OK);
        has(&page, &["Dieser Kalender zählt jede Sekunde und bleibt, wie er ist."]);
        assert!(!page.main().contains("name=\"reason\""), "{}", page.main());
        let posted = look(&admin, "/admin/calendars/24x7/edit", &form(&[])).await?;
        has(&posted, &["Dieser Kalender zählt jede Sekunde und bleibt, wie er ist."]);
        assert_eq!(versions(desk, "24x7").await?, [1]);
        Ok(())
    }

    async fn a_new_calendar_is_looked_at_and_created(desk) {
        let manager = desk.staff("maria@example.test", StaffRole::Manager).await?;
        let path = "/admin/calendars/new";
        let about = [("short_name", "night"), ("name_de", "Nachtdienst"), ("name_en", "Night <shift>"), ("purpose", "other")];
        let typed = [&about[..], &form(&[("mon", "22-24"), ("tue", "0–6, 22-24")])].concat();
        let seen = look(&manager, path, &typed).await?;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.main());
        has(&seen, &["Mo 22:00–24:00; Di 00:00–06:00, 22:00–24:00"]);
        assert_eq!(versions(desk, "night").await?, Vec::<i64>::new());
        let saved = save(&manager, path, &typed, &seen).await?;
        assert_eq!(saved.location(), "/admin/calendars/night?ok=created", "{}", saved.main());
        has(&manager.get(LIST).await?, &["Nachtdienst"]);
        manager.post("/account/locale", &[("locale", "en")]).await?;
        has(&manager.get("/admin/calendars/night").await?, &["Night <shift>", "something else", "maria"]);
        let twice = look(&manager, path, &typed).await?;
        assert_eq!(message(&twice, "short_name").as_deref(), Some("This already exists."));
        let log = manager.get("/admin/log?kind=calendar.created").await?;
        has(&log, &["Calendar created: Nachtdienst", "Hours: Mon 22:00–24:00; Tue 00:00–06:00, 22:00–24:00"]);
        let missing = manager.get("/admin/calendars/none").await?;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        Ok(())
    }
}
