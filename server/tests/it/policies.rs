//! *Zusagen*: looked at, tried out, edited rule by rule without JavaScript, with a look at the effect before saving.

use domain::account::StaffRole;
use domain::audit::HOUSE;
use reqwest::StatusCode;

use crate::desk::{Browser, Desk, Page, Result};
use crate::story::{has, hidden, message, on_both, save, text};

const LIST: &str = "/admin/policies";
const STANDARD: &str = "/admin/policies/standard";
const EDIT: &str = "/admin/policies/standard/edit";
const REASON: (&str, &str) = ("reason", "Wir antworten anders");

async fn manager(desk: &Desk) -> Result<Browser> {
    desk.staff("maria@example.test", StaffRole::Manager).await
}

/// Presses a button of the form as a page shows it.
async fn press(browser: &Browser, page: &Page, step: &str, typed: &[(&str, &str)]) -> Result<Page> {
    let (base, seen) = (hidden(page, "base")?, hidden(page, "seen")?);
    let (draft, rule) = (hidden(page, "draft")?, hidden(page, "rule")?);
    let form = [
        ("base", base.as_str()),
        ("seen", &seen),
        ("draft", &draft),
        ("rule", &rule),
        ("step", step),
    ];
    browser.post(EDIT, &[&form, typed].concat()).await
}

/// The fields of a rule for all faults.
fn faults<'a>(minutes: &'a str, calendar: &'a str) -> [(&'a str, &'a str); 4] {
    [
        REASON,
        ("class", "fault"),
        ("minutes_first_answer", minutes),
        ("calendar_first_answer", calendar),
    ]
}

async fn versions(desk: &Desk) -> Result<Vec<i64>> {
    let mut tx = desk.context().db().read().await?;
    let versions = store::policies::list_versions(&mut tx, "standard").await?;
    Ok(versions.iter().map(|version| version.version).collect())
}

/// Saves what a page shows the effect of.
async fn saved(browser: &Browser, seen: &Page, typed: &[(&str, &str)]) -> Result<Page> {
    let draft = hidden(seen, "draft")?;
    let form = [&[("draft", draft.as_str())], typed].concat();
    save(browser, EDIT, &form, seen).await
}

