//! The demo's interventions: seventeen, together in every state, each walked there through the real use cases.

mod acts;
mod tales;

use domain::ids::{PersonId, TicketNumber};
use domain::time::Timestamp;

use self::acts::{assessment, logins, note, request, say, secret, work};
use self::tales::{TALES, Tale};
use super::stage::Stage;
use super::{Cast, Party};
use crate::credentials::{self, HandoverForm};
use crate::error::{Result, ServiceError};
use crate::interventions::{self, ClosingForm};
use crate::tickets::{self, Act};

const MINUTE: i64 = 60;

/// Where a case stands at the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goal {
    Draft,
    Requested,
    Verified,
    Assessed,
    Running,
    /// Running, and a colleague was refused.
    Denied,
    /// Running, and the look at the password waits for a second person.
    FourEyes,
    Clarifying,
    /// The authorization ran out.
    Expired,
    Hardware,
    Summarised,
    Closed,
    /// Closed with new credentials that nobody has read yet.
    HandedOver,
    Declined,
    Withdrawn,
    Revoked,
    Reopened,
}

/// Customer → where their case stands and how many minutes ago it began.
const CASES: [(usize, Goal, i64); 17] = [
    (0, Goal::Denied, 52),
    (1, Goal::Requested, 6),
    (2, Goal::Verified, 14),
    (3, Goal::Assessed, 21),
    (4, Goal::Running, 43),
    (5, Goal::Clarifying, 70),
    (6, Goal::Hardware, 190),
    (7, Goal::Summarised, 95),
    (8, Goal::Closed, 1_500),
    (10, Goal::HandedOver, 600),
    (11, Goal::Declined, 400),
    (13, Goal::Withdrawn, 800),
    (14, Goal::Revoked, 330),
    (15, Goal::Reopened, 1_300),
    (16, Goal::FourEyes, 19),
    (17, Goal::Draft, 25),
    (18, Goal::Expired, 1_700),
];

/// When the case of this customer begins, if there is one.
pub(super) fn begins(stage: &Stage, index: usize) -> Option<Timestamp> {
    let (_, _, minutes) = CASES.iter().find(|(who, ..)| *who == index)?;
    Some(stage.present.minus_seconds(minutes * MINUTE))
}

/// The case of this customer, if there is one.
pub(super) async fn tell(stage: &Stage, cast: &Cast, index: usize) -> Result<()> {
    let Some((_, goal, minutes)) = CASES.iter().find(|(who, ..)| *who == index) else {
        return Ok(());
    };
    stage.go(stage.present.minus_seconds(minutes * MINUTE));
    let party = &cast.parties[index];
    let engineer = cast.engineers[index % cast.engineers.len()];
    let colleague = cast.engineers[(index + 1) % cast.engineers.len()];
    let tale = &TALES[index % TALES.len()];
    Box::pin(walk(stage, party, (engineer, colleague), tale, *goal)).await
}

