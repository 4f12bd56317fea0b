//! The engineer's workspace: one reading, one page, with what was typed put back where a form was refused. // I-40 … I-45

use std::borrow::Cow;

use app::components::{LogFor, Shape, log_line, probe_shape};
use app::forms::Form;
use app::i18n::Messages;
use app::pages::intervention::workspace::{
    AssessPanel, CaseHead, ClosingLine, ClosingPanel, GatePanel, GateRow, HardwarePanel, LogPanel,
    OfferLine, OffersPanel, ProbeLine, RankLine, RequestFacts, SecretRow, SecretsPanel, Unlock,
    WorkspacePage,
};
use app::pages::tickets::{Conversation, conversation};
use app::render::{Nav, fragment};
use app::wording::{Length, duration};
use axum::extract::Path;
use axum::http::StatusCode;
use domain::charge::Cents;
use domain::contract::OrderState;
use domain::credential::{ApprovalState, DenyCode, RevealOutcome, SecretField, SecretState};
use domain::ids::TicketNumber;
use domain::intervention::action_log::LogMethod;
use domain::intervention::{Complexity, GateLine, InterventionState, Missing};
use domain::policy::Action;
use domain::sla::{ClockKind, ClockRow};
use domain::time::{Timestamp, clock_time, day_and_time};
use services::context::OpContext;
use services::interventions::{self, Seen, Workspace};
use services::tickets::Chronicle;

use super::{acts, live, map, ticket_number, timing};
use crate::router::{Access, Route, get};
use crate::web::{Op, Page, Visit, WebResult};

/// A proof stays fresh for so long; the page asks a little earlier, so that it does not run out while somebody types.
const FRESH_S: i64 = domain::credential::FRESH_SECONDS;
const ASK_EARLIER_S: i64 = 30;

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        get("/desk/tickets/{number}/intervention", Access::Staff, page),
        get(
            "/desk/tickets/{number}/intervention/log/new",
            Access::Staff,
            log,
        ),
    ]
}

/// The second factor was checked within the last five minutes.
pub(super) fn is_fresh_factor(op: &OpContext) -> bool {
    op.session
        .mfa_at
        .is_some_and(|at| (0..FRESH_S).contains(&op.now().seconds_since(at)))
}

async fn page(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    show(
        &visit,
        &op,
        ticket_number(&number)?,
        StatusCode::OK,
        Form::new(),
    )
    .await
}

/// The page; a refused form comes back in it.
pub(super) async fn show(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let work = interventions::workspace_seen(op, number, seen(visit, &form)).await?;
    let ticket = services::tickets::view(op, number, Chronicle::Moments).await?;
    let t = visit.t();
    let (me, now) = (op.actor.person, op.now());
    let asks = op
        .session
        .mfa_at
        .is_none_or(|at| now.seconds_since(at) >= FRESH_S - ASK_EARLIER_S);
    let mut page = workspace_page(visit, op, work, form);
    page.secrets.needs_factor = asks;
    page.form = placed(page.form, page.acts.reveal, &page.gate);
    Ok(Page::new(visit, t.work.title(number.0))
        .status(status)
        .nav(Nav::Queue)
        .render(move || {
            page.basics = app::pages::tickets::surroundings(t, &ticket);
            let mut talk = Conversation::of(t, &ticket, me, now);
            talk.back = Some(format!("/desk/tickets/{number}/intervention"));
            page.talk = conversation(t, talk);
            app::pages::intervention::workspace::workspace(t, page)
        })
        .await)
}

/// How the engineer sees the case, where the address or a refused choice says so. // I-02, I-34
fn seen(visit: &Visit, form: &Form) -> Option<Seen> {
    let said = |name| {
        let typed = form.value(name);
        visit
            .query(name)
            .or_else(|| (!typed.is_empty()).then(|| typed.to_owned()))
    };
    let symptom = said("symptom")?.parse().ok()?;
    Some(Seen {
        symptom: Some(symptom),
        hardware: said("hardware").is_some(),
    })
}

/// Says where the fields of a refused form stand that are there more than once, or not any more.
fn placed(form: Form, reveals: bool, gate: &GatePanel) -> Form {
    let (secret, line) = (
        form.value("secret_id").to_owned(),
        form.value("line").to_owned(),
    );
    if !secret.is_empty() {
        if !reveals {
            return ["reason", "code", "ask_reason"]
                .into_iter()
                .fold(form, |form, field| form.at(field, "vault"));
        }
        return form
            .at("reason", format!("secret-{secret}-reason"))
            .at("code", format!("secret-{secret}-code"))
            .at("ask_reason", format!("f-ask-{secret}"));
    }
    if !line.is_empty() {
        let there = gate.rows.iter().any(|row| {
            row.code == line && row.may_override && !row.overridden && row.passed == Some(false)
        });
        let place = if there {
            format!("f-override-{line}")
        } else {
            "gate".to_owned()
        };
        return form.at("override_reason", place);
    }
    form
}

/// The lines of the log alone, for the live page.
async fn log(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let work = interventions::workspace(&op, ticket_number(&number)?).await?;
    let t = visit.t();
    let lines = log_lines(&visit, &work);
    Ok(live::html(
        lines
            .into_iter()
            .map(|line| fragment(|| log_line(t, LogFor::Desk, line))),
    ))
}

