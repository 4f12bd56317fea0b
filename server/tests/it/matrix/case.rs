//! A running intervention with everything around it, made by the use cases themselves.

use std::net::{IpAddr, Ipv4Addr};

use domain::ids::{
    ApprovalId, AttachmentId, HandoverId, MessageId, OrderId, PersonId, RevealId, SecretId,
    SessionId, StandingId, SystemId, TicketNumber, WorkEntryId,
};
use domain::intervention::{AccessMethod, Complexity, Task};
use secrecy::SecretString;
use services::accounts::SigningProof;
use services::context::{OpContext, SessionFacts};
use services::credentials::{self, Credentials, HandoverForm};
use services::held::OnSecret;
use services::interventions::{self, Assessment, OfferForm, RequestForm, SignForm, StopForm};
use services::standing;
use vault::SecretBytes;

use crate::desk::{Desk, PASSWORD, Result};

/// Ids of a running case.
pub struct Case {
    pub number: TicketNumber,
    /// The password of the authorization.
    pub secret: SecretId,
    pub reveal: RevealId,
    pub approval: ApprovalId,
    pub offer: OrderId,
    /// Work that was timed.
    pub entry: WorkEntryId,
    /// Not yet read.
    pub handover: HandoverId,
    pub handover_secret: SecretId,
    /// Kept in the account.
    pub kept_secret: SecretId,
    /// Sent just now by the owner.
    pub message: MessageId,
    pub attachment: AttachmentId,
}

/// Somebody acting without a browser.
pub async fn op(desk: &Desk, person: PersonId) -> Result<OpContext> {
    let context = desk.context();
    let mut tx = context.db().read().await?;
    let actor = store::people::actor(&mut tx, person)
        .await?
        .ok_or("nobody")?;
    drop(tx);
    Ok(OpContext {
        app: context.clone(),
        actor,
        ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        session: SessionFacts {
            session: SessionId::new(context.now(), context.random()),
            mfa_at: Some(context.now()),
            fresh_at: Some(context.now()),
        },
        request_id: "matrix".to_owned(),
        on_secret: OnSecret::Ask,
    })
}

/// From the customer's first click to a running case with reveal, approval, offer and hand-over.
pub async fn running(
    desk: &Desk,
    owner: PersonId,
    owner_mail: &str,
    engineer: PersonId,
    system: SystemId,
) -> Result<Case> {
    let customer = op(desk, owner).await?;
    let filed = interventions::submit(&customer, &form(system), login("erstes-Passwort-1")).await?;
    let number = filed.number;
    sign(desk, &customer, owner_mail, number).await?;
    let staff = op(desk, engineer).await?;
    assign(desk, number, engineer).await?;
    interventions::verify(&staff, number).await?;
    interventions::assess(&staff, number, &assessment()).await?;
    interventions::start(&staff, number).await?;
    let secret = password_of(desk, number).await?;
    let reason = "Anmeldung am Server, um den Dienst zu prüfen.";
    let revealed = credentials::reveal(&staff, number, secret, reason).await?;
    let approval = credentials::request_approval(&staff, number, secret, reason).await?;
    let offer = interventions::offer(&staff, number, &offer_form()).await?;
    let entry = interventions::start_timer(&staff, number, "").await?;
    interventions::stop_timer(&staff, number, &StopForm::default()).await?;
    let kept = hand_over(&staff, number, "Altes").await?;
    credentials::keep_handover(&customer, kept).await?;
    let kept_secret = credentials::account_secrets(&customer)
        .await?
        .first()
        .ok_or("nothing kept")?
        .id;
    let handover = hand_over(&staff, number, "Neues").await?;
    let handover_secret = credentials::handovers(&customer)
        .await?
        .iter()
        .find(|item| item.id == handover)
        .and_then(|item| item.fields.first())
        .ok_or("no secret in the hand-over")?
        .0;
    let (message, attachment) = conversation(desk, owner_mail, number).await?;
    Ok(Case {
        number,
        secret,
        reveal: revealed.reveal,
        approval,
        offer,
        entry,
        handover,
        handover_secret,
        kept_secret,
        message,
        attachment,
    })
}

fn form(system: SystemId) -> RequestForm {
    let all = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    RequestForm {
        system: Some(system),
        symptom: "service_down".to_owned(),
        problem: "Der Webserver antwortet nicht mehr.".to_owned(),
        tasks: all(&["restart_services"]),
        methods: all(&["ssh_rdp"]),
        contact_phone: "040 123456".to_owned(),
        acknowledgements: all(&[
            "accurate_information",
            "backups",
            "reachable",
            "password_change",
            "interruption",
        ]),
        idempotency_key: system.to_string(),
        ..RequestForm::default()
    }
}

fn login(password: &str) -> Credentials {
    Credentials {
        username: Some(SecretBytes::from("root")),
        password: Some(SecretBytes::from(password)),
        private_key: None,
        rights: None,
    }
}

