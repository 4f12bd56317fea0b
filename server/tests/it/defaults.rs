//! The page *Vorgaben*: shipped values and bounds beside each field, the way back, two forms at once, the log.

use domain::account::StaffRole;
use domain::rules::{FIXED, Rule, Stage, Unit};
use reqwest::StatusCode;

use crate::desk::{Browser, Desk, Result};

const PATH: &str = "/admin/defaults";

/// The form as the page shows it, with some fields typed over.
fn form<'a>(page: &'a str, typed: &[(&'a str, &'a str)]) -> Result<Vec<(&'a str, &'a str)>> {
    let codes = Rule::ALL.iter().map(|rule| rule.code());
    let mut fields = Vec::new();
    for name in codes.chain(["version"]) {
        let over = typed.iter().find(|(of, _)| *of == name);
        fields.push((
            name,
            over.map_or_else(|| shown(page, name), |(_, text)| Ok(*text))?,
        ));
    }
    let more = typed.iter().filter(|(name, _)| name.starts_with("reset_"));
    fields.extend(more.copied());
    Ok(fields)
}

/// The value in a field.
fn shown<'a>(page: &'a str, name: &str) -> Result<&'a str> {
    let input = tag(page, &format!("name=\"{name}\""))?;
    let value = input.split("value=\"").nth(1).unwrap_or_default();
    Ok(value.split('"').next().unwrap_or_default())
}

/// The tag around a text.
fn tag<'a>(page: &'a str, text: &str) -> Result<&'a str> {
    let at = page
        .find(text)
        .ok_or_else(|| format!("{text} is not there"))?;
    let begin = page[..at].rfind('<').ok_or("no tag")?;
    let end = page[at..].find('>').ok_or("no end")?;
    Ok(&page[begin..at + end])
}

/// The words in the element with this id.
fn words<'a>(page: &'a str, id: &str) -> Option<&'a str> {
    let rest = page.split(&format!("id=\"{id}\"")).nth(1)?;
    rest.split('>').nth(1)?.split('<').next()
}

/// The message at a field.
fn message<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    words(page, &format!("f-{name}-error"))
}

async fn english(browser: &Browser) -> Result {
    let changed = browser.post("/account/locale", &[("locale", "en")]).await?;
    assert_eq!(changed.status, StatusCode::SEE_OTHER);
    Ok(())
}

#[tokio::test]
async fn every_rule_has_its_field_with_unit_shipped_value_and_bounds() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    let page = admin.get(PATH).await?.text;
    for stage in Stage::ALL {
        assert!(
            page.contains(&format!("id=\"{}\"", stage.code())),
            "{stage}"
        );
    }
    for rule in Rule::ALL {
        let expected = match rule.unit() {
            // Whole euros, as shipped.
            Unit::Cents => (rule.shipped() / 100).to_string(),
            _ => rule.shipped().to_string(),
        };
        assert_eq!(shown(&page, rule.code())?, expected, "{rule}");
        let hint = words(&page, &format!("f-{}-hint", rule.code())).ok_or("no hint")?;
        assert!(
            hint.starts_with("Ausgeliefert: ") && hint.contains("Erlaubt: "),
            "{hint}"
        );
        assert!(
            !page.contains(&format!("reset_{}", rule.code())),
            "{rule} is as shipped"
        );
    }
    assert!(page.contains("Ausgeliefert: 100,00\u{a0}€. Erlaubt: 1,00\u{a0}€ bis 999,00\u{a0}€."));
    assert!(page.contains("Ausgeliefert: 2\u{a0}Stunden. Erlaubt: 1 bis 24."));
    for fixed in FIXED {
        assert!(
            page.contains(&format!(">{}<", fixed.number())),
            "{}",
            fixed.code()
        );
    }
    assert!(page.contains("Noch nichts geändert"));
    // Without JavaScript: one form, one button.
    assert_eq!(page.matches("action=\"/admin/defaults\"").count(), 1);
    english(&admin).await?;
    let page = admin.get(PATH).await?.text;
    assert!(page.contains("Shipped: €100.00. Allowed: €1.00 to €999.00."));
    desk.stop().await
}

