//! The action log: short entries, a running timer. // I-42, I-43

use domain::intervention::action_log::LogMethod;
use leptos::prelude::*;

use super::{Acts, act};
use crate::components::{
    Button, ButtonKind, Choice, ChoiceKind, Empty, Field, Input, Log, LogFor, LogLine, Opt, Panel,
    PostButton,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::islands::{ActionTimer, DraftSaver, Insert, LiveTimeline};
use crate::markup::{IntoMarkup, Markup};

/// Work that is being timed.
pub struct Timer {
    /// Seconds so far.
    pub seconds: i64,
    /// "Netzwerk wiederherstellen, seit 13:53".
    pub words: String,
    /// What is left of the cost ceiling, from so many seconds on.
    pub left: Vec<(i64, String)>,
}

/// The log panel.
pub struct LogPanel {
    /// Newest first.
    pub lines: Vec<LogLine>,
    /// Methods that may be chosen, with their names.
    pub methods: Vec<(LogMethod, String)>,
    /// The method preset.
    pub method: LogMethod,
    /// Running work of the reader.
    pub timer: Option<Timer>,
    /// What is left of the cost ceiling now, in words.
    pub left: Option<String>,
    /// The signed tasks, code and name, and none of them at the end.
    pub tasks: Vec<(String, String)>,
    /// Code of the one that is preset.
    pub task: String,
    /// Head of the chain, hex; empty where a link does not hold.
    pub head: String,
    /// Entries that can be corrected, newest first: id and text.
    pub corrects: Vec<(String, String)>,
}

pub(super) fn panel(
    t: &'static Messages,
    ticket: i64,
    (form, saved): (&Form, String),
    log: LogPanel,
    acts: Acts,
) -> Markup {
    let w = &t.work;
    // Half of the first group of eight is enough to compare by eye; the whole value is in the live view.
    let entries = w.entries(log.lines.len());
    let aside = match log.head.get(..8) {
        Some(head) => w.chain_head(&entries, &format!("{} {}", &head[..4], &head[4..])),
        None => w.chain_torn(&entries),
    };
    let entry = acts.log.then(|| entry_form(t, ticket, (form, saved), &log));
    let timer = acts.log.then(|| timer(t, ticket, form, &log));
    let lines = if log.lines.is_empty() {
        view! { <Empty title=w.log_empty text=w.log_empty_text /><ol class="log" id="log"></ol> }
            .markup()
    } else {
        view! { <Log t=t audience=LogFor::Desk lines=log.lines /> }.markup()
    };
    let live = view! {
        <p class="small">
            <LiveTimeline ticket=ticket list="log".to_owned() source=act(ticket, "log/new") insert=Insert::AtTop lang=t.lang />
        </p>
    };
    view! { <Panel id="log-panel" title=w.log aside=aside>{timer}{entry}{live}{lines}</Panel> }
        .markup()
}

fn timer(t: &'static Messages, ticket: i64, form: &Form, log: &LogPanel) -> Markup {
    let w = &t.work;
    let tasks = |name: &'static str| task_field(t, form, name, log);
    match &log.timer {
        Some(timer) => {
            let open = ["waived", "waive_reason"]
                .iter()
                .any(|name| !form.value(name).is_empty() || form.error(name).is_some());
            view! {
                <form class="timer" method="post" action=act(ticket, "timer/stop")>
                    <ActionTimer seconds=timer.seconds label=t.parts.timer.to_owned() words=timer.left.clone() />
                    <span class="muted">{timer.words.clone()}</span>
                    {tasks("timer_task")}
                    <Field form=form name="timer_note" label=w.timer_note inline=true maxlength=1_000 />
                    <details class="fold" open=open>
                        <summary>{w.waive}</summary>
                        <div class="stack gap-2">
                            <Choice form=form name="waived" label=w.waive />
                            <Field form=form name="waive_reason" label=w.waive_reason hint=w.waive_reason_hint maxlength=500 />
                        </div>
                    </details>
                    <Button small=true key="t">{t.parts.timer_stop}</Button>
                </form>
            }
            .markup()
        }
        None if log.tasks.len() > 1 => view! {
            <form class="timer" method="post" action=act(ticket, "timer/start")>
                {tasks("timer_task")}
                <Button small=true key="t">{t.parts.timer_start}</Button>
                {left(log)}
            </form>
        }
        .markup(),
        None => view! {
            <div class="timer">
                <PostButton action=act(ticket, "timer/start") small=true key="t">{t.parts.timer_start}</PostButton>
                {left(log)}
            </div>
        }
        .markup(),
    }
}

/// What is left of the ceiling, where no timer of the reader says it.
fn left(log: &LogPanel) -> Option<Markup> {
    let words = log.left.clone()?;
    Some(view! { <span class="muted">{words}</span> }.markup())
}

/// Which of the signed tasks; nothing to choose where there is one only, but for work on none of them.
fn task_field(t: &'static Messages, form: &Form, name: &'static str, log: &LogPanel) -> Markup {
    let tasks = log.tasks.iter();
    let options = tasks
        .map(|(code, name)| Opt::new(code.clone(), name.clone()))
        .collect();
    view! { <Field form=form name=name label=t.work.timer_task input=Input::Select(options) value=log.task.clone() inline=true /> }
        .markup()
}

fn entry_form(
    t: &'static Messages,
    ticket: i64,
    (form, saved): (&Form, String),
    log: &LogPanel,
) -> Markup {
    let w = &t.work;
    let methods = log
        .methods
        .iter()
        .map(|(m, name)| Opt::new(m.code(), name.clone()))
        .collect();
    let corrects = (!log.corrects.is_empty()).then(|| {
        let mut entries = vec![Opt::new("", w.corrects_none)];
        entries.extend(
            log.corrects
                .iter()
                .map(|(id, text)| Opt::new(id.clone(), text.clone())),
        );
        view! { <Field form=form name="corrects" label=w.corrects input=Input::Select(entries) /> }
    });
    let internal = form.value("visible") == "no";
    let draft = services::interventions::log_draft(domain::ids::TicketNumber(ticket));
    // What most entries have no need of.
    let more = ["entry_task", "target", "log_at", "corrects", "reverted"]
        .iter()
        .any(|name| !form.value(name).is_empty() || form.error(name).is_some());
    view! {
        <form class="entry-form" method="post" action=act(ticket, "log") id="entry">
            <div class="grid">
                <Field form=form name="what" label=w.entry_what required=true maxlength=500 />
                <Field form=form name="log_method" label=w.method input=Input::Select(methods) value=log.method.code() />
                <Field form=form name="result" label=w.entry_result maxlength=2_000 />
                <Field form=form name="changed_file" label=w.entry_file mono=true maxlength=500 />
                <Field form=form name="why" label=w.entry_why hint=w.entry_why_hint maxlength=1_000 class="wide" />
            </div>
            <details class="fold" open=more>
                <summary>{w.entry_more}</summary>
                <div class="stack gap-2">
                    {task_field(t, form, "entry_task", log)}
                    <Field form=form name="target" label=w.entry_target mono=true maxlength=500 />
                    <Field form=form name="log_at" label=w.entry_at hint=w.entry_at_hint input=Input::DateTime />
                    {corrects}
                    <Choice form=form name="reverted" label=w.entry_reverted />
                </div>
            </details>
            <div class="cluster between">
                <fieldset class="cluster">
                    <legend class="visually-hidden">{w.visibility}</legend>
                    <Choice form=form name="visible" value="customer" kind=ChoiceKind::Radio label=w.visible checked=!internal />
                    <Choice form=form name="visible" value="no" kind=ChoiceKind::Radio label=w.internal />
                </fieldset>
                <Button kind=ButtonKind::Primary>{w.enter}</Button>
            </div>
            <DraftSaver form="entry".to_owned() key=draft saved=saved lang=t.lang />
        </form>
    }
    .markup()
}