async fn walk(
    stage: &Stage,
    party: &Party,
    (engineer, colleague): (PersonId, PersonId),
    tale: &Tale,
    goal: Goal,
) -> Result<()> {
    let number = request(stage, party, tale).await?;
    if goal == Goal::Draft {
        stage.pass(4 * MINUTE).await?;
        let answer = "Guten Tag, Ihre Anforderung ist da. Bitte unterschreiben Sie noch die Genehmigung, dann beginnen wir sofort.";
        return say(stage, number, engineer, answer).await;
    }
    stage.sign(number, party.owner).await?;
    match goal {
        Goal::Requested => return Ok(()),
        Goal::Withdrawn => {
            stage.pass(4 * MINUTE).await?;
            let owner = stage.person(party.owner).await?;
            return interventions::withdraw(
                &owner,
                number,
                "Wir haben den Fehler selbst gefunden.",
            )
            .await;
        }
        Goal::Expired => {
            stage.pass(2 * MINUTE).await?;
            let answer = "Guten Tag, wir haben alles beisammen. Wie gewünscht beginnen wir erst, wenn Sie sich melden.";
            say(stage, number, engineer, answer).await?;
            stage.pass(25 * 60 * MINUTE).await?;
            interventions::expire_overdue(&stage.context).await?;
            return Ok(());
        }
        _ => {}
    }
    stage.pass(3 * MINUTE).await?;
    let staff = stage.person(engineer).await?;
    tickets::change(&staff, number, Act::Assign(Some(engineer))).await?;
    let answer = "Guten Tag, Ihre Genehmigung liegt uns vor, ich übernehme. Ich prüfe jetzt, auf welchem Weg ich auf das System komme, und melde mich.";
    say(stage, number, engineer, answer).await?;
    let staff = stage.person(engineer).await?;
    if goal == Goal::Declined {
        return interventions::decline(
            &staff,
            number,
            "Das System wird nicht von uns betreut, wir dürfen es nicht anfassen.",
        )
        .await;
    }
    let gate = interventions::verify(&staff, number).await?;
    for line in gate.lines.iter().filter(|line| !line.passed) {
        let reason = "Vertrag liegt vor, die Verlängerung ist nur noch nicht eingetragen.";
        interventions::override_line(&staff, number, line.line, reason).await?;
    }
    if goal == Goal::Verified {
        return Ok(());
    }
    stage.pass(2 * MINUTE).await?;
    let staff = stage.person(engineer).await?;
    interventions::assess(&staff, number, &assessment()).await?;
    if goal == Goal::Assessed {
        return Ok(());
    }
    interventions::start(&staff, number).await?;
    let thanks = "Danke für die schnelle Antwort. Ich bin unter der angegebenen Nummer erreichbar, die Kolleginnen warten auf den Server.";
    say(stage, number, party.owner, thanks).await?;
    if goal == Goal::FourEyes {
        let staff = stage.person(engineer).await?;
        let secret = secret(stage, number).await?;
        let reason = "Anmeldung zum Prüfen der Dienste, der Kunde verlangt vier Augen";
        credentials::request_approval(&staff, number, secret, reason).await?;
        return Ok(());
    }
    work(stage, number, engineer, tale).await?;
    ending(stage, party, number, (engineer, colleague), tale, goal).await
}

async fn ending(
    stage: &Stage,
    party: &Party,
    number: TicketNumber,
    (engineer, colleague): (PersonId, PersonId),
    tale: &Tale,
    goal: Goal,
) -> Result<()> {
    let staff = stage.person(engineer).await?;
    note(stage, number, colleague).await?;
    match goal {
        Goal::Denied => {
            let news = "Die Ursache ist gefunden und behoben. Bitte prüfen Sie, ob alles wieder geht; ich sehe mir solange die Protokolle an.";
            say(stage, number, engineer, news).await?;
            let other = stage.person(colleague).await?;
            let secret = secret(stage, number).await?;
            let refused =
                credentials::reveal(&other, number, secret, "Ich wollte nur kurz nachsehen").await;
            return refused.map_or(Ok(()), |_| Err(ServiceError::Conflict("not_refused")));
        }
        Goal::Clarifying => {
            return interventions::ask(
                &staff,
                number,
                "Dürfen wir Port 22 für alle Adressen öffnen, oder nur für Ihr Büro?",
            )
            .await;
        }
        Goal::Hardware => {
            interventions::report_hardware(
                &staff,
                number,
                "Laufwerk in Schacht 2",
                "SMART meldet 48 neu zugewiesene Sektoren, Schreibfehler im Protokoll.",
            )
            .await?;
            return Ok(());
        }
        Goal::Revoked => {
            let owner = stage.person(party.owner).await?;
            interventions::revoke(&owner, number).await?;
            return Ok(());
        }
        Goal::Running => return Ok(()),
        _ => {}
    }
    let form = ClosingForm {
        summary: tale.summary.to_owned(),
        cause: tale.cause.to_owned(),
        avoidable: Some(tale.cause == "network_rule"),
        avoidable_reason: "Vor dem Ausrollen hätte eine Prüfung den Fehler gezeigt.".to_owned(),
    };
    interventions::summarise(&staff, number, &form).await?;
    if goal == Goal::Summarised {
        return Ok(());
    }
    if goal == Goal::HandedOver {
        let handover = HandoverForm {
            label: "root nach dem Zurücksetzen".to_owned(),
            credentials: logins("Distel-8841-Segel"),
        };
        credentials::create_handover(&staff, number, handover).await?;
    } else {
        credentials::no_new_credentials(&staff, number).await?;
    }
    interventions::close(&staff, number).await?;
    if goal == Goal::Reopened {
        stage.pass(3 * 60 * MINUTE).await?;
        let owner = stage.person(party.owner).await?;
        interventions::reopen(
            &owner,
            number,
            "Nach dem Neustart ist der Fehler wieder da.",
        )
        .await?;
    }
    Ok(())
}
