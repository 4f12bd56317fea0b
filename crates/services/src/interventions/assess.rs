//! Assessment: live probes, the ranking of the ways in, the engineer's pick. // I-41

use std::time::Duration;

use domain::audit::{ChainHash, EventKind};
use domain::credential::SecretField;
use domain::ids::{ProbeRunId, TicketNumber};
use domain::intervention::advisor::{self, Facts, Probes, Ranked};
use domain::intervention::{
    AccessMethod, Complexity, InterventionState, ProbeKind, ProbeResult, Symptom,
};
use domain::policy::Action;
use domain::sla::ClockKind;
use domain::ticket::MessageKind;
use domain::time::{Timestamp, clock_time, date, from_local};
use probes::Guard;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::probe_runs::ProbeRunRow;

use super::complexity::complexity;
use super::{Case, facts, notify, talk};
use crate::clocks;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};

/// Longest time a probe may take.
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// What the ways are ranked by besides the machine: the engineer may see it otherwise than the customer. // I-02, I-34
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// The symptom; `None` as it is in the request.
    pub symptom: Option<Symptom>,
    /// Hardware has to be touched.
    pub hardware: bool,
}

/// The advice as it is kept with the choice.
#[derive(Serialize, Deserialize)]
struct Kept {
    facts: Facts,
    ranking: Vec<Ranked>,
    /// What the customer said then; another symptom in the request makes the engineer's view of the old one void.
    #[serde(default)]
    requested: Option<Symptom>,
}

impl Seen {
    /// As it was seen at the choice in force; before one, as the customer says.
    fn at_the_choice(case: &Case) -> Self {
        case.row
            .method_ranking
            .as_deref()
            .and_then(|json| serde_json::from_str::<Kept>(json).ok())
            .filter(|kept| kept.requested == case.row.symptom)
            .map_or_else(Self::default, |kept| Self {
                symptom: Some(kept.facts.symptom),
                hardware: kept.facts.hardware,
            })
    }
}

/// The ranking with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Digest of facts and ranking: a choice names the advice it was made from.
    pub digest: String,
    /// The methods, best first.
    pub ranking: Vec<Ranked>,
    /// What they were ranked by.
    pub facts: Facts,
    /// The newest run of each probe.
    pub probes: Vec<ProbeRunRow>,
}

/// The assessment as filled in by the engineer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The way in: code of an [`AccessMethod`].
    pub method: String,
    /// Why that one; mandatory for anything but the first of the ranking.
    pub reason: String,
    /// Standard or complex: code of a [`Complexity`].
    pub complexity: String,
    /// Code of the [`Symptom`] as the engineer sees it, or empty.
    pub symptom: String,
    /// Hardware has to be touched.
    pub hardware: bool,
    /// Data centre, where somebody goes there.
    pub place: String,
    /// When somebody will be there, as a form sends it, see [`from_local`]; may be empty.
    pub eta: String,
    /// Digest of the advice the choice was made from; empty where nothing was shown.
    pub shown: String,
}

/// The same, checked.
struct Wanted {
    method: AccessMethod,
    reason: String,
    complexity: Complexity,
    symptom: Option<Symptom>,
    hardware: bool,
    place: String,
    eta: Option<Timestamp>,
    shown: String,
}

impl Assessment {
    /// With reason and place as they may be stored.
    fn check(&self, reason: String, place: &str, now: Timestamp) -> Result<Wanted> {
        let mut checks = Checks::new();
        let method = checks.code("method", &self.method);
        let complexity = checks.code("complexity", &self.complexity);
        let place = checks.optional("place", place, 200);
        let eta = from_local(&self.eta);
        if eta.is_none() && !self.eta.is_empty() {
            checks.add(FieldError::new("eta", "date"));
        }
        // Nobody has to be anywhere for the other ways in.
        let eta = eta.filter(|_| method == Some(AccessMethod::DataCentre));
        if eta.is_some_and(|at| at <= now) {
            checks.add(FieldError::new("eta", "in_the_past"));
        }
        checks.finish()?;
        let (Some(method), Some(complexity)) = (method, complexity) else {
            return Err(ServiceError::field("method", "required_choice"));
        };
        Ok(Wanted {
            method,
            reason,
            complexity,
            symptom: self.symptom.parse().ok(),
            hardware: self.hardware,
            place,
            eta,
            shown: self.shown.clone(),
        })
    }
}