#[tokio::test]
async fn wrong_numbers_are_named_with_their_bounds_and_what_was_typed_stays() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    let page = admin.get(PATH).await?.text;
    let typed = [
        ("offer_days", "500"),
        ("card_inside", "viel"),
        ("validity_work", "20"),
        ("validity_total", "12"),
        ("undo_seconds", "20"),
    ];
    let refused = admin.post(PATH, &form(&page, &typed)?).await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = |page: &str| {
        ["offer_days", "card_inside", "validity_work", "undo_seconds"]
            .map(|name| message(page, name).map(str::to_owned))
    };
    let german = [
        Some("Bitte eine Zahl von 1 bis 90.".to_owned()),
        Some("Bitte eine Zahl von 1,00\u{a0}€ bis 999,00\u{a0}€.".to_owned()),
        Some("Das darf nicht mehr sein als bei „Genehmigung gilt ab der Unterschrift längstens“ (12\u{a0}Stunden).".to_owned()),
        None,
    ];
    assert_eq!(said(&refused.text), german);
    for (name, text) in typed {
        assert_eq!(shown(&refused.text, name)?, text);
    }
    english(&admin).await?;
    let refused = admin.post(PATH, &form(&page, &typed)?).await?;
    assert_eq!(
        message(&refused.text, "offer_days"),
        Some("Please enter a number from 1 to 90.")
    );
    assert_eq!(
        shown(&admin.get(PATH).await?.text, "undo_seconds")?,
        "15",
        "nothing is written"
    );
    desk.stop().await
}

#[tokio::test]
async fn a_changed_number_shows_its_way_back_and_stands_in_the_log() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    let page = admin.get(PATH).await?.text;
    let saved = admin
        .post(
            PATH,
            &form(&page, &[("offer_days", "21"), ("remote_hands", "31,50")])?,
        )
        .await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = admin.get(PATH).await?.text;
    assert_eq!(
        (shown(&page, "offer_days")?, shown(&page, "remote_hands")?),
        ("21", "31,50")
    );
    assert!(
        page.contains("name=\"reset_offer_days\"") && !page.contains("name=\"reset_undo_seconds\"")
    );
    let turn = "Angebot kann angenommen werden: 14\u{a0}Tage → 21\u{a0}Tage";
    assert!(
        page.contains(turn)
            && page.contains("Remote Hands je angefangene Einheit: 29,00\u{a0}€ → 31,50\u{a0}€")
    );
    let log = admin.get("/admin/log?kind=defaults").await?.text;
    assert!(
        log.contains(turn) && log.contains("Vorgaben geändert"),
        "{log}"
    );

    let back = [("offer_days", "21"), ("reset_offer_days", "yes")];
    let saved = admin.post(PATH, &form(&page, &back)?).await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = admin.get(PATH).await?.text;
    assert_eq!(
        (shown(&page, "offer_days")?, shown(&page, "remote_hands")?),
        ("14", "31,50")
    );
    assert!(!page.contains("name=\"reset_offer_days\""));
    desk.stop().await
}

#[tokio::test]
async fn somebody_elses_change_is_kept_or_shown_never_lost() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    let other = desk.staff("eva@example.test", StaffRole::Admin).await?;
    let opened = admin.get(PATH).await?.text;
    for (browser, typed) in [
        (&other, [("offer_days", "21"), ("repeat_days", "120")]),
        (&admin, [("undo_seconds", "20"), ("live_refresh", "30")]),
    ] {
        let saved = browser.post(PATH, &form(&opened, &typed)?).await?;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    }
    let refused = admin
        .post(PATH, &form(&opened, &[("offer_days", "7")])?)
        .await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = message(&refused.text, "offer_days").ok_or("no message")?;
    assert!(said.contains("jetzt gilt: 21\u{a0}Tage"), "{said}");
    let page = &refused.text;
    let fields = ["offer_days", "repeat_days", "undo_seconds", "version"];
    let fields: Vec<&str> = fields
        .into_iter()
        .map(|name| shown(page, name))
        .collect::<Result<_>>()?;
    assert_eq!(
        fields,
        ["7", "120", "20", "3"],
        "typed, theirs, mine, and the version shown"
    );
    let saved = admin.post(PATH, &form(page, &[])?).await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = admin.get(PATH).await?.text;
    assert_eq!(
        (shown(&page, "offer_days")?, shown(&page, "repeat_days")?),
        ("7", "120")
    );
    desk.stop().await
}
