//! Work, its approval and the statement, as three people do it in a browser; tariffs and rates of VAT.

use domain::account::StaffRole;
use reqwest::StatusCode;

use crate::desk::{Browser, Desk, Page, Result};
use crate::story::{has, hidden, message, on_both, paper, text};

/// A ticket with an order by time that its customer accepted: its path, and the order's id.
async fn ordered(petra: &Browser, jana: &Browser) -> Result<(String, String)> {
    let fields = [
        ("subject", "Plugin ersetzen"),
        ("class", "question"),
        ("department", "technical"),
        ("body", "Bitte ersetzen."),
    ];
    let filed = petra.post("/tickets/new", &fields).await?;
    let ticket = filed
        .location()
        .split('?')
        .next()
        .unwrap_or_default()
        .to_owned();
    let offer = [
        ("offer_scope", "Plugin ersetzen"),
        ("offer_kind", "time"),
        ("offer_ceiling", "100"),
    ];
    jana.post(&format!("{ticket}/offers"), &offer).await?;
    let read = petra.get(&ticket).await?;
    let start = format!("{ticket}/offers/");
    let at = read.text.find(&start).ok_or("no offer")? + start.len();
    let order = read.text[at..]
        .split('"')
        .next()
        .unwrap_or_default()
        .to_owned();
    let accepted = petra
        .post(&format!("{ticket}/offers/{order}"), &[("answer", "accept")])
        .await?;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER);
    Ok((ticket, order))
}

/// The first draft that waits for approval.
fn first_draft(page: &Page) -> Result<String> {
    let rest = page
        .text
        .split("name=\"entry\" value=\"")
        .nth(1)
        .ok_or("nothing waits")?;
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}

/// Where the manager finds a customer's statement.
fn statement_of(page: &Page, month: &str) -> Result<String> {
    let end = format!("/{month}\"");
    let at = page.text.find(&end).ok_or("no statement")?;
    let start = page.text[..at]
        .rfind("/statements/")
        .ok_or("no statement")?;
    Ok(format!("{}/{month}", &page.text[start..at]))
}

