//! What stands above the work and beside it: the case, its promises, the request, the checks.

use std::borrow::Cow;

use app::i18n::Messages;
use app::pages::intervention::workspace::{CaseHead, GatePanel, GateRow, RequestFacts};
use app::wording::{Length, duration};
use domain::charge::Cents;
use domain::intervention::{Complexity, GateLine, Missing};
use domain::sla::ClockKind;
use domain::sla::engine::Clock;
use domain::time::{Timestamp, clock_time, day_and_time};
use services::context::OpContext;
use services::interventions::Workspace;

use super::super::{acts, map};
use crate::web::Visit;

pub(super) fn head(visit: &Visit, op: &OpContext, work: &Workspace) -> CaseHead {
    let t = visit.t();
    let now = work.now;
    let mut clocks: Vec<_> = work
        .clocks
        .iter()
        .filter(|shown| shown.clock.stopped_at.is_none())
        .map(|shown| {
            let mut clock = map::clock(t, shown, now, Length::Short);
            clock.bar.label = promise(t, &shown.clock, work.row.complexity).into();
            clock
        })
        .collect();
    // How the first answer went stays in sight behind what still runs.
    let answered = work
        .clocks
        .iter()
        .map(|shown| (shown, &shown.clock))
        .rfind(|(_, row)| row.kind == ClockKind::FirstAnswer && row.stopped_at.is_some())
        .map(|(shown, row)| {
            let mut clock = map::clock(t, shown, now, Length::Short);
            let aside = std::mem::take(&mut clock.bar.aside);
            // What it is stands in the heading.
            let kind = format!("{}, ", t.label.clock(row.kind));
            clock.note = Some(aside.strip_prefix(&kind).unwrap_or(&aside).to_owned());
            clock.bar.label = promise(t, row, None).into();
            clock
        });
    if let Some((from, until)) = work
        .authorization
        .as_ref()
        .filter(|a| a.is_valid)
        .and_then(|a| Some((a.signed_at?, a.valid_until?)))
    {
        let note = Some(t.work.only_customer_extends.to_owned());
        let mut clock = map::validity(t, from, until, now, Length::Short, note);
        clock.bar.label = t.work.authorization_clock.into();
        clocks.push(clock);
    }
    clocks.extend(answered);
    let decide = map::work_clock(&work.clocks)
        .filter(|_| acts::may_become_complex(work))
        .and_then(|shown| shown.clock.due_at)
        .map(clock_time);
    let assignee = work.assignee.as_ref();
    CaseHead {
        ticket: work.number.0,
        subject: work.subject.clone(),
        organization: work.organization.clone(),
        system: work.system.as_ref().map_or_else(
            || (t.common.unknown.to_owned(), String::new(), String::new()),
            |s| {
                let facts = format!(
                    "{}, {}, {}, {}",
                    s.service_id,
                    s.primary_ipv4,
                    t.label.system_kind(s.kind),
                    s.os_release
                );
                (s.name.clone(), format!("/systems/{}", s.id), facts)
            },
        ),
        state: work.row.state,
        reached: map::reached(work.row.state, work.row.resume_state),
        clocks,
        decide,
        mine: assignee.is_some_and(|(person, _)| *person == op.actor.person),
        assignee: assignee.map(|(_, name)| name.clone()).unwrap_or_default(),
    }
}

/// What a clock promises and how much time that is: "Einsatz, Standard, 60 min".
pub(super) fn promise(t: &Messages, row: &Clock, complexity: Option<Complexity>) -> String {
    let target = match (row.kind, complexity) {
        (ClockKind::Intervention, Some(complexity)) => t.label.complexity(complexity).to_owned(),
        _ => duration(row.target_s, false, t.lang, Length::Short),
    };
    t.work.clock_of(t.label.clock(row.kind), &target)
}

pub(super) fn request(visit: &Visit, work: &Workspace) -> RequestFacts {
    let t = visit.t();
    let w = &t.work;
    let row = &work.row;
    let list = |items: Vec<&'static str>| items.join(", ");
    let contact = [row.contact_phone.as_str(), row.reachable_until.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let rows: Vec<(Cow<'static, str>, String)> = vec![
        (
            w.symptom.into(),
            row.symptom
                .map_or_else(String::new, |s| t.label.symptom(s).to_owned()),
        ),
        (w.problem.into(), row.problem.clone()),
        (w.errors.into(), row.error_messages.clone()),
        (w.wanted.into(), row.wanted_action.clone()),
        (
            w.tasks.into(),
            list(
                row.request
                    .tasks
                    .iter()
                    .map(|task| t.label.task(*task))
                    .collect(),
            ),
        ),
        (
            w.allowed.into(),
            list(
                row.request
                    .methods
                    .iter()
                    .map(|m| t.label.method(*m))
                    .collect(),
            ),
        ),
        (
            w.ceiling.into(),
            work.budget
                .as_ref()
                .map(|budget| budget.ceiling)
                .or(row.request.ceiling)
                .map_or_else(String::new, |Cents(c)| app::components::euros(c, t.lang)),
        ),
        (w.contact.into(), contact),
        (
            w.account.into(),
            match row.request.temporary_account {
                Some(true) => w.account_temporary.to_owned(),
                Some(false) => w.account_existing.to_owned(),
                None => String::new(),
            },
        ),
    ];
    RequestFacts {
        rows: rows
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        signed: work.authorization.as_ref().is_some_and(|a| a.version > 0),
        missing: work
            .missing
            .iter()
            .map(|m: &Missing| t.label.missing(*m).to_owned())
            .collect(),
    }
}

pub(super) fn gate(visit: &Visit, work: &Workspace) -> GatePanel {
    let t = visit.t();
    let words = |at: Timestamp| day_and_time(at, work.now, map::german(visit.locale()));
    let checked = work.gate.checked_at.is_some();
    GatePanel {
        rows: work
            .gate
            .lines
            .iter()
            .map(|line| GateRow {
                code: line.line.code(),
                title: t.label.gate_line(line.line).to_owned(),
                detail: match &line.overridden {
                    Some((who, why, at)) => format!("{who}, {}: {why}", words(*at)),
                    None if checked && line.passed => gate_detail(t, work, line.line),
                    None => String::new(),
                },
                passed: checked.then_some(line.passed),
                overridden: line.overridden.is_some(),
                may_override: line.may_override,
                manager_decides: !line.hard && !line.may_override,
            })
            .collect(),
    }
}

/// What a line that holds rests on.
pub(super) fn gate_detail(
    t: &'static app::i18n::Messages,
    work: &Workspace,
    line: GateLine,
) -> String {
    let german = t.lang == app::wording::Lang::De;
    let words = |at: Timestamp| day_and_time(at, work.now, german);
    let authorization = work.authorization.as_ref();
    match line {
        GateLine::SignerEntitled => {
            authorization.and_then(|a| Some(format!("{}, {}", a.signer_name, words(a.signed_at?))))
        }
        GateLine::SystemBelongs => work
            .system
            .as_ref()
            .map(|system| format!("{}, {}", system.service_id, system.name)),
        GateLine::AuthorizationValid => authorization
            .and_then(|a| a.valid_until)
            .map(|until| t.intervention.valid_until(&words(until))),
        GateLine::ContractCovers => work.plan.map(|plan| t.label.plan(plan).to_owned()),
        GateLine::DocumentCurrent | GateLine::NoRepeatCase => None,
    }
    .unwrap_or_default()
}