on_both! {
    async fn what_is_promised_is_shown_and_can_be_tried_out(desk) {
        // Rule 26.
        let manager = manager(desk).await?;
        has(&manager.get(LIST).await?, &["Standardzusagen"]);
        let shown = manager.get(STANDARD).await?;
        has(&shown, &[
            "Klasse OS-Intervention, Aufwand komplex",
            "Erste Antwort innerhalb von 10 Minuten (Rund um die Uhr), Einsatz innerhalb von 4 Stunden (Rund um die Uhr)",
            "Erste Antwort innerhalb von einer Stunde (Rund um die Uhr)",
            "Erste Antwort innerhalb von 4 Stunden (Servicezeit)",
            "keine Zusage", "sind Annahmen, die der Anbieter bestätigt", "Version 1, gilt jetzt", "mitgeliefert",
        ]);
        assert!(!text(&shown).contains("Bitte prüfen"), "the shipped rules are in order");
        let tried = manager.get(&format!("{STANDARD}?class=order&priority=high")).await?;
        has(&tried, &["Regel 6: Klasse Auftrag"]);
        manager.post("/account/locale", &[("locale", "en")]).await?;
        let tried = manager.get(&format!("{STANDARD}?class=intervention&complexity=complex&contract=managed_server&premium=yes")).await?;
        has(&tried, &["Rule 1: class OS intervention, complexity complex", "Intervention within 4 hours (Around the clock)"]);
        assert_eq!(manager.get("/admin/policies/none").await?.status, StatusCode::NOT_FOUND);
        let engineer = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        assert_eq!(engineer.get(EDIT).await?.status, StatusCode::FORBIDDEN);
        Ok(())
    }

    async fn an_edited_rule_shows_whom_it_concerns_then_is_a_version(desk) {
        // Rules 25 and 26.
        let manager = manager(desk).await?;
        let petra = desk.customer("petra@example.test", "10001").await?;
        let ticket = [("subject", "Steht"), ("class", "fault"), ("department", "technical"), ("body", "Seit heute.")];
        assert_eq!(petra.post("/tickets/new", &ticket).await?.status, StatusCode::SEE_OTHER);
        let opened = manager.get(EDIT).await?;
        let rule = press(&manager, &opened, "edit-4", &[REASON]).await?;
        has(&rule, &["Regel 4", "Noch ist nichts gespeichert"]);
        assert!(rule.text.contains("name=\"minutes_first_answer\""), "{}", rule.main());
        assert!(rule.text.contains("value=\"60\"") && rule.text.contains(REASON.1), "{}", rule.main());
        // What is typed into the open rule is taken over whatever is pressed.
        let seen = press(&manager, &rule, "look", &faults("30", "weekdays")).await?;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.main());
        has(&seen, &[
            "Klasse Störung: Erste Antwort innerhalb von einer Stunde (Rund um die Uhr) → Erste Antwort innerhalb von 30 Minuten (Werktags)",
            "Klasse Störung, Priorität hoch anders",
            "Von den offenen Tickets (1) wäre so vielen etwas anderes zugesagt: 1",
        ]);
        assert!(seen.main().contains("href=\"/desk/tickets/"), "the ticket is linked: {}", seen.main());
        assert_eq!(text(&seen).matches(" anders").count(), 3, "no other case: {}", text(&seen));
        assert_eq!(versions(desk).await?, [1]);
        let done = saved(&manager, &seen, &[REASON]).await?;
        assert_eq!(done.location(), "/admin/policies/standard?ok=saved", "{}", done.main());
        assert_eq!(versions(desk).await?, [1, 2]);
        let shown = manager.get(STANDARD).await?;
        has(&shown, &["Version 2, gilt jetzt", "maria", REASON.1, "innerhalb von 30 Minuten (Werktags)"]);
        let log = manager.get("/admin/log?kind=policies").await?;
        has(&log, &["Zusagen geändert: Standardzusagen", "Klasse Störung: ", "Grund: Wir antworten anders"]);
        let mut tx = desk.context().db().read().await?;
        let told = store::audit::list_since(&mut tx, HOUSE, 0, 10).await?;
        assert_eq!(told.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["policy.changed"]);
        Ok(())
    }

    async fn rules_are_moved_added_and_removed_and_warned_about(desk) {
        // Rule 26.
        let manager = manager(desk).await?;
        let opened = manager.get(EDIT).await?;
        let moved = press(&manager, &opened, "up-2", &[REASON]).await?;
        has(&moved, &["Regel 2: Diese Regel greift nie, weil Regel 1 alle ihre Fälle vorher entscheidet."]);
        let back = press(&manager, &moved, "down-1", &[REASON]).await?;
        assert_eq!(hidden(&back, "draft")?, hidden(&opened, "draft")?);
        let fewer = press(&manager, &back, "remove-6", &[REASON]).await?;
        has(&fewer, &["Für die Klasse „Auftrag“ gibt es Fälle ohne Regel"]);
        let new = press(&manager, &fewer, "add", &[REASON]).await?;
        has(&new, &["Neue Regel"]);
        let dropped = press(&manager, &new, "cancel", &faults("5", "24x7")).await?;
        assert_eq!(hidden(&dropped, "draft")?, hidden(&fewer, "draft")?);
        let added = press(&manager, &new, "apply", &[REASON, ("class", "order"), ("priority", "high"), ("complexity", "complex")]).await?;
        has(&added, &["Regel 6: Diese Regel greift nie: Ein Aufwand wird nur bei OS-Interventionen bestimmt."]);
        // Warned about, and saved all the same.
        let seen = press(&manager, &added, "look", &[REASON]).await?;
        has(&seen, &["Entfernt, Klasse Auftrag: keine Zusage", "Neu an Position 6, ", "keine Regel", "Bitte prüfen"]);
        let done = saved(&manager, &seen, &[REASON]).await?;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
        has(&manager.get(STANDARD).await?, &["Für die Klasse „Auftrag“ gibt es Fälle ohne Regel"]);
        let tried = manager.get(&format!("{STANDARD}?class=order")).await?;
        has(&tried, &["Keine Regel passt: Es ist nichts zugesagt."]);
        Ok(())
    }

    async fn only_what_was_looked_at_becomes_a_version(desk) {
        let manager = manager(desk).await?;
        let opened = manager.get(EDIT).await?;
        let turned = press(&manager, &opened, "down-3", &[REASON]).await?;
        let straight = press(&manager, &turned, "save", &[REASON]).await?;
        assert_eq!(straight.status, StatusCode::OK);
        has(&straight, &["Sie haben seit der letzten Ansicht etwas geändert", "Verschoben, Klasse Notfall: Position 3 → 4"]);
        let same = press(&manager, &opened, "look", &[REASON]).await?;
        has(&same, &["Es ändert sich nichts.", "zugesagt: 0"]);
        assert!(!same.text.contains("So speichern"));
        let refused = press(&manager, &same, "save", &[REASON]).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["Das ist schon so gespeichert."]);
        // Rules that cannot be read, or name a calendar that is none, are not saved by anybody.
        let broken = manager.post(EDIT, &[("draft", "kein JSON"), ("step", "save"), REASON]).await?;
        assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&broken, &["Die Regeln kamen nicht lesbar an.", "Klasse Störung"]);
        let nowhere = hidden(&opened, "draft")?.replace("\"service\"", "\"nights\"");
        let refused = manager.post(EDIT, &[("draft", nowhere.as_str()), ("step", "look"), REASON]).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        has(&refused, &["Regel 5: Den Kalender „nights“ gibt es nicht."]);
        assert_eq!(versions(desk).await?, [1]);
        Ok(())
    }

    async fn a_target_nobody_can_keep_is_refused_at_its_field(desk) {
        // RULINGS 19.
        let manager = manager(desk).await?;
        let wrong = [
            ("minutes_first_answer", "0", "24x7", "Das Ziel braucht mindestens eine Minute.", "The target needs at least one minute."),
            ("minutes_first_answer", "-5", "24x7", "Das Ziel braucht mindestens eine Minute.", "The target needs at least one minute."),
            ("minutes_first_answer", "527041", "24x7", "Das Ziel ist länger als ein Jahr.", "The target is longer than a year."),
            ("minutes_first_answer", "eine Stunde", "24x7", "„eine Stunde“ ist keine Zahl von Minuten.", "“eine Stunde” is no number of minutes."),
            ("calendar_first_answer", "60", "questions", "Bitte wählen Sie den Kalender", "Please choose the calendar"),
        ];
        for (language, german) in [("de", true), ("en", false)] {
            manager.post("/account/locale", &[("locale", language)]).await?;
            let opened = manager.get(EDIT).await?;
            let rule = press(&manager, &opened, "edit-4", &[REASON]).await?;
            for (field, minutes, calendar, de, en) in wrong {
                let page = press(&manager, &rule, "look", &faults(minutes, calendar)).await?;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{minutes}");
                let said = message(&page, field).ok_or_else(|| format!("{minutes}: {}", page.main()))?;
                assert!(said.starts_with(if german { de } else { en }), "{minutes}: {said}");
                assert_eq!(page.text.matches("class=\"error\"").count(), 1, "{minutes}");
                assert!(page.text.contains(&format!("value=\"{minutes}\"")) && page.text.contains(REASON.1), "typed values stay");
                assert_eq!(hidden(&page, "rule")?, "4");
            }
            let page = press(&manager, &opened, "look", &[("reason", "kurz"), ("valid_from", "morgen")]).await?;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(message(&page, "reason").is_some() && message(&page, "valid_from").is_some(), "{}", page.main());
        }
        assert_eq!(versions(desk).await?, [1]);
        Ok(())
    }

    async fn whoever_saves_second_sees_what_the_first_one_saved(desk) {
        let manager = manager(desk).await?;
        let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
        let mine = press(&manager, &manager.get(EDIT).await?, "remove-6", &[REASON]).await?;
        let mine = press(&manager, &mine, "look", &[REASON]).await?;
        let theirs = press(&admin, &admin.get(EDIT).await?, "edit-4", &[REASON]).await?;
        let theirs = press(&admin, &theirs, "look", &faults("45", "24x7")).await?;
        let first = saved(&admin, &theirs, &[REASON]).await?;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.main());
        desk.clock.advance(60);
        let late = press(&manager, &mine, "save", &[REASON]).await?;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.main());
        has(&late, &[
            "Jemand hat diese Zusagen inzwischen geändert", "adam hat am 15.01.2027",
            "innerhalb von einer Stunde (Rund um die Uhr) → Erste Antwort innerhalb von 45 Minuten",
            // What my form would now take back again.
            "innerhalb von 45 Minuten (Rund um die Uhr) → Erste Antwort innerhalb von einer Stunde",
        ]);
        assert_eq!(versions(desk).await?, [1, 2]);
        let again = saved(&manager, &late, &[REASON]).await?;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.main());
        assert_eq!(versions(desk).await?, [1, 2, 3]);
        Ok(())
    }

    async fn planned_promises_are_announced_where_the_next_ones_are_typed(desk) {
        let manager = manager(desk).await?;
        let typed = [REASON, ("valid_from", "2027-03-01T00:00")];
        let seen = press(&manager, &manager.get(EDIT).await?, "remove-6", &typed).await?;
        let seen = press(&manager, &seen, "look", &typed).await?;
        let done = saved(&manager, &seen, &typed).await?;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
        has(&manager.get(STANDARD).await?, &["Ab 01.03.2027, 00:00:00 gelten andere Zusagen.", "Version 2, geplant", "Klasse Auftrag"]);
        let opened = manager.get(EDIT).await?;
        has(&opened, &["Die letzte Version ist geplant und beginnt am 01.03.2027, 00:00:00."]);
        let refused = press(&manager, &opened, "look", &[REASON]).await?;
        let said = message(&refused, "valid_from").ok_or("not refused")?;
        assert!(said.contains("beginnt am 01.03.2027, 00:00:00"), "{said}");
        Ok(())
    }
}