on_both! {
    /// M-33, RULINGS 4 and 20, billing rules 2 to 10
    async fn work_is_timed_approved_and_stated(desk) {
        let petra = desk.customer("petra@example.test", "10001").await?;
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        let (ticket, order) = ordered(&petra, &jana).await?;
        let work = format!("{ticket}/work");
        assert!(jana.get(&ticket).await?.text.contains(&work), "a way to it");
        assert_eq!(petra.get(&work).await?.status, StatusCode::NOT_FOUND);
        has(&jana.get(&work).await?, &["Timer starten", "Noch nichts eingetragen"]);

        assert_eq!(jana.post(&format!("{work}/start"), &[]).await?.status, StatusCode::SEE_OTHER);
        let twice = jana.post(&format!("{work}/start"), &[]).await?;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        has(&twice, &["Ihr Timer läuft schon"]);
        desk.clock.advance(20 * 60);
        has(&jana.get(&work).await?, &["Läuft:", "58,00\u{a0}€ von"]);
        desk.clock.advance(20 * 60);
        has(&jana.get(&work).await?, &["Läuft:", "Timer anhalten", "87,00\u{a0}€ von 100,00\u{a0}€ der Obergrenze"]);
        let strange = [("article", "nichts"), ("order", order.as_str()), ("note", "Plugin getauscht")];
        let refused = jana.post(&format!("{work}/stop"), &strange).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("id=\"stop-article-error\"") && refused.text.contains("Plugin getauscht"), "{}", refused.main());
        let stop = [("article", "remote-hands"), ("order", order.as_str()), ("note", "Plugin getauscht")];
        assert_eq!(jana.post(&format!("{work}/stop"), &stop).await?.status, StatusCode::SEE_OTHER);
        has(&jana.get(&work).await?, &["Plugin getauscht", "Entwurf", "auf Auftrag", "3 × 15 min", "87,00"]);

        // Entered by hand: seen first, refused where it overlaps, with what was typed.
        let typed = |from: &str, to: &str| [
            ("from", format!("2027-01-15T{from}")), ("to", format!("2027-01-15T{to}")), ("article", "remote-hands".to_owned()),
            ("order", order.clone()), ("note", "Nachgesehen".to_owned()),
        ];
        // Forms know minutes; the timer stopped within one.
        desk.clock.advance(60);
        let clock = domain::time::local(domain::time::Clock::now(&*desk.clock));
        let (now, before) = (clock.strftime("%H:%M").to_string(), domain::time::local(domain::time::Clock::now(&*desk.clock).minus_seconds(600)).strftime("%H:%M").to_string());
        let overlap = typed(&before, &now);
        let overlap: Vec<_> = overlap.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = jana.post(&work, &overlap).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.main());
        assert!(message(&refused, "from").is_some_and(|text| text.contains("für dieselbe Person")), "{}", refused.main());
        assert!(refused.text.contains("Nachgesehen"));
        desk.clock.advance(1_200);
        let later = domain::time::local(domain::time::Clock::now(&*desk.clock)).strftime("%H:%M").to_string();
        let free = typed(&now, &later);
        let mut free: Vec<_> = free.iter().map(|(name, value)| (*name, value.as_str())).collect();
        free.push(("act", "preview"));
        let seen = jana.post(&work, &free).await?;
        assert_eq!(seen.status, StatusCode::OK);
        has(&seen, &["Das würde kosten: 58,00\u{a0}€"]);
        assert!(!text(&jana.get(&work).await?).contains("Nachgesehen"), "nothing was stored");
        free.pop();
        assert_eq!(jana.post(&work, &free).await?.status, StatusCode::SEE_OTHER);

        // The manager approves, and the ceiling divides what is billed.
        let mia = desk.staff("mia@example.test", StaffRole::Manager).await?;
        petra.log_in("petra@example.test").await?;
        assert_eq!(jana.get("/desk/work").await?.status, StatusCode::FORBIDDEN);
        let waits = mia.get("/desk/work").await?;
        has(&waits, &["Plugin getauscht", "Nachgesehen", "Plugin ersetzen"]);
        assert_eq!(mia.post("/desk/work/approve", &[]).await?.status, StatusCode::UNPROCESSABLE_ENTITY);
        let one = first_draft(&waits)?;
        let done = mia.post("/desk/work/approve", &[("entry", &one)]).await?;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let waits = mia.get("/desk/work").await?;
        let two = first_draft(&waits)?;
        assert_ne!(one, two);
        mia.post("/desk/work/approve", &[("all", "yes"), ("shown", &two)]).await?;
        has(&mia.get("/desk/work").await?, &["Nichts wartet auf Freigabe", "freigegeben"]);
        let bare = mia.post(&format!("/desk/work/{two}/reverse"), &[("why", " ")]).await?;
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.text.contains(&format!("id=\"why-{two}-error\"")), "{}", bare.main());

        // The month is over: closed by the manager, read by the customer, on the page, as a file, on paper.
        let path = statement_of(&mia.get("/statements?month=2027-01").await?, "2027-01")?;
        let open = mia.get(&path).await?;
        has(&open, &["Vorläufig", "100,00", "119,00", "über der Obergrenze", "19 %"]);
        assert!(open.text.contains(&format!("href=\"{ticket}\"")), "the way to what was worked on");
        assert_eq!(petra.get(&path).await?.status, StatusCode::NOT_FOUND, "not closed yet");
        let early = mia.post(&format!("{path}/close"), &[]).await?;
        assert_eq!(early.status, StatusCode::CONFLICT);
        has(&early, &["noch nicht vorbei"]);
        desk.clock.advance(20 * 86_400);
        // Every session is over by now.
        let mia = desk.staff("max@example.test", StaffRole::Manager).await?;
        let petra = desk.browser();
        petra.log_in("petra@example.test").await?;
        let closed = mia.post(&format!("{path}/close"), &[]).await?;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.main());
        let read = petra.get(&path).await?;
        has(&read, &["Abgeschlossen von", "Plugin ersetzen", "119,00"]);
        assert!(!read.text.contains("/close"), "nothing to close for customers");
        has(&petra.get("/statements").await?, &["Januar 2027", "100,00"]);
        let csv = petra.get(&format!("{path}/statement.csv")).await?;
        assert!(csv.text.contains("Plugin ersetzen") && csv.text.contains("87,00"), "{}", csv.text);
        let pdf = paper(&petra.download(&format!("{path}/statement.pdf")).await?)?;
        for words in ["Leistungsnachweis", "Januar 2027", "3 × 15 min", "87,00", "13,00", "119,00", "keine Rechnung"] {
            assert!(pdf.contains(words), "{words}: {pdf}");
        }
        assert!(!pdf.contains("Vorläufig"));
        Ok(())
    }

    /// Billing rule 9
    async fn an_entry_is_changed_with_its_reason_and_discarded(desk) {
        let petra = desk.customer("petra@example.test", "10001").await?;
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        let (ticket, _) = ordered(&petra, &jana).await?;
        let work = format!("{ticket}/work");
        jana.post(&format!("{work}/start"), &[]).await?;
        desk.clock.advance(1_200);
        jana.post(&format!("{work}/stop"), &[("article", "work"), ("note", "Erster Blick"), ("reason", "Kulanz")]).await?;
        let page = jana.get(&work).await?;
        has(&page, &["Kulanz", "nicht berechnet: erlassen"]);
        let start = format!("{work}/");
        let at = page.text.find(&format!("href=\"{start}")).ok_or("no entry")? + 6;
        let entry = page.text[at..].split('"').next().unwrap_or_default().to_owned();
        let form = jana.get(&entry).await?;
        let value = |name: &str| -> String {
            let rest = form.text.split(&format!("name=\"{name}\"")).nth(1).unwrap_or_default();
            rest.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
        };
        let (from, to) = (value("from"), value("to"));
        let bare = [("from", from.as_str()), ("to", &to), ("article", "work"), ("note", "Zweiter Blick"), ("why", "")];
        let refused = jana.post(&entry, &bare).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(message(&refused, "why").is_some() && refused.text.contains("Zweiter Blick"), "{}", refused.main());
        let whole = [("from", from.as_str()), ("to", &to), ("article", "work"), ("note", "Zweiter Blick"), ("why", "Verschrieben")];
        assert_eq!(jana.post(&entry, &whole).await?.status, StatusCode::SEE_OTHER);
        has(&jana.get(&entry).await?, &["Was vorher stand", "Verschrieben", "Erster Blick"]);
        let refused = jana.post(&format!("{entry}/discard"), &[("why", "")]).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("id=\"discard-why-error\""), "{}", refused.main());
        jana.post(&format!("{entry}/discard"), &[("why", "Falsches Ticket")]).await?;
        has(&jana.get(&work).await?, &["verworfen"]);
        Ok(())
    }

    /// RULINGS 4
    async fn a_customer_raises_the_ceiling_of_an_order(desk) {
        let petra = desk.customer("petra@example.test", "10001").await?;
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        let (ticket, order) = ordered(&petra, &jana).await?;
        let path = format!("{ticket}/offers/{order}");
        let name = format!("ceiling_{order}");
        has(&petra.get(&ticket).await?, &["Obergrenze anheben"]);
        let refused = petra.post(&path, &[("answer", "raise"), (&name, "viel")]).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(message(&refused, &name).is_some(), "{}", refused.main());
        let raised = petra.post(&path, &[("answer", "raise"), (&name, "250")]).await?;
        assert_eq!(raised.status, StatusCode::SEE_OTHER);
        has(&jana.get(&format!("{ticket}/work")).await?, &["0,00\u{a0}€ von 250,00\u{a0}€"]);
        Ok(())
    }

    /// S-17, V-01 to V-08
    async fn tariffs_and_rates_have_pages(desk) {
        let mia = desk.staff("mia@example.test", StaffRole::Manager).await?;
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        assert_eq!(jana.get("/admin/tariffs").await?.status, StatusCode::FORBIDDEN);
        let page = mia.get("/admin/tariffs").await?;
        has(&page, &["Remote Hands", "29,00", "gilt jetzt"]);
        let base = hidden(&page, "base")?;
        let line = |inside: &'static str| vec![
            ("from", "2027-02-01"), ("gap", "0"), ("least", "1"), ("reason", "Neue Preise"), ("code_0", "work"), ("de_0", "Arbeit"),
            ("en_0", "Work"), ("class_0", "hour"), ("inside_0", inside), ("outside_0", "180"), ("unit_0", "15"), ("kind_0", "human"),
        ];
        let mut empty = line("");
        empty.push(("base", &base));
        let refused = mia.post("/admin/tariffs", &empty).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(message(&refused, "inside_0").is_some() && refused.text.contains("Neue Preise"), "{}", refused.main());
        let mut whole = line("120");
        whole.push(("base", &base));
        assert_eq!(mia.post("/admin/tariffs", &whole).await?.status, StatusCode::SEE_OTHER);
        has(&mia.get("/admin/tariffs").await?, &["Fassung 2, ab 01.02.2027", "120,00", "Neue Preise"]);

        // A contract's own: asked for by its number, which a typo does not find.
        let typo = mia.get("/admin/tariffs?contract=V-0").await?;
        assert!(message(&typo, "contract").is_some_and(|text| text.contains("gibt es nicht")), "{}", typo.main());
        assert!(typo.text.contains("Fassung 2") && typo.text.contains("value=\"V-0\""), "{}", typo.main());

        has(&mia.get("/admin/vat").await?, &["Umsatzsteuersätze", "25,5 % seit 2024-09-01", "22 % seit", "USA, Kanada"]);
        let rate = |rate: &'static str| [("country", "SI"), ("class", "standard"), ("rate", rate), ("from", "2027-07-01")];
        let refused = mia.post("/admin/vat", &rate("")).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(message(&refused, "rate").is_some_and(|text| text.contains("0 %")), "{}", refused.main());
        assert_eq!(mia.post("/admin/vat", &rate("22,5")).await?.status, StatusCode::SEE_OTHER);
        has(&mia.get("/admin/vat").await?, &["22,5 % seit 2027-07-01"]);
        has(&mia.get("/admin/log?kind=catalogue").await?, &["Tarif geändert", "Umsatzsteuer geändert"]);
        Ok(())
    }
}
