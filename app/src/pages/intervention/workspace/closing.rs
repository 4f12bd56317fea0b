//! Closing: summary, cause, hand-over, checklist; and the hardware case. // I-45, I-60, I-61

use domain::intervention::{Cause, HardwareState};
use leptos::prelude::*;

use super::{Acts, act};
use crate::components::{
    Button, ButtonKind, Check, Checks, Choice, ChoiceKind, Choices, Field, Input, Opt, Panel,
    PostButton, Shape, badge,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::islands::DraftSaver;
use crate::markup::{IntoMarkup, Markup};

/// A line of the checklist.
pub struct ClosingLine {
    /// What.
    pub title: String,
    /// Done, missing, or done by closing itself.
    pub shape: Shape,
    /// More about it.
    pub detail: String,
}

/// The closing panel.
pub struct ClosingPanel {
    /// The checklist.
    pub lines: Vec<ClosingLine>,
    /// The drafted or edited summary.
    pub summary: String,
    /// From how many visible entries it was drafted.
    pub drafted_from: usize,
    /// The summary was sent; what is left is to close.
    pub summarised: bool,
    /// It is over.
    pub closed: bool,
    /// Cause as recorded.
    pub cause: Option<Cause>,
    /// Avoidable as recorded.
    pub avoidable: Option<bool>,
    /// Why, as recorded.
    pub avoidable_reason: String,
    /// Credentials were handed over.
    pub handed: bool,
}

pub(super) fn panel(
    t: &'static Messages,
    ticket: i64,
    (form, saved): (&Form, String),
    closing: ClosingPanel,
    acts: Acts,
) -> Markup {
    let w = &t.work;
    let done = closing
        .lines
        .iter()
        .filter(|l| l.shape == Shape::Done)
        .count();
    let aside = w.done_of(done, closing.lines.len());
    let forms = (acts.close && !closing.closed).then(|| forms(t, ticket, (form, saved), &closing));
    let pack = view! {
        <div class="cluster">
            <PostButton action=format!("/tickets/{ticket}/evidence.pdf") small=true>{w.evidence_pack}" (PDF)"</PostButton>
            <PostButton action=format!("/tickets/{ticket}/evidence.json") small=true>{w.evidence_pack}" (JSON)"</PostButton>
        </div>
    };
    let lines = closing
        .lines
        .into_iter()
        .map(|l| Check {
            shape: l.shape,
            title: l.title.into(),
            detail: l.detail,
        })
        .collect();
    view! { <Panel id="closing" title=w.closing aside=aside><div class="stack">{forms}<Checks lines=lines />{pack}</div></Panel> }.markup()
}

fn forms(
    t: &'static Messages,
    ticket: i64,
    (form, saved): (&Form, String),
    closing: &ClosingPanel,
) -> Markup {
    let w = &t.work;
    let mut causes = vec![Opt::new("", t.common.please_choose)];
    causes.extend(
        Cause::ALL
            .iter()
            .map(|c| Opt::new(c.code(), t.label.cause(*c))),
    );
    let handover = handover(t, ticket, form);
    let avoidable = |value| form.value("avoidable").is_empty() && closing.avoidable == Some(value);
    let draft = services::interventions::closing_draft(domain::ids::TicketNumber(ticket));
    let handed = form.value("new_login").is_empty() && closing.handed;
    // What nobody changed is drafted anew with the next entry; a stored draft would keep it as it was.
    let generated = form.value("summary").is_empty().then_some("summary");
    view! {
        <form method="post" action=act(ticket, "close") class="stack" id="close" data-generated=generated>
            <Field form=form name="summary" label=w.summary hint=w.draft_from(closing.drafted_from) input=Input::Area(6) value=closing.summary.clone() required=true maxlength=10_000 />
            <Field form=form name="cause" label=w.cause input=Input::Select(causes) value=closing.cause.map_or("", Cause::code) required=true />
            <Choices form=form name="avoidable" legend=w.avoidable row=true>
                <Choice form=form name="avoidable" value="avoidable" kind=ChoiceKind::Radio label=t.common.yes checked=avoidable(true) own_error=false />
                <Choice form=form name="avoidable" value="not" kind=ChoiceKind::Radio label=t.common.no checked=avoidable(false) own_error=false />
            </Choices>
            <Field form=form name="avoidable_reason" label=w.avoidable_reason value=closing.avoidable_reason.clone() required=true maxlength=1_000 />
            <Choices form=form name="new_login" legend=w.new_login row=true>
                <Choice form=form name="new_login" value="none" kind=ChoiceKind::Radio label=w.new_login_none own_error=false />
                <Choice form=form name="new_login" value="handed" kind=ChoiceKind::Radio label=w.new_login_some checked=handed own_error=false />
            </Choices>
            <div class="cluster between">
                <p class="muted">{w.close_hint}</p>
                <Button name="action" value="summarise" formaction=act(ticket, "summarise") formnovalidate=true>{w.summarise}</Button>
                <Button kind=ButtonKind::Primary name="action" value="close">{w.close}</Button>
            </div>
            <DraftSaver form="close".to_owned() key=draft saved=saved lang=t.lang />
        </form>
        {handover}
    }
    .markup()
}

fn handover(t: &'static Messages, ticket: i64, form: &Form) -> Markup {
    let w = &t.work;
    let handing = form
        .problems()
        .iter()
        .any(|problem| problem.field.starts_with("handover_"));
    view! {
        <details class="fold" open=handing>
            <summary>{w.handover_do}</summary>
            <form method="post" action=act(ticket, "handover") enctype="multipart/form-data" class="stack" autocomplete="off">
                <Field form=form name="handover_label" label=w.handover_label required=true maxlength=200 />
                <Field form=form name="handover_username" label=t.intervention.username autocomplete="off" maxlength=200 />
                <Field form=form name="handover_password" label=t.intervention.password hint=w.handover_password_hint input=Input::Password autocomplete="new-password" maxlength=1_000 />
                <Field form=form name="handover_private_key" label=t.intervention.private_key hint=w.handover_key_hint input=Input::SecretArea(3) maxlength=20_000 mono=true />
                <Field form=form name="handover_key_file" label=w.handover_key_file input=Input::File />
                <div><Button>{w.handover_do}</Button></div>
            </form>
        </details>
    }
    .markup()
}

/// A hardware case in its steps. // I-59
pub struct HardwarePanel {
    /// The component.
    pub component: String,
    /// Evidence so far.
    pub evidence: String,
    /// State.
    pub state: HardwareState,
    /// The next step may be taken.
    pub next: Option<HardwareState>,
    /// When and where the part is replaced, in words.
    pub appointment: Option<String>,
    /// All is verified; the intervention can go on.
    pub resumes: bool,
}

pub(super) fn hardware(
    t: &'static Messages,
    ticket: i64,
    form: &Form,
    case: HardwarePanel,
) -> Markup {
    let w = &t.work;
    let next = case.next.map(|next| {
        let appointment = (next == HardwareState::AppointmentAgreed).then(|| {
            view! {
                <Field form=form name="hardware_at" label=w.hardware_at input=Input::DateTime required=true />
                <Field form=form name="hardware_place" label=w.hardware_place hint=w.hardware_place_hint maxlength=200 />
            }
        });
        view! {
            <form method="post" action=act(ticket, "hardware/next") class="stack">
                {appointment}
                <Field form=form name="hardware_evidence" label=w.evidence hint=w.hardware_hint maxlength=2_000 required=next == HardwareState::Verified />
                <div><Button>{w.hardware_next}": "{t.label.hardware_state(next)}</Button></div>
            </form>
        }
    });
    let resume = case.resumes.then(|| {
        view! { <PostButton action=act(ticket, "hardware/done")>{w.hardware_resume}</PostButton> }
    });
    view! {
        <Panel id="hardware" title=case.component aside=t.label.hardware_state(case.state)>
            <p>{badge(Shape::Third, t.label.hardware_state(case.state))}</p>
            {crate::components::paragraphs(&case.evidence)}
            {case.appointment.map(|when| view! { <p><b>{w.hardware_at}</b>": "{when}</p> })}
            {next}
            {resume}
        </Panel>
    }
    .markup()
}
