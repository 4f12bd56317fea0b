//! A fault turns out to be the customer's own: finding, offer, acceptance, and nothing worked in between.

use domain::account::StaffRole;
use reqwest::StatusCode;

use crate::desk::{Desk, Page, Result};
use crate::story::{has, message, on_both, text};

/// The path of the newest offer's answer on a page.
fn answers(page: &Page, ticket: &str) -> Result<String> {
    let start = format!("{ticket}/offers/");
    let at = page.text.rfind(&start).ok_or("no offer on the page")?;
    let path = page.text[at..].split('"').next();
    Ok(path.unwrap_or_default().to_owned())
}

on_both! {
    /// M-29, M-31, M-33
    async fn a_fault_becomes_a_question_with_an_offer_the_customer_accepts(desk) {
        let petra = desk.customer("petra@example.test", "10001").await?;
        let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
        let fields = [
            ("subject", "Der Webserver steht"),
            ("class", "fault"),
            ("department", "technical"),
            ("body", "Seit heute früh."),
        ];
        let filed = petra.post("/tickets/new", &fields).await?;
        let ticket = filed.location().split('?').next().unwrap_or_default().to_owned();
        let finding = format!("{ticket}/finding");
        has(&jana.get(&ticket).await?, &["Ursache beim Kunden festgestellt", "Angebot machen"]);
        assert!(!text(&petra.get(&ticket).await?).contains("Ursache"));

        // Half filled in: one message per field, what was typed stays, nothing is written.
        let half = [("found_service", "Apache"), ("found_finding", ""), ("found_kind", "time"), ("found_ceiling", "viel")];
        let again = jana.post(&finding, &half).await?;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["found_finding", "found_excluded", "found_scope", "found_ceiling"] {
            assert!(message(&again, field).is_some(), "{field}: {}", again.main());
        }
        assert_eq!(message(&again, "found_service"), None);
        assert!(again.text.contains("value=\"Apache\""));
        has(&jana.get(&ticket).await?, &["Störung", "Ursache beim Kunden festgestellt"]);

        let whole = [
            ("found_service", "Apache"),
            ("found_finding", "Das Plugin läuft endlos."),
            ("found_excluded", "Unverträgliche Anwendung."),
            ("found_scope", "Plugin ersetzen"),
            ("found_kind", "time"),
            ("found_ceiling", "300"),
        ];
        assert_eq!(jana.post(&finding, &whole).await?.status, StatusCode::SEE_OTHER);
        let shown = jana.get(&ticket).await?;
        has(&shown, &["Die Ursache liegt in der Anwendung des Kunden", "Die Arbeit ruht", "Plugin ersetzen", "Feststellung zurücknehmen"]);
        has(&petra.get("/").await?, &["Angebot beantworten"]);
        let read = petra.get(&ticket).await?;
        has(&read, &["Die Ursache liegt in Ihrer Anwendung", "Das Plugin läuft endlos.", "Unverträgliche Anwendung.", "300,00", "Annehmen"]);

        let answer = answers(&read, &ticket)?;
        let accepted = petra.post(&answer, &[("answer", "accept")]).await?;
        assert_eq!(accepted.status, StatusCode::SEE_OTHER);
        has(&petra.get(&ticket).await?, &["Die Arbeit geht weiter"]);
        assert!(!text(&petra.get("/").await?).contains("Angebot beantworten"));
        has(&jana.get(&ticket).await?, &["Ein Angebot ist angenommen", "angenommen"]);
        let twice = petra.post(&answer, &[("answer", "decline")]).await?;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        Ok(())
    }
}
