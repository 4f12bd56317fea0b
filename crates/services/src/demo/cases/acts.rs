//! What people do in a case of the demo: each act is the use case that real people use.

use domain::credential::SecretField;
use domain::ids::{PersonId, SecretId, TicketNumber};
use domain::intervention::{AccessMethod, Complexity};
use vault::SecretBytes;

use super::MINUTE;
use super::tales::Tale;
use crate::credentials::{self, Credentials};
use crate::demo::Party;
use crate::demo::stage::Stage;
use crate::error::{Result, ServiceError};
use crate::interventions::{self, Assessment, EntryForm, RequestForm, StopForm};
use crate::tickets::{self, Text};

/// A message of a customer or of ours, and the time it takes until it is released.
pub(super) async fn say(
    stage: &Stage,
    number: TicketNumber,
    who: PersonId,
    body: &str,
) -> Result<()> {
    let key = stage.context.id(|uuid| uuid.to_string());
    let text = Text {
        body,
        idempotency_key: &key,
        ..Text::default()
    };
    tickets::send(&stage.person(who).await?, number, text).await?;
    stage.pass(20).await
}

/// What only we read.
pub(super) async fn note(stage: &Stage, number: TicketNumber, who: PersonId) -> Result<()> {
    let key = stage.context.id(|uuid| uuid.to_string());
    let text = Text {
        body: "Bei diesem Kunden gab es das im August schon einmal, damals war es dasselbe Playbook.",
        idempotency_key: &key,
        ..Text::default()
    };
    tickets::note(&stage.person(who).await?, number, text).await?;
    Ok(())
}

pub(super) async fn request(stage: &Stage, party: &Party, tale: &Tale) -> Result<TicketNumber> {
    let op = stage.person(party.owner).await?;
    let all = |codes: &[&str]| {
        codes
            .iter()
            .map(|code| (*code).to_owned())
            .collect::<Vec<_>>()
    };
    let form = RequestForm {
        organization: Some(party.id),
        system: party.systems.first().copied(),
        symptom: tale.symptom.to_owned(),
        problem: tale.problem.to_owned(),
        error_messages: tale.errors.to_owned(),
        wanted_action: tale.wanted.to_owned(),
        tasks: all(tale.tasks),
        ceiling: "300".to_owned(),
        methods: all(&["ssh_rdp", "rescue"]),
        contact_phone: "+49 681 9000 123".to_owned(),
        reachable_until: "heute 18 Uhr".to_owned(),
        acknowledgements: all(&[
            "accurate_information",
            "backups",
            "reachable",
            "password_change",
            "interruption",
        ]),
        idempotency_key: stage.context.id(|uuid| uuid.to_string()),
        ..RequestForm::default()
    };
    Ok(
        interventions::submit(&op, &form, logins("Kranich-7714-Tenne"))
            .await?
            .number,
    )
}

pub(super) fn logins(password: &str) -> Credentials {
    Credentials {
        username: Some(SecretBytes::from("lt-einsatz")),
        password: Some(SecretBytes::from(password)),
        private_key: None,
        rights: None,
    }
}

pub(super) fn assessment() -> Assessment {
    Assessment {
        method: AccessMethod::Ssh.code().to_owned(),
        reason: "Port 22 antwortet und Zugangsdaten liegen vor.".to_owned(),
        complexity: Complexity::Standard.code().to_owned(),
        ..Assessment::default()
    }
}

pub(super) async fn work(
    stage: &Stage,
    number: TicketNumber,
    engineer: PersonId,
    tale: &Tale,
) -> Result<()> {
    stage.pass(MINUTE).await?;
    let staff = stage.person(engineer).await?;
    let secret = secret(stage, number).await?;
    credentials::reveal(
        &staff,
        number,
        secret,
        "Anmeldung am System für die Diagnose",
    )
    .await?;
    interventions::start_timer(&staff, number, "").await?;
    let entry = |what: &str, result: &str, file: &str, why: &str, visible: bool| EntryForm {
        method: "ssh_rdp".to_owned(),
        what: what.to_owned(),
        result: result.to_owned(),
        changed_file: file.to_owned(),
        why: why.to_owned(),
        visible,
        ..EntryForm::default()
    };
    interventions::log(
        &staff,
        number,
        &entry(
            "Ausgangslage gesichert",
            "Kopie der Konfiguration unter /root angelegt",
            "",
            "",
            true,
        ),
    )
    .await?;
    stage.pass(6 * MINUTE).await?;
    let staff = stage.person(engineer).await?;
    interventions::log(
        &staff,
        number,
        &entry(
            "Letzte Änderungen gelesen",
            "Änderung eines Playbooks um 12:41 Uhr",
            "",
            "",
            false,
        ),
    )
    .await?;
    interventions::log(
        &staff,
        number,
        &entry(
            tale.done,
            "Dienst antwortet wieder",
            tale.file,
            tale.why,
            true,
        ),
    )
    .await?;
    stage.pass(5 * MINUTE).await?;
    let staff = stage.person(engineer).await?;
    let stopped = StopForm {
        note: "Diagnose und Behebung".to_owned(),
        ..StopForm::default()
    };
    interventions::stop_timer(&staff, number, &stopped).await?;
    Ok(())
}

/// The password of the authorization in force.
pub(super) async fn secret(stage: &Stage, number: TicketNumber) -> Result<SecretId> {
    let mut tx = stage.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let secrets = store::secrets::list_of_ticket(&mut tx, ticket.id).await?;
    secrets
        .iter()
        .find(|s| s.field == SecretField::Password)
        .map(|s| s.id)
        .ok_or(ServiceError::NotFound)
}
