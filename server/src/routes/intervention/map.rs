//! From what use cases answer to what pages show: words, shapes, amounts.

use app::components::{ClockBar, Icon, LogLine, Shape, Tone, euros};
use app::i18n::Messages;
use app::pages::intervention::LiveClock;
use app::wording::{Lang, Length};
use domain::account::Locale;
use domain::audit::EventKind;
use domain::charge::{CeilingLevel, Cents, Tariff};
use domain::credential::RevealOutcome;
use domain::intervention::{ClarifyReason, InterventionState};
use domain::sla::engine::Shown;
use domain::sla::{ClockKind, ClockState};
use domain::time::{Timestamp, clock_time, date, day_and_time};
use services::interventions::{LiveEvent, StepDetail};
use store::actions::ActionLine;

/// Whether dates are written in German.
pub fn german(locale: Locale) -> bool {
    locale == Locale::De
}

/// The language the domain speaks to this reader.
pub fn locale(t: &Messages) -> Locale {
    match t.lang {
        Lang::De => Locale::De,
        Lang::En => Locale::En,
    }
}

/// What something costs, in words.
pub fn price(t: &Messages, tariff: Tariff) -> String {
    let i = &t.intervention;
    match tariff {
        Tariff::Free => i.free.to_owned(),
        Tariff::Fixed { price } => euros(price.0, t.lang),
        Tariff::PerUnit { price, unit_min } => i.per_unit(&euros(price.0, t.lang), unit_min),
        Tariff::Hourly {
            inside, outside, ..
        } => i.per_hour(&euros(inside.0, t.lang), &euros(outside.0, t.lang)),
    }
}

/// The furthest state of the main way, for the stepper.
pub fn reached(state: InterventionState, resume: Option<InterventionState>) -> InterventionState {
    use InterventionState::{Clarifying, Hardware, Running};
    match state {
        Clarifying => resume.unwrap_or(Running),
        Hardware => Running,
        other => other,
    }
}

/// One sentence for the customer: what it waits for.
pub fn customer_lead(
    t: &Messages,
    state: InterventionState,
    clarify: Option<ClarifyReason>,
) -> String {
    use InterventionState as S;
    let l = &t.live;
    match (state, clarify) {
        (S::Draft, _) => l.lead_draft,
        (S::Requested, _) => l.lead_requested,
        (S::Verified | S::Assessed, _) => l.lead_verified,
        (S::Running, _) => l.lead_running,
        (S::Clarifying, Some(reason)) if reason.is_expired() && reason.asked().is_some() => {
            let open = customer_lead(t, state, reason.asked());
            return format!("{} {open}", l.lead_expired);
        }
        (S::Clarifying, Some(ClarifyReason::Expired)) => l.lead_expired,
        (S::Clarifying, Some(ClarifyReason::LoginWrong)) => l.lead_login_wrong,
        (S::Clarifying, _) => l.clarifying,
        (S::Hardware, _) => l.lead_hardware,
        (S::Summarised, _) => l.lead_summarised,
        (S::Closed, _) => l.lead_closed,
        (S::Declined, _) => l.lead_declined,
        (S::Withdrawn, _) => l.lead_withdrawn,
        (S::Revoked, _) => l.lead_revoked,
        (S::Reopened, _) => l.lead_reopened,
    }
    .to_owned()
}

