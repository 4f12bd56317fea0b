//! What the domain asks about a request: prices, the machine, what is deposited, what is missing, the terms.

use domain::account::{Locale, MemberRole};
use domain::contract::{OrderState, Plan};
use domain::credential::{SecretClass, SecretField, SecretState};
use domain::ids::{OrganizationId, SystemId};
use domain::intervention::advisor::Machine;
use domain::intervention::authorization::{
    AgreedLogin, AgreedTask, OrganizationRef, RightGiven, Signer, SystemRef, Terms, problem_digest,
};
use domain::intervention::missing::{RequestFacts, missing};
use domain::intervention::scope::Offer;
use domain::intervention::{AuthorizationVersionKind, Missing, Task, TaskMode};
use domain::time::{Timestamp, local};
use store::Tx;
use store::contracts::ContractRow;
use store::secrets::SecretRow;
use store::systems::SystemRow;

use super::Case;
use crate::catalogue;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

/// Whether a contract is in force on the provider's day of a moment.
pub(crate) fn is_in_force(contract: &ContractRow, at: Timestamp) -> bool {
    let today = local(at).date().to_string();
    contract.starts_on <= today && contract.ends_on.as_ref().is_none_or(|last| *last >= today)
}

/// Plan in force for a system, and whether it covers interventions.
pub(crate) async fn cover(
    tx: &mut Tx,
    system: SystemId,
    now: Timestamp,
) -> Result<(Option<Plan>, bool)> {
    let contracts = store::contracts::list_of_system(tx, system).await?;
    let in_force: Vec<_> = contracts.iter().filter(|c| is_in_force(c, now)).collect();
    let plan = in_force.first().map(|c| c.plan);
    Ok((plan, in_force.iter().any(|c| c.covers_interventions)))
}