pub(super) async fn advice(tx: &mut Tx, case: &Case, seen: Option<Seen>) -> Result<Advice> {
    let Seen { symptom, hardware } = seen.unwrap_or_else(|| Seen::at_the_choice(case));
    let incomplete = || ServiceError::Conflict("incomplete");
    let system = facts::system(tx, case).await?.ok_or_else(incomplete)?;
    let symptom = symptom.or(case.row.symptom).ok_or_else(incomplete)?;
    let runs = store::probe_runs::list_newest(tx, case.id()).await?;
    let fields: Vec<SecretField> = facts::deposited(tx, case)
        .await?
        .iter()
        .map(|s| s.field)
        .collect();
    let has = |field| fields.contains(&field);
    let terms = case.signed.as_ref().map(|v| &v.terms);
    let facts = Facts {
        machine: facts::machine(&system),
        symptom,
        allowed: terms.map_or_else(|| case.row.request.methods.clone(), |t| t.methods.clone()),
        our_key: terms.map_or(case.row.request.our_key, |t| t.login.our_key),
        credentials: has(SecretField::Username)
            && (has(SecretField::Password) || has(SecretField::PrivateKey)),
        hardware,
        probes: answers(&runs),
    };
    let ranking = advisor::rank(&facts);
    let json = serde_json::to_vec(&(&facts, &ranking)).map_err(ServiceError::internal)?;
    Ok(Advice {
        digest: ChainHash::of(&json).to_string(),
        ranking,
        facts,
        probes: runs,
    })
}

fn answers(runs: &[ProbeRunRow]) -> Probes {
    let result = |kind| {
        runs.iter()
            .find(|run| run.kind == kind)
            .map_or(ProbeResult::Unknown, |run| run.result)
    };
    Probes {
        ping: result(ProbeKind::Ping),
        ssh_port: result(ProbeKind::SshPort),
        rdp_port: result(ProbeKind::RdpPort),
        ssh_banner: result(ProbeKind::SshBanner),
        http: result(ProbeKind::Http),
        console: result(ProbeKind::Console),
    }
}

/// Runs the probes that make sense for the system, outside any unit of work, and stores what they saw.
///
/// # Errors
/// [`ServiceError::Conflict`] `incomplete` without a system.
pub async fn run_probes(op: &OpContext, number: TicketNumber) -> Result<Vec<ProbeRunRow>> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::RunProbes).await?;
    let system = facts::system(&mut tx, &case)
        .await?
        .ok_or(ServiceError::Conflict("incomplete"))?;
    drop(tx);
    let target = if system.probe_address.is_empty() {
        system.primary_ipv4.to_string()
    } else {
        system.probe_address.clone()
    };
    let guard = Guard::new(op.app.settings().probes_allow.iter().copied());
    let mut asked = tokio::task::JoinSet::new();
    for kind in ProbeKind::ALL
        .iter()
        .copied()
        .filter(|kind| makes_sense(*kind, &system))
    {
        let (guard, target) = (guard.clone(), target.clone());
        asked.spawn(async move {
            (
                kind,
                probes::run(kind, &target, &guard, PROBE_TIMEOUT).await,
            )
        });
    }
    let mut outcomes = Vec::new();
    while let Some(done) = asked.join_next().await {
        outcomes.push(done.map_err(ServiceError::internal)?);
    }
    outcomes.sort_by_key(|(kind, _)| *kind);
    let mut tx = op.app.db().begin().await?;
    let case = Case::hold(op, &mut tx, number, Action::RunProbes).await?;
    let mut rows = Vec::new();
    for (kind, outcome) in outcomes {
        let row = ProbeRunRow {
            id: op.app.id(ProbeRunId::from_uuid),
            system_id: system.id,
            intervention_id: Some(case.id()),
            kind,
            target: target.clone(),
            result: outcome.result,
            detail: outcome.detail().to_owned(),
            latency_us: outcome.latency_us,
            run_by: op.actor.person,
            run_at: op.now(),
        };
        store::probe_runs::insert(&mut tx, &row).await?;
        rows.push(row);
    }
    let mut event = case.event(op, EventKind::ProbeRun).with("target", target);
    for row in &rows {
        event = event.with(row.kind.code(), row.result.code());
    }
    case.tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    case.wake(&op.app);
    Ok(rows)
}

fn makes_sense(kind: ProbeKind, system: &store::systems::SystemRow) -> bool {
    use domain::system::OsFamily;
    match kind {
        ProbeKind::Ping | ProbeKind::Http => true,
        ProbeKind::SshPort | ProbeKind::SshBanner => system.os_family == OsFamily::Linux,
        ProbeKind::RdpPort => system.os_family == OsFamily::Windows,
        ProbeKind::Console => system.console,
    }
}

/// Picks the way in and the complexity: verified → assessed. A case that is assessed or worked on already gets another way in.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] on `method`, `complexity`, `reason`, `place`, `eta`;
/// [`ServiceError::Conflict`] `wrong_state`, `clock_too_late`.
pub async fn assess(op: &OpContext, number: TicketNumber, form: &Assessment) -> Result<()> {
    use InterventionState::{Assessed, Running};
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ChooseMethod).await?;
    let texts = [("reason", form.reason.as_str()), ("place", &form.place)];
    let (mut tx, [reason, place]) = case.screen(op, tx, texts).await?;
    let wanted = form.check(reason, &place, op.now())?;
    if matches!(case.procedure.state(), Assessed | Running) {
        choose(op, &mut tx, &mut case, &wanted).await?;
        complexity(op, &mut tx, &mut case, wanted.complexity).await?;
        return case.save(&op.app, tx).await;
    }
    case.procedure.assess(true, true)?;
    choose(op, &mut tx, &mut case, &wanted).await?;
    complexity(op, &mut tx, &mut case, wanted.complexity).await?;
    case.moves(
        case.procedure
            .assess(case.row.method.is_some(), case.row.complexity.is_some()),
    )?;
    let event = case
        .event(op, EventKind::InterventionAssessed)
        .with("method", wanted.method.code())
        .with("complexity", wanted.complexity.code());
    case.tell(&op.app, &mut tx, event).await?;
    case.save(&op.app, tx).await
}