/// The line of something that happened, as the customer reads it. // I-43
pub fn live_line(t: &'static Messages, event: LiveEvent) -> LogLine {
    let l = &t.live;
    match event {
        LiveEvent::Reveal {
            id,
            at,
            who,
            field,
            outcome,
            code,
            reason,
        } => {
            let what = t.label.secret_field(field);
            let told = l.looked(&who, quoted(&reason));
            let (title, meta, tone, icon) = match outcome {
                RevealOutcome::Granted => (l.revealed(what), told, Tone::Warn, Icon::Eye),
                RevealOutcome::Denied => {
                    let why = code.map_or("", |code| t.label.deny_code(code));
                    let meta = format!("{told} {why} {}", l.nothing_shown);
                    (
                        format!("{}: {what}", l.reveal_denied),
                        meta,
                        Tone::Crit,
                        Icon::Stop,
                    )
                }
                RevealOutcome::Failed => {
                    let meta = format!("{told} {}", l.nothing_shown);
                    (
                        format!("{}: {what}", l.reveal_failed),
                        meta,
                        Tone::Crit,
                        Icon::Stop,
                    )
                }
            };
            line(format!("reveal-{id}"), at, icon, tone, title, meta)
        }
        LiveEvent::Action { line, corrected } => {
            let mut shown = action_line(t, &line, corrected);
            let who = &line.author_name;
            let method = line.action.method.label(locale(t));
            let told = [format!("{who}, {method}"), shown.meta];
            shown.meta = join(told, ". ");
            shown.side = "".into();
            shown
        }
        LiveEvent::Step {
            seq,
            at,
            kind,
            who,
            detail,
        } => {
            let (title, meta) = step_words(t, t.label.event(kind), &who, detail);
            line(
                format!("step-{seq}"),
                at,
                step_icon(kind),
                Tone::Neutral,
                title,
                meta,
            )
        }
    }
}

/// What was done and who did it, with what the step says beyond its name.
fn step_words(t: &Messages, what: &str, who: &str, detail: StepDetail) -> (String, String) {
    let about = |more: &str| t.tickets.changed(what, more);
    match detail {
        StepDetail::None => (what.to_owned(), who.to_owned()),
        StepDetail::Signed { factor, ip } => {
            let meta = t.live.signed(who, t.label.second_factor(factor), &ip);
            (what.to_owned(), meta)
        }
        StepDetail::Method { method, reason } => {
            let meta = if reason.trim().is_empty() {
                who.to_owned()
            } else {
                t.live.looked(who, quoted(&reason))
            };
            (about(t.label.method(method)), meta)
        }
        StepDetail::Complexity(complexity) => {
            (about(t.label.complexity(complexity)), who.to_owned())
        }
        StepDetail::Field(field) => (about(t.label.secret_field(field)), who.to_owned()),
        StepDetail::Ceiling(ceiling) => (about(&euros(ceiling.0, t.lang)), who.to_owned()),
        StepDetail::Reason(reason) => (what.to_owned(), t.live.looked(who, quoted(&reason))),
    }
}

