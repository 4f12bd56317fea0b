//! The source's sentences in the pages: what is ticked is what is signed, the account, who can be reached.

use axum::http::StatusCode;
use domain::account::Locale;
use domain::intervention::authorization::TEXT_VERSION;
use domain::intervention::{Acknowledgement, Symptom, Task};

use super::house::{House, PETRA, digits, hidden, number, request, work};
use crate::desk::{PASSWORD, Result};

/// Text of a page without its markup.
fn words(page: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in page.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&amp;", "&").replace("&#x27;", "'");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

// I-06, I-57/58
#[tokio::test]
async fn the_terms_shown_are_the_terms_signed_with_their_version_and_the_liability() -> Result {
    let mut house = House::open().await?;
    let ticket = house.filed().await?;
    let path = format!("/interventions/{ticket}/sign");
    let page = house.look(true, &path).await?;
    let shown = words(&page);
    for sentence in [
        &format!("Textversion {TEXT_VERSION}"),
        "nach bestem Wissen und Gewissen",
        "haftet nicht für Datenverluste während des Eingriffs",
        "Andere Arbeiten sind nicht genehmigt.",
    ] {
        assert!(shown.contains(sentence), "{sentence}: {shown}");
    }
    let (sha256, shown_at) = (hidden(&page, "sha256"), hidden(&page, "shown_at"));
    let fields = [("sha256", sha256.as_str()), ("shown_at", &shown_at)];
    house.step(true, &format!("{path}/code"), &fields).await?;
    let mail = house.desk.mail_to(PETRA).await?.ok_or("no mail")?;
    let code = digits(&mail).ok_or("no code in the mail")?;
    let fields = [
        ("signer_name", "petra"),
        ("password", PASSWORD),
        ("mail_code", &code),
        ("sha256", &sha256),
        ("shown_at", &shown_at),
    ];
    house.step(true, &path, &fields).await?;
    let mut tx = house.desk.context().db().read().await?;
    let row = store::tickets::find(&mut tx, domain::ids::TicketNumber(ticket))
        .await?
        .ok_or("no ticket")?;
    let case = store::interventions::find_by_ticket(&mut tx, row.id)
        .await?
        .ok_or("no case")?;
    let authorization = case.authorization_id.ok_or("no authorization")?;
    let versions = store::authorizations::list_versions(&mut tx, authorization).await?;
    let signed = versions.last().ok_or("nothing signed")?;
    assert_eq!(signed.text_version, TEXT_VERSION);
    // Line by line: nothing was signed that did not stand on the page.
    for line in signed.text.lines().filter(|line| !line.is_empty()) {
        let line = line.trim_start_matches("- ");
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(&line), "{line}: {shown}");
    }
    drop(tx);
    house.desk.stop().await
}

// I-02, I-14, I-38
#[tokio::test]
async fn what_is_ticked_is_what_is_signed_word_for_word() -> Result {
    let mut house = House::open().await?;
    let page = house.look(true, "/interventions/new").await?;
    let form = words(&page);
    for task in Task::ALL {
        assert!(form.contains(task.label(Locale::De)), "{task:?}: {form}");
    }
    for symptom in Symptom::ALL {
        assert!(form.contains(symptom.label(Locale::De)), "{symptom:?}");
    }
    for duty in Acknowledgement::ALL {
        assert!(form.contains(duty.label(Locale::De)), "{duty:?}");
    }
    // The eight of the procedure stand before the four that cost a fee.
    let (included, fee) = form
        .split_once("Gegen Gebühr, unter bestimmten Bedingungen")
        .ok_or("no fee tasks")?;
    for task in Task::ALL {
        let part = if task.against_fee() { fee } else { included };
        assert!(part.contains(task.label(Locale::De)), "{task:?}");
    }
    for field in ["problem", "error_messages", "wanted_action"] {
        assert!(page.contains(&format!("name=\"{field}\"")), "{field}");
    }
    let ticket = house.filed().await?;
    let text = house
        .look(true, &format!("/interventions/{ticket}/sign"))
        .await?;
    let text = words(&text);
    for chosen in [
        Task::RestoreNetwork.label(Locale::De),
        Task::RestoreRemoteAccess.label(Locale::De),
        Symptom::FirewallLockedOut.label(Locale::De),
    ] {
        assert!(text.contains(chosen), "{chosen}: {text}");
    }
    let workspace = words(&house.look(false, &work(ticket, "")).await?);
    for typed in [
        "Seit 12:40 Uhr kommt niemand mehr per SSH auf das System.",
        "ssh: connect to host port 22: Connection timed out",
        "SSH soll aus unserem Netz wieder gehen.",
    ] {
        assert!(workspace.contains(typed), "{typed}");
    }
    house.desk.stop().await
}