fn log_lines(visit: &Visit, work: &Workspace) -> Vec<app::components::LogLine> {
    let t = visit.t();
    let mut lines: Vec<_> = work
        .log
        .iter()
        .map(|entry| {
            let corrected = work.corrected.contains(&entry.action.id);
            map::action_line(t, entry, corrected)
        })
        .chain(
            work.reveals
                .iter()
                .rev()
                .map(|(row, who)| map::reveal_line(t, row, who)),
        )
        .chain(work.marks.iter().map(|mark| map::mark_line(t, mark)))
        .chain(
            work.raises
                .iter()
                .map(|(row, who)| map::raise_line(t, row, who)),
        )
        .collect();
    // Within a second the later one stands on top as well.
    lines.reverse();
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    lines
}

fn workspace_page(visit: &Visit, op: &OpContext, work: Workspace, form: Form) -> WorkspacePage {
    let acts = acts::possible(op, &work);
    let began = work.row.started_at.is_some();
    WorkspacePage {
        form,
        head: head(visit, op, &work),
        request: request(visit, &work),
        acts,
        gate: gate(visit, &work),
        assess: assess(visit, &work),
        secrets: secrets(visit, op, &work),
        log: log_panel(visit, op, &work),
        closing: began.then(|| closing(visit, &work)),
        hardware: hardware(visit, &work),
        offers: offers(visit, &work),
        talk: app::markup::Markup::EMPTY,
        basics: app::markup::Markup::EMPTY,
    }
}

fn head(visit: &Visit, op: &OpContext, work: &Workspace) -> CaseHead {
    let t = visit.t();
    let now = work.now;
    let mut clocks: Vec<_> = work
        .clocks
        .iter()
        .filter(|(row, _)| row.stopped_at.is_none())
        .map(|(row, events)| {
            let mut clock = map::clock(t, row, events, now, Length::Short);
            clock.bar.label = promise(t, row, work.row.complexity).into();
            (clock, map::segments(t, row, events, now))
        })
        .collect();
    // How the first answer went stays in sight behind what still runs.
    let answered = work
        .clocks
        .iter()
        .rfind(|(row, _)| row.kind == ClockKind::FirstAnswer && row.stopped_at.is_some())
        .map(|(row, events)| {
            let mut clock = map::clock(t, row, events, now, Length::Short);
            let aside = std::mem::take(&mut clock.bar.aside);
            // What it is stands in the heading.
            let kind = format!("{}, ", t.label.clock(row.kind));
            clock.note = Some(aside.strip_prefix(&kind).unwrap_or(&aside).to_owned());
            clock.bar.label = promise(t, row, None).into();
            (clock, Vec::new())
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
        clocks.push((clock, Vec::new()));
    }
    clocks.extend(answered);
    let decide = map::work_clock(&work.clocks)
        .filter(|_| acts::may_become_complex(work))
        .and_then(|(row, _)| row.due_at)
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
fn promise(t: &Messages, row: &ClockRow, complexity: Option<Complexity>) -> String {
    let target = match (row.kind, complexity) {
        (ClockKind::Intervention, Some(complexity)) => t.label.complexity(complexity).to_owned(),
        _ => duration(row.target_s, false, t.lang, Length::Short),
    };
    t.work.clock_of(t.label.clock(row.kind), &target)
}

fn request(visit: &Visit, work: &Workspace) -> RequestFacts {
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

fn gate(visit: &Visit, work: &Workspace) -> GatePanel {
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
fn gate_detail(t: &'static app::i18n::Messages, work: &Workspace, line: GateLine) -> String {
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

fn assess(visit: &Visit, work: &Workspace) -> AssessPanel {
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

fn secrets(visit: &Visit, op: &OpContext, work: &Workspace) -> SecretsPanel {
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
fn unlock(op: &OpContext, work: &Workspace) -> Option<Unlock> {
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

fn log_panel(visit: &Visit, op: &OpContext, work: &Workspace) -> LogPanel {
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

fn closing(visit: &Visit, work: &Workspace) -> ClosingPanel {
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

fn hardware(visit: &Visit, work: &Workspace) -> Option<HardwarePanel> {
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
fn offers(visit: &Visit, work: &Workspace) -> OffersPanel {
    let t = visit.t();
    let words = |at: Timestamp| day_and_time(at, work.now, map::german(visit.locale()));
    let lines = work
        .offers
        .iter()
        .map(|order| {
            let (shape, state) = match order.state {
                OrderState::Offered => {
                    (Shape::Waiting, t.work.offer_open(&words(order.valid_until)))
                }
                other => {
                    let shape = match other {
                        OrderState::Accepted => Shape::Done,
                        OrderState::Declined => Shape::Denied,
                        _ => Shape::Closed,
                    };
                    (shape, t.label.order_state(other).to_owned())
                }
            };
            let ceiling = order
                .ceiling_cents
                .map(|Cents(c)| {
                    format!(", {} {}", t.work.ceiling, app::components::euros(c, t.lang))
                })
                .unwrap_or_default();
            OfferLine {
                scope: order.scope.clone(),
                price: format!("{}{ceiling}", map::price(t, order.tariff)),
                shape,
                state,
            }
        })
        .collect();
    OffersPanel {
        lines,
        waiting: work.awaiting_offer.clone(),
        tasks: work.offerable.clone(),
        by_time: map::price(t, work.work_tariff),
        days: work.rules.offer_days,
    }
}
