//! The panels of the work: way in, secrets, log, closing, hardware, offers.

use app::components::{OrderLine, price, probe_shape};
use app::pages::intervention::workspace::{
    AssessPanel, ClosingLine, ClosingPanel, HardwarePanel, LogPanel, OffersPanel, ProbeLine,
    RankLine, SecretRow, SecretsPanel, Unlock,
};
use domain::credential::{ApprovalState, DenyCode, RevealOutcome, SecretField, SecretState};
use domain::intervention::InterventionState;
use domain::intervention::action_log::LogMethod;
use domain::policy::Action;
use domain::time::{Timestamp, clock_time, day_and_time};
use services::context::OpContext;
use services::interventions::Workspace;

use super::super::{map, timing};
use super::log_lines;
use crate::web::Visit;

pub(super) fn assess(visit: &Visit, work: &Workspace) -> AssessPanel {
    let t = visit.t();
    let locale = visit.locale();
    let row = &work.row;
    let advice = work.advice.as_ref();
    let probes = advice.map(|a| a.probes.as_slice()).unwrap_or_default();
    let ranks = advice
        .map(|a| a.ranking.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|rank| RankLine {
            method: rank.method,
            available: rank.available,
            choosable: rank.barred().is_none(),
            chosen: row
                .method_chosen_at
                .filter(|_| row.method == Some(rank.method))
                .map(clock_time),
            why: rank.reason.text(locale),
            needs: rank
                .needs
                .iter()
                .map(|need| need.label(locale))
                .collect::<Vec<_>>()
                .join(", "),
            interrupts: rank.interrupts.label(locale).to_owned(),
            restarts: rank.interrupts == domain::intervention::advisor::Interruption::Restart,
        })
        .collect();
    AssessPanel {
        requested: row.symptom,
        symptom: advice.map(|a| a.facts.symptom),
        hardware: advice.is_some_and(|a| a.facts.hardware),
        shown: advice.map(|a| a.digest.clone()).unwrap_or_default(),
        probed_at: probes.iter().map(|run| run.run_at).max().map(clock_time),
        probes: probes
            .iter()
            .map(|run| {
                let detail = if run.detail.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", run.detail)
                };
                ProbeLine {
                    shape: probe_shape(run.result),
                    text: format!(
                        "{}: {}{detail}",
                        t.label.probe(run.kind),
                        t.label.probe_result(run.result)
                    ),
                }
            })
            .collect(),
        ranks,
        complexity: row.complexity,
    }
}

pub(super) fn secrets(visit: &Visit, op: &OpContext, work: &Workspace) -> SecretsPanel {
    let t = visit.t();
    let mut stored: Vec<_> = work
        .secrets
        .iter()
        .filter(|s| s.state == SecretState::Stored)
        .collect();
    // User name, password, key: the order in which they are needed.
    stored.sort_by_key(|s| SecretField::ALL.iter().position(|field| *field == s.field));
    let hour_ago = work.now.minus_seconds(3600);
    let rows: Vec<SecretRow> = stored
        .into_iter()
        .map(|secret| {
            let granted = work
                .reveals
                .iter()
                .filter(|(r, _)| r.secret_id == secret.id && r.outcome == RevealOutcome::Granted);
            let looks = granted.clone().filter(|(r, _)| r.at > hour_ago).count();
            let approval = work
                .approvals
                .iter()
                .find(|a| a.secret == secret.id)
                .map(|a| a.state);
            SecretRow {
                id: secret.id.to_string(),
                field: secret.field,
                label: secret.label.clone(),
                looks: i64::try_from(looks).unwrap_or(i64::MAX),
                limit: work.rules.looks_per_hour,
                seen: granted.count() > 0,
                four_eyes: match (work.four_eyes, approval) {
                    (false, _) | (true, Some(ApprovalState::Approved)) => None,
                    (true, Some(ApprovalState::Requested)) => Some(true),
                    (true, _) => Some(false),
                },
            }
        })
        .collect();
    let destroyed = work
        .secrets
        .iter()
        .filter_map(|s| s.shred_reason)
        .next_back()
        .map(|reason| t.label.shred_reason(reason).to_owned());
    let rights = work
        .secrets
        .iter()
        .filter(|s| s.state == SecretState::Stored)
        .find_map(|s| s.rights);
    SecretsPanel {
        rights,
        destroyed: destroyed.filter(|_| rows.is_empty()),
        rows,
        open: work.vault_open,
        needs_factor: false,
        unlock: unlock(op, work),
    }
}