/// The plan in force for the case's system.
pub(crate) async fn plan(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<Option<Plan>> {
    match case.row.system_id {
        Some(id) => Ok(cover(tx, id, now).await?.0),
        None => Ok(None),
    }
}

pub(crate) fn machine(system: &SystemRow) -> Machine {
    Machine {
        kind: system.kind,
        os_family: system.os_family,
        ip_kvm: system.ip_kvm,
        console: system.console,
    }
}

/// The system of a case, once chosen.
pub(crate) async fn system(tx: &mut Tx, case: &Case) -> Result<Option<SystemRow>> {
    match case.row.system_id {
        Some(id) => Ok(store::systems::find(tx, id).await?),
        None => Ok(None),
    }
}

/// The twelve lines of the catalogue for this case; an accepted offer replaces what waited for it.
pub(crate) async fn lines(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<Vec<Offer>> {
    let plan = plan(tx, case, now).await?;
    let mut lines = catalogue::in_force(tx).await?.lines(plan);
    for order in store::orders::list(tx, case.ticket.id).await? {
        if order.state == OrderState::Accepted
            && let Some(line) = lines.iter_mut().find(|line| Some(line.task) == order.task)
        {
            line.mode = TaskMode::FixedPrice;
            line.tariff = Some(order.tariff);
        }
    }
    Ok(lines)
}

/// The chosen lines.
pub(crate) fn chosen(lines: &[Offer], tasks: &[Task]) -> Vec<Offer> {
    lines
        .iter()
        .filter(|line| tasks.contains(&line.task))
        .copied()
        .collect()
}

/// Credentials of the authorization in force that still exist.
pub(crate) async fn deposited(tx: &mut Tx, case: &Case) -> Result<Vec<SecretRow>> {
    let Some(authorization) = &case.authorization else {
        return Ok(Vec::new());
    };
    let shard = crate::credentials::shard_of(authorization.id);
    let mut secrets = store::secrets::list_of_shard(tx, shard).await?;
    secrets.retain(|s| s.class == SecretClass::Intervention && s.state == SecretState::Stored);
    Ok(secrets)
}

/// The credentials the signed text speaks of do not exist any more.
pub(crate) async fn credentials_gone(tx: &mut Tx, case: &Case) -> Result<bool> {
    let agreed = case
        .signed
        .as_ref()
        .is_some_and(|version| version.terms.login.credentials);
    Ok(agreed && deposited(tx, case).await?.is_empty())
}

/// What still lacks. `assume_signed` answers what lacks besides the signature.
pub(crate) async fn missing_of(
    tx: &mut Tx,
    case: &Case,
    may_sign: bool,
    assume_signed: bool,
    now: Timestamp,
) -> Result<Vec<Missing>> {
    let system = system(tx, case).await?;
    let lines = lines(tx, case, now).await?;
    let tasks = chosen(&lines, &case.row.request.tasks);
    let secrets = deposited(tx, case).await?;
    let fields: Vec<SecretField> = secrets.iter().map(|s| s.field).collect();
    let signed =
        assume_signed || (case.signed.is_some() && matches_signed(case, &lines, system.as_ref()));
    Ok(missing(&RequestFacts {
        may_sign,
        system: system.as_ref().map(machine),
        symptom: case.row.symptom,
        problem: &case.row.problem,
        tasks: &tasks,
        ceiling: case.row.request.ceiling,
        methods: &case.row.request.methods,
        our_key: case.row.request.our_key,
        deposited: &fields,
        acknowledgements: &case.row.request.acknowledgements,
        signed,
    }))
}

/// Whether the signer of the version in force may sign still.
pub(crate) async fn signer_entitled(tx: &mut Tx, case: &Case) -> Result<bool> {
    let Some(signed) = &case.signed else {
        return Ok(false);
    };
    let actor = store::people::actor(tx, signed.signer_id).await?;
    Ok(actor.is_some_and(|actor| actor.may_authorise_in(case.ticket.organization_id)))
}

fn agreed(lines: &[Offer], tasks: &[Task]) -> (Vec<AgreedTask>, Vec<Task>) {
    let mut agreed = Vec::new();
    let mut waiting = Vec::new();
    for line in chosen(lines, tasks) {
        match (line.mode, line.tariff) {
            (TaskMode::Included | TaskMode::FixedPrice, Some(tariff)) => agreed.push(AgreedTask {
                task: line.task,
                tariff,
            }),
            (TaskMode::OnRequest, _) => waiting.push(line.task),
            _ => {}
        }
    }
    (agreed, waiting)
}

fn reachable(case: &Case) -> String {
    let (phone, until) = (
        case.row.contact_phone.trim(),
        case.row.reachable_until.trim(),
    );
    match (phone.is_empty(), until.is_empty()) {
        (_, true) => phone.to_owned(),
        (true, false) => until.to_owned(),
        (false, false) => format!("{phone} ({until})"),
    }
}

fn problem_sha256(case: &Case) -> String {
    problem_digest(
        &case.row.problem,
        &case.row.error_messages,
        &case.row.wanted_action,
    )
}

/// Whether the request still says what was signed. Prices that moved meanwhile change nothing: the signed ones hold.
pub(crate) fn matches_signed(case: &Case, lines: &[Offer], system: Option<&SystemRow>) -> bool {
    let Some(signed) = case.signed.as_ref().map(|version| &version.terms) else {
        return false;
    };
    let (tasks, waiting) = agreed(lines, &case.row.request.tasks);
    let codes = |tasks: &[AgreedTask]| tasks.iter().map(|t| t.task).collect::<Vec<_>>();
    codes(&tasks) == codes(&signed.tasks)
        && waiting == signed.awaiting_offer
        && Some(signed.symptom) == case.row.symptom
        && signed.problem_sha256 == problem_sha256(case)
        && signed.ceiling == case.row.request.ceiling
        && signed.methods == case.row.request.methods
        && signed.login.our_key == case.row.request.our_key
        && signed.acknowledgements == case.row.request.acknowledgements
        && signed.reachable == reachable(case)
        && system.is_some_and(|s| s.service_id == signed.system.service_id)
}

/// The terms as they would be signed by the actor, shown at a moment.
pub(crate) async fn terms(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    language: Locale,
    shown_at: Timestamp,
) -> Result<Terms> {
    let incomplete = || ServiceError::Conflict("incomplete");
    let system = system(tx, case).await?.ok_or_else(incomplete)?;
    let symptom = case.row.symptom.ok_or_else(incomplete)?;
    let organization = store::organizations::find(tx, case.ticket.organization_id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let provider = store::provider::find(tx)
        .await?
        .map(|p| p.name)
        .unwrap_or_default();
    let lines = lines(tx, case, op.now()).await?;
    let (tasks, awaiting_offer) = agreed(&lines, &case.row.request.tasks);
    let credentials = !deposited(tx, case).await?.is_empty();
    let version = case.authorization.as_ref().map_or(0, |a| a.current_version) + 1;
    Ok(Terms {
        version,
        kind: if version == 1 {
            AuthorizationVersionKind::Initial
        } else {
            AuthorizationVersionKind::Edit
        },
        language,
        shown_at,
        rules: crate::defaults::in_force(tx).await?.validity(),
        provider,
        organization: OrganizationRef {
            name: organization.name,
            number: organization.number,
        },
        signer: signer(op, tx, case.ticket.organization_id).await?,
        system: SystemRef {
            name: system.name,
            service_id: system.service_id,
            address: system.primary_ipv4.to_string(),
        },
        ticket: case.ticket.number,
        symptom,
        problem_sha256: problem_sha256(case),
        tasks,
        awaiting_offer,
        ceiling: case.row.request.ceiling,
        methods: case.row.request.methods.clone(),
        login: AgreedLogin {
            our_key: case.row.request.our_key,
            credentials,
        },
        acknowledgements: case.row.request.acknowledgements.clone(),
        reachable: reachable(case),
        extended_until: None,
    })
}

/// The actor as the text of an authorization names them: role, and who gave the right when.
pub(crate) async fn signer(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
) -> Result<Signer> {
    let role = op
        .actor
        .role_in(organization)
        .ok_or(ServiceError::NotFound)?;
    let membership = store::memberships::find(tx, organization, op.actor.person).await?;
    let right = match membership {
        Some(row) if role != MemberRole::Owner => {
            match (row.authorise_granted_by, row.authorise_granted_at) {
                (Some(by), Some(at)) => {
                    let by = store::people::find(tx, by)
                        .await?
                        .map(|p| p.name)
                        .unwrap_or_default();
                    Some(RightGiven { by, at })
                }
                _ => None,
            }
        }
        _ => None,
    };
    Ok(Signer {
        name: op.actor.name.clone(),
        role,
        right,
    })
}