// I-27, I-28
#[tokio::test]
async fn an_own_account_is_the_first_choice_and_its_rights_are_told_to_the_engineer() -> Result {
    let mut house = House::open().await?;
    let page = house.look(true, "/interventions/new").await?;
    let temporary = page
        .find("name=\"temporary_account\" value=\"yes\"")
        .ok_or("no choice of an own account")?;
    let existing = page
        .find("name=\"temporary_account\" value=\"no\"")
        .ok_or("no choice of an existing account")?;
    assert!(temporary < existing, "the recommended one comes first");
    assert!(words(&page).contains("Ein eigenes Konto nur für diesen Einsatz (empfohlen)"));

    let mut unknown = request("sign");
    unknown.retain(|(name, _)| *name != "account_rights");
    unknown.extend([("account_rights", "unknown"), ("temporary_account", "yes")]);
    let to = house.step(true, "/interventions/new", &unknown).await?;
    let ticket = number(&to, "/sign").ok_or("no signature page")?;
    let path = format!("/interventions/{ticket}/request");
    let again = house.look(true, &path).await?;
    assert!(
        again.contains("Die meisten Arbeiten brauchen Administratorrechte."),
        "whoever does not know the rights is warned"
    );
    let desk = words(&house.look(false, &work(ticket, "")).await?);
    assert!(
        desk.contains("eigenes Konto nur für diesen Einsatz"),
        "{desk}"
    );
    assert!(
        desk.contains("Der Kunde kennt die Rechte dieses Kontos nicht."),
        "{desk}"
    );

    let mut known = request("sign");
    known.push(("temporary_account", "no"));
    house.step(true, &path, &known).await?;
    let desk = words(&house.look(false, &work(ticket, "")).await?);
    assert!(
        desk.contains("Rechte des Kontos:")
            && !desk.contains("kennt die Rechte dieses Kontos nicht"),
        "{desk}"
    );
    assert!(desk.contains("bestehendes Konto"));
    house.assert_no_secret();
    house.desk.stop().await
}

// I-54
#[tokio::test]
async fn whom_to_call_and_until_when_is_signed_and_stands_before_the_engineer() -> Result {
    let mut house = House::open().await?;
    let page = house.look(true, "/interventions/new").await?;
    let duties = page
        .split("id=\"s5\"")
        .nth(1)
        .ok_or("no section of the duties")?;
    for field in ["contact_phone", "reachable_until"] {
        assert!(duties.contains(&format!("name=\"{field}\"")), "{field}");
    }
    let ticket = house.filed().await?;
    let reachable = "+49 681 9000 123 (heute 18 Uhr)";
    let text = words(
        &house
            .look(true, &format!("/interventions/{ticket}/sign"))
            .await?,
    );
    assert!(text.contains(&format!("Erreichbar: {reachable}")), "{text}");
    let desk = words(&house.look(false, &work(ticket, "")).await?);
    assert!(desk.contains("+49 681 9000 123, heute 18 Uhr"), "{desk}");

    // Without the tick nothing can be signed.
    let mut silent = request("sign");
    silent.retain(|(name, value)| !(*name == "ack" && *value == "reachable"));
    let to = house
        .step(true, &format!("/interventions/{ticket}/request"), &silent)
        .await?;
    assert!(to.contains("/request?ok=filed_incomplete"), "{to}");
    let refused = house
        .petra
        .get(&format!("/interventions/{ticket}/sign"))
        .await?;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    house.desk.stop().await
}