/// A manager may lift the assignee's limits once they were hit.
pub(super) fn unlock(op: &OpContext, work: &Workspace) -> Option<Unlock> {
    let day_ago = work.now.minus_seconds(86_400);
    let (person, name) = work.assignee.as_ref()?;
    if !work.may.contains(&Action::UnlockReveals) || op.actor.person == *person {
        return None;
    }
    let hit = work.reveals.iter().find(|(row, _)| {
        let code = row.code.parse::<DenyCode>().ok();
        row.at > day_ago
            && row.actor_id == *person
            && matches!(code, Some(DenyCode::FieldLimit | DenyCode::DayLimit))
    })?;
    let field = hit.0.code == DenyCode::FieldLimit.code();
    Some(Unlock {
        name: name.clone(),
        secret: field.then(|| hit.0.secret_id.to_string()),
    })
}

pub(super) fn log_panel(visit: &Visit, op: &OpContext, work: &Workspace) -> LogPanel {
    let t = visit.t();
    let before = matches!(
        work.row.state,
        InterventionState::Verified | InterventionState::Assessed
    );
    let preset = match work.row.method {
        Some(method) if !before => LogMethod::from(method),
        _ => LogMethod::Outside,
    };
    let methods: Vec<LogMethod> = if before {
        vec![LogMethod::Outside]
    } else {
        LogMethod::ALL.to_vec()
    };
    let timer = work
        .timer
        .as_ref()
        .map(|entry| timing::running(visit, op, work, entry));
    LogPanel {
        lines: log_lines(visit, work),
        methods: methods
            .into_iter()
            .map(|m| (m, m.label(visit.locale()).to_owned()))
            .collect(),
        method: preset,
        timer,
        left: work
            .budget
            .as_ref()
            .map(|budget| timing::left(t, budget, budget.left)),
        tasks: timing::tasks(t, work),
        task: timing::preset(work),
        head: if work.chain.whole {
            work.chain.head.clone()
        } else {
            String::new()
        },
        corrects: work
            .log
            .iter()
            .filter(|entry| !work.corrected.contains(&entry.action.id))
            .rev()
            .map(|entry| (entry.action.id.to_string(), entry.action.what.clone()))
            .collect(),
    }
}

pub(super) fn closing(visit: &Visit, work: &Workspace) -> ClosingPanel {
    let t = visit.t();
    let closing = &work.closing;
    ClosingPanel {
        lines: closing
            .items
            .iter()
            .map(|(item, status)| ClosingLine {
                title: t.label.closing_item(*item).to_owned(),
                shape: map::item_shape(*status),
                detail: t.label.item_status(*status).to_owned(),
            })
            .collect(),
        summary: closing.summary.clone(),
        drafted_from: work
            .log
            .iter()
            .filter(|entry| entry.action.visible && !work.corrected.contains(&entry.action.id))
            .count(),
        summarised: work.row.summarised_at.is_some(),
        closed: work.row.closed_at.is_some(),
        cause: closing.form.cause.parse().ok(),
        avoidable: closing.form.avoidable,
        avoidable_reason: closing.form.avoidable_reason.clone(),
        handed: work.row.request.new_credentials == Some(true),
    }
}

pub(super) fn hardware(visit: &Visit, work: &Workspace) -> Option<HardwarePanel> {
    let case = work.hardware.last()?;
    let words = |at: Timestamp| day_and_time(at, work.now, map::german(visit.locale()));
    Some(HardwarePanel {
        component: case.component.clone(),
        evidence: case.evidence.clone(),
        state: case.state,
        next: case
            .state
            .next()
            .filter(|_| work.may.contains(&Action::ReportHardware)),
        appointment: case
            .appointment_at
            .map(|at| format!("{}, {}", words(at), case.appointment_place)),
        resumes: case.state.next().is_none() && work.row.state == InterventionState::Hardware,
    })
}

/// What was offered, and what still can be.
pub(super) fn offers(visit: &Visit, work: &Workspace) -> OffersPanel {
    let t = visit.t();
    let lines = work.offers.iter();
    let lines = lines
        .map(|order| OrderLine::of(t, order, work.now))
        .collect();
    OffersPanel {
        lines,
        waiting: work.awaiting_offer.clone(),
        tasks: work.offerable.clone(),
        by_time: price(t, work.work_tariff),
        days: work.rules.offer_days,
    }
}