/// A sentence between quotation marks that the sentence around it ends.
fn quoted(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

/// What kind of step it was, as picture.
const fn step_icon(kind: EventKind) -> Icon {
    use EventKind as K;
    match kind {
        K::AuthorizationSigned | K::AuthorizationEdited | K::AuthorizationExtended => Icon::Sign,
        K::AuthorizationRevoked | K::AuthorizationExpired => Icon::Stop,
        K::InterventionStarted | K::InterventionClosed => Icon::Wrench,
        K::ClarificationAsked | K::ClarificationAnswered => Icon::Message,
        K::SecretStored | K::SecretReplaced | K::SecretShredded => Icon::Lock,
        _ => Icon::Clock,
    }
}

/// A look at a credential in the engineer's log.
pub fn reveal_line(t: &'static Messages, row: &store::reveals::RevealRow, who: &str) -> LogLine {
    let event = LiveEvent::Reveal {
        id: row.id,
        at: row.at,
        who: who.to_owned(),
        field: row.field,
        outcome: row.outcome,
        code: row.code.parse().ok(),
        reason: row.reason.clone(),
    };
    live_line(t, event)
}

/// A mark of the cost ceiling, as the engineer's log tells it. // I-14
pub fn mark_line(t: &'static Messages, mark: &store::ceilings::MarkRow) -> LogLine {
    let amount = |cents: Cents| euros(cents.0, t.lang);
    let (tone, title) = match mark.level {
        CeilingLevel::Reached => (Tone::Crit, t.work.mark_reached),
        CeilingLevel::Near | CeilingLevel::Below => (Tone::Warn, t.work.mark_near),
    };
    line(
        format!("mark-{}", mark.id),
        mark.told_at,
        Icon::Clock,
        tone,
        title.to_owned(),
        t.work
            .mark_told(&amount(mark.spent_cents), &amount(mark.ceiling_cents)),
    )
}

/// The customer raised the ceiling, as the engineer's log tells it. // I-14
pub fn raise_line(t: &'static Messages, raise: &store::ceilings::RaiseRow, who: &str) -> LogLine {
    line(
        format!("raise-{}", raise.id),
        raise.raised_at,
        Icon::Sign,
        Tone::Info,
        t.label.event(EventKind::CeilingRaised).to_owned(),
        format!("{}, {who}", euros(raise.ceiling_cents.0, t.lang)),
    )
}

/// An entry of the action log, dense.
pub fn action_line(t: &'static Messages, entry: &ActionLine, corrected: bool) -> LogLine {
    let row = &entry.action;
    let w = &t.work;
    let mut facts = vec![row.target.clone(), row.result.clone()];
    if !row.changed_file.is_empty() {
        facts.push(format!("{}: {}", w.entry_file, row.changed_file));
    }
    if !row.why.trim().is_empty() {
        facts.push(format!("{}: {}", w.entry_because, row.why.trim()));
    }
    if let Some(at) = row.written_at {
        let german = german(locale(t));
        let (day, time) = (date(at, german), clock_time(at));
        let when = if day == date(row.at, german) {
            time
        } else {
            format!("{day} {time}")
        };
        facts.push(w.entered_later(&when));
    }
    if row.reverted {
        facts.push(w.entry_reverted.to_owned());
    }
    if corrected {
        facts.push(w.corrected.to_owned());
    }
    let mut shown = line(
        format!("action-{}", row.id),
        row.at,
        Icon::Wrench,
        Tone::Neutral,
        row.what.clone(),
        join(facts, ". "),
    );
    shown.side = row.method.label(locale(t)).into();
    shown.internal = !row.visible;
    shown
}

fn join(parts: impl IntoIterator<Item = String>, between: &str) -> String {
    parts
        .into_iter()
        .map(|part| part.trim().trim_end_matches('.').to_owned())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(between)
}

fn line(id: String, at: Timestamp, icon: Icon, tone: Tone, title: String, meta: String) -> LogLine {
    LogLine {
        id,
        at,
        icon,
        tone,
        title,
        side: "".into(),
        meta,
        internal: false,
    }
}

/// A clock row with the ends of its axis.
pub fn clock(t: &'static Messages, shown: &Shown, now: Timestamp, length: Length) -> LiveClock {
    let facts = app::components::ClockFacts::of(shown);
    LiveClock {
        bar: ClockBar::new(&facts, now, t, length),
        from: clock_time(shown.clock.started_at),
        to: shown.clock.due_at.map_or_else(String::new, clock_time),
        note: None,
        segments: app::components::segments(t, shown),
    }
}

/// The clock of the work, if one lives.
pub fn work_clock(clocks: &[Shown]) -> Option<&Shown> {
    clocks
        .iter()
        .filter(|shown| shown.clock.kind == ClockKind::Intervention)
        .max_by_key(|shown| shown.clock.cycle)
        .filter(|shown| matches!(shown.clock.state, ClockState::Running | ClockState::Paused))
}

/// The validity of an authorization as a bar.
pub fn validity(
    t: &'static Messages,
    from: Timestamp,
    until: Timestamp,
    now: Timestamp,
    length: Length,
    note: Option<String>,
) -> LiveClock {
    let words = |at: Timestamp| {
        if at.seconds_since(now).abs() < 12 * 3600 {
            clock_time(at)
        } else {
            day_and_time(at, now, german(locale(t)))
        }
    };
    LiveClock {
        bar: ClockBar::span(t.live.your_authorization, (from, until), now, t, length),
        from: words(from),
        to: words(until),
        note,
        segments: Vec::new(),
    }
}

/// How a line of a checklist looks.
pub const fn item_shape(status: domain::intervention::closing::ItemStatus) -> Shape {
    use domain::intervention::closing::ItemStatus as Of;
    match status {
        Of::Done => Shape::Done,
        // Not yet done is nothing wrong; what was refused says so on top.
        Of::Missing => Shape::Unknown,
        Of::WithClosing => Shape::Waiting,
    }
}