async fn choose(op: &OpContext, tx: &mut Tx, case: &mut Case, wanted: &Wanted) -> Result<()> {
    let on_site = wanted.method == AccessMethod::DataCentre;
    let (typed, eta) = (wanted.place.clone(), wanted.eta);
    // Where the system stands, unless somebody names another place. // I-51
    let place = match (on_site, typed.is_empty()) {
        (false, _) => String::new(),
        (true, false) => typed,
        (true, true) => facts::system(tx, case).await?.map(site).unwrap_or_default(),
    };
    let before = Seen::at_the_choice(case);
    let seen = Seen {
        symptom: wanted.symptom.or(before.symptom),
        hardware: wanted.hardware,
    };
    let advice = advice(tx, case, Some(seen)).await?;
    // What is kept is what was shown.
    if !wanted.shown.is_empty() && wanted.shown != advice.digest {
        let changed = advisor::ChoiceProblem::Changed;
        return Err(ServiceError::field("method", changed.code()));
    }
    advisor::choose(&advice.ranking, wanted.method, &wanted.reason, &place).map_err(|problem| {
        let field = match problem {
            advisor::ChoiceProblem::Reason => "reason",
            advisor::ChoiceProblem::Place => "place",
            _ => "method",
        };
        ServiceError::field(field, problem.code())
    })?;
    let now = op.now();
    let reason: String = wanted.reason.trim().chars().take(500).collect();
    let (symptom, hardware) = (advice.facts.symptom, advice.facts.hardware);
    let kept = Kept {
        facts: advice.facts,
        ranking: advice.ranking,
        requested: case.row.symptom,
    };
    let ranking = serde_json::to_string(&kept).map_err(ServiceError::internal)?;
    case.row.method = Some(wanted.method);
    case.row.method_reason.clone_from(&reason);
    case.row.method_ranking = Some(ranking);
    case.row.method_chosen_at = Some(now);
    case.row.site_place.clone_from(&place);
    case.row.site_eta = eta;
    let order: Vec<&str> = kept.ranking.iter().map(|line| line.method.code()).collect();
    let event = case
        .event(op, EventKind::MethodChosen)
        .with("method", wanted.method.code())
        .with("reason", reason.clone())
        .with("symptom", symptom.code())
        .with("hardware", hardware)
        .with("ranking", order);
    case.tell(&op.app, tx, event).await?;
    if on_site {
        exempt(op, tx, case, &reason, &place, eta).await?;
    }
    Ok(())
}

/// Data centre and rack of a system, on one line.
fn site(system: store::systems::SystemRow) -> String {
    match (system.site.is_empty(), system.rack.is_empty()) {
        (_, true) => system.site,
        (true, false) => system.rack,
        (false, false) => format!("{}, {}", system.site, system.rack),
    }
}

/// Somebody goes there: out of the promise, with place and expected arrival told in the ticket and by mail. // I-50, I-51
async fn exempt(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    reason: &str,
    place: &str,
    eta: Option<Timestamp>,
) -> Result<()> {
    let held = clocks::living(tx, &case.ticket).await?;
    for clock in &held.clocks {
        if clock.kind == ClockKind::Intervention {
            let step = clock.exempt(reason, place, eta, op.now(), &*held.calendars)?;
            let (change, by) = ((&step, &*held.calendars), Some(op.actor.person));
            clocks::update(&op.app, tx, &case.ticket, change, by).await?;
        }
    }
    let arrival = |german: bool| match (eta, german) {
        (Some(at), true) => format!(
            "Voraussichtlich vor Ort: {}, {} Uhr.",
            date(at, true),
            clock_time(at)
        ),
        (Some(at), false) => format!("Expected on site: {}, {}.", date(at, false), clock_time(at)),
        (None, true) => "Wann jemand vor Ort ist, schreiben wir Ihnen hier.".to_owned(),
        (None, false) => "We will write here when somebody will be on site.".to_owned(),
    };
    let text = (
        format!(
            "Der Zugriff erfolgt vor Ort im Rechenzentrum ({place}). {} Die zugesagte Zeit gilt dafür nicht. Grund: {reason}",
            arrival(true)
        ),
        format!(
            "Access takes place on site in the data centre ({place}). {} The promised time does not apply to it. Reason: {reason}",
            arrival(false)
        ),
    );
    let german = notify::locale(tx, case).await? == domain::account::Locale::De;
    let body = if german { &text.0 } else { &text.1 };
    talk::post(op, tx, case, MessageKind::Automatic, body, false).await?;
    let subject = ("Zugriff im Rechenzentrum", "Access in the data centre");
    notify::text(op, tx, case, "site_access", subject, text).await
}
