//! The demo's interventions: fifteen, together in every state, each walked there through the real use cases.

use domain::ids::{PersonId, TicketNumber};
use domain::intervention::{AccessMethod, Complexity};
use vault::SecretBytes;

use super::stage::Stage;
use super::{Cast, Party};
use crate::credentials::{self, Credentials, HandoverForm};
use crate::error::{Result, ServiceError};
use crate::interventions::{self, Assessment, ClosingForm, EntryForm, RequestForm};
use crate::tickets::{self, Act, Text};

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
const CASES: [(usize, Goal, i64); 16] = [
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
    (17, Goal::Draft, 25),
    (18, Goal::Expired, 1_700),
];

/// What happened, in the words of a request and its log.
struct Tale {
    symptom: &'static str,
    problem: &'static str,
    errors: &'static str,
    wanted: &'static str,
    tasks: &'static [&'static str],
    done: &'static str,
    file: &'static str,
    why: &'static str,
    summary: &'static str,
    cause: &'static str,
}

const TALES: [Tale; 4] = [
    Tale {
        symptom: "firewall_locked_out",
        problem: "Seit etwa 12:40 Uhr kommen wir nicht mehr per SSH auf das System. Kurz vorher hat ein Kollege die Firewall über unser Ansible geändert.",
        errors: "ssh: connect to host port 22: Connection timed out",
        wanted: "SSH soll aus unserem Netz 198.51.100.0/24 wieder gehen.",
        tasks: &["restore_network", "restore_remote_access"],
        done: "Regel für TCP 22 ergänzt, Regelsatz neu geladen",
        file: "/etc/nftables.conf",
        why: "Die Kette input verwarf jede neue SSH-Verbindung.",
        summary: "Ein Regelsatz hat neue SSH-Verbindungen verworfen. Wir haben eine Regel für TCP 22 aus Ihrem Netz ergänzt und den Regelsatz neu geladen. SSH ist wieder erreichbar.",
        cause: "network_rule",
    },
    Tale {
        symptom: "file_system",
        problem: "Nach dem Stromausfall ist /srv schreibgeschützt, die Freigaben lassen sich nur noch lesen.",
        errors: "EXT4-fs error (device sdb1): remounting filesystem read-only",
        wanted: "Die Freigaben sollen wieder beschreibbar sein, ohne dass Dateien verloren gehen.",
        tasks: &["check_file_system", "os_diagnosis"],
        done: "Dateisystem geprüft und wieder eingehängt",
        file: "/etc/fstab",
        why: "Die Prüfung beim Start war abgeschaltet, so fiel der Fehler erst im Betrieb auf.",
        summary: "Das Dateisystem unter /srv war nach dem Stromausfall beschädigt. Wir haben es geprüft, zwei verwaiste Einträge nach lost+found gelegt und die Prüfung beim Start wieder eingeschaltet.",
        cause: "file_system_damage",
    },
    Tale {
        symptom: "service_down",
        problem: "Der Webserver startet nach der Aktualisierung von heute früh nicht mehr. Alle Seiten sind weg.",
        errors: "nginx: [emerg] unknown directive \"http2_push\"",
        wanted: "Die Seiten sollen wieder ausgeliefert werden.",
        tasks: &["restart_services", "os_diagnosis"],
        done: "Veraltete Anweisung entfernt, Webserver gestartet",
        file: "/etc/nginx/sites-enabled/portal.conf",
        why: "Die neue Fassung kennt die Anweisung http2_push nicht mehr.",
        summary: "Nach der Aktualisierung enthielt die Konfiguration eine Anweisung, die es nicht mehr gibt. Wir haben sie entfernt, der Webserver läuft wieder.",
        cause: "failed_update",
    },
    Tale {
        symptom: "login_lost",
        problem: "Der Kollege, der das Kennwort von root kannte, ist nicht mehr im Haus. Im Übergabeprotokoll steht ein altes.",
        errors: "Permission denied, please try again.",
        wanted: "Wir brauchen wieder einen Zugang als Administrator.",
        tasks: &["reset_password"],
        done: "Zugang für root neu gesetzt, alte Schlüssel geprüft",
        file: "/etc/shadow",
        why: "Anders war ohne das alte Kennwort kein Zugang möglich.",
        summary: "Wir haben den Zugang für root neu gesetzt und drei nicht mehr benötigte Schlüssel gemeldet. Die neuen Zugangsdaten liegen in Ihrem Konto.",
        cause: "lost_credentials",
    },
];

/// When the case of this customer begins, if there is one.
pub(super) fn begins(stage: &Stage, index: usize) -> Option<domain::time::Timestamp> {
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
    walk(
        stage,
        party,
        (engineer, colleague),
        &TALES[index % TALES.len()],
        *goal,
    )
    .await
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

/// A message of a customer or of ours, and the time it takes until it is released.
async fn say(stage: &Stage, number: TicketNumber, who: PersonId, body: &str) -> Result<()> {
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
async fn note(stage: &Stage, number: TicketNumber, who: PersonId) -> Result<()> {
    let key = stage.context.id(|uuid| uuid.to_string());
    let text = Text {
        body: "Bei diesem Kunden gab es das im August schon einmal, damals war es dasselbe Playbook.",
        idempotency_key: &key,
        ..Text::default()
    };
    tickets::note(&stage.person(who).await?, number, text).await?;
    Ok(())
}

async fn request(stage: &Stage, party: &Party, tale: &Tale) -> Result<TicketNumber> {
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

fn logins(password: &str) -> Credentials {
    Credentials {
        username: Some(SecretBytes::from("lt-einsatz")),
        password: Some(SecretBytes::from(password)),
        private_key: None,
        rights: None,
    }
}

fn assessment() -> Assessment {
    Assessment {
        method: AccessMethod::Ssh.code().to_owned(),
        reason: "Port 22 antwortet und Zugangsdaten liegen vor.".to_owned(),
        complexity: Complexity::Standard.code().to_owned(),
        ..Assessment::default()
    }
}

async fn work(stage: &Stage, number: TicketNumber, engineer: PersonId, tale: &Tale) -> Result<()> {
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
    interventions::start_timer(&staff, number).await?;
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
    interventions::stop_timer(&staff, number, "Diagnose und Behebung", true).await?;
    Ok(())
}

/// The password of the authorization in force.
async fn secret(stage: &Stage, number: TicketNumber) -> Result<domain::ids::SecretId> {
    let mut tx = stage.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let secrets = store::secrets::list_of_ticket(&mut tx, ticket.id).await?;
    secrets
        .iter()
        .find(|s| s.field == domain::credential::SecretField::Password)
        .map(|s| s.id)
        .ok_or(ServiceError::NotFound)
}