fn assessment() -> Assessment {
    Assessment {
        method: AccessMethod::Ssh.code().to_owned(),
        reason: "SSH ist der schnellste Weg auf das System.".to_owned(),
        complexity: Complexity::Standard.code().to_owned(),
        ..Assessment::default()
    }
}

fn offer_form() -> OfferForm {
    OfferForm {
        task: Task::DataRecovery.code().to_owned(),
        scope: "Wiederherstellung einer Datenbank.".to_owned(),
        kind: "time".to_owned(),
        price: String::new(),
        ceiling: "200".to_owned(),
    }
}

/// A standing authorization of today, until revoked.
pub async fn standing(
    desk: &Desk,
    owner: PersonId,
    mail: &str,
    system: SystemId,
) -> Result<StandingId> {
    let op = op(desk, owner).await?;
    let organization = op
        .actor
        .memberships
        .first()
        .ok_or("no member")?
        .organization;
    let choice = standing::Choice {
        acts: vec!["patching".to_owned()],
        systems: vec![system.to_string()],
        from: domain::time::local(op.now()).date().to_string(),
        until: String::new(),
    };
    let view = standing::sign_view(&op, organization, &choice, op.now()).await?;
    standing::send_code(&op, organization, &view.text_sha256).await?;
    let form = standing::SignForm {
        choice,
        shown_at: view.shown_at,
        text_sha256: view.text_sha256,
        typed_name: op.actor.name.clone(),
        proof: SigningProof {
            code: mailed_code(desk, mail).await?,
            password: SecretString::from(PASSWORD),
        },
    };
    let signed = standing::sign(&op, organization, form).await?;
    // Mails of one second have no order, and the next code comes to the same address.
    desk.clock.advance(1);
    Ok(signed)
}

/// The digits of the newest mail to this address.
async fn mailed_code(desk: &Desk, mail: &str) -> Result<SecretString> {
    let mut tx = desk.context().db().read().await?;
    let mails = store::mails::list_newest(&mut tx, 50).await?;
    drop(tx);
    let row = mails
        .into_iter()
        .find(|row| row.to_address == mail && row.kind == "signing_code")
        .ok_or("no mail with a code")?;
    let text = desk.text_of(row)?;
    let mut words = text.split_whitespace();
    let code = words
        .find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or("no code in the mail")?;
    Ok(SecretString::from(code.to_owned()))
}

async fn sign(desk: &Desk, op: &OpContext, mail: &str, number: TicketNumber) -> Result {
    let view = interventions::sign_view(op, number).await?;
    interventions::send_sign_code(op, number, &view.text_sha256).await?;
    let code = mailed_code(desk, mail).await?;
    let form = SignForm {
        shown_at: view.shown_at,
        text_sha256: view.text_sha256,
        typed_name: op.actor.name.clone(),
        proof: SigningProof {
            code,
            password: SecretString::from(PASSWORD.to_owned()),
        },
    };
    Ok(interventions::sign(op, number, form).await?)
}

async fn assign(desk: &Desk, number: TicketNumber, person: PersonId) -> Result {
    let mut tx = desk.context().db().begin().await?;
    let mut ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    ticket.assignee_id = Some(person);
    store::tickets::update(&mut tx, &mut ticket).await?;
    tx.save().await?;
    Ok(())
}

async fn password_of(desk: &Desk, number: TicketNumber) -> Result<SecretId> {
    let mut tx = desk.context().db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let secrets = store::secrets::list_of_ticket(&mut tx, ticket.id).await?;
    let password = secrets
        .iter()
        .find(|secret| secret.field.code() == "password");
    Ok(password.ok_or("no password")?.id)
}

async fn hand_over(staff: &OpContext, number: TicketNumber, label: &str) -> Result<HandoverId> {
    let form = HandoverForm {
        label: format!("{label} root-Passwort"),
        credentials: login("zweites-Passwort-2"),
    };
    Ok(credentials::create_handover(staff, number, form).await?)
}

/// A message with a file, sent by the owner's browser.
async fn conversation(
    desk: &Desk,
    mail: &str,
    number: TicketNumber,
) -> Result<(MessageId, AttachmentId)> {
    let browser = desk.browser();
    browser.log_in(mail).await?;
    let body = "--xx\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nIm Anhang steht mehr.\r\n--xx\r\n\
        Content-Disposition: form-data; name=\"files\"; filename=\"mehr.txt\"\r\nContent-Type: text/plain\r\n\r\nMehr.\r\n--xx--\r\n";
    let path = format!("/tickets/{number}/messages");
    let kind = "multipart/form-data; boundary=xx";
    let page = browser
        .send_as(reqwest::Method::POST, &path, kind, body.to_owned())
        .await?;
    if page.status != reqwest::StatusCode::SEE_OTHER {
        return Err(format!("the message was refused: {} {}", page.status, page.text).into());
    }
    let mut tx = desk.context().db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let files = store::attachments::list(&mut tx, ticket.id).await?;
    let file = files.first().ok_or("no file")?;
    Ok((file.message_id.ok_or("a file without message")?, file.id))
}
