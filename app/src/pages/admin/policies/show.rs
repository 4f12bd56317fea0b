//! One policy: its rules, a case tried out, its versions.

use domain::intervention::Complexity;
use domain::sla::promise::{Case, ContractKind, PolicyRules, Selection};
use domain::ticket::{Class, Priority};
use domain::time::{Timestamp, date_time};
use leptos::prelude::*;
use services::policies::{CalendarRow, PolicyVersionView, PolicyView};

use super::{LIST, name, words};
use crate::components::{
    Breadcrumbs, Button, ButtonKind, Column, DataTable, Field, Input, LinkButton, Notice, Opt,
    Panel, Tone, when,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::admin::{Area, page_for};
use crate::wording::Lang;

/// One policy.
pub struct PolicyPage {
    /// What is known of it.
    pub view: PolicyView,
    /// The case that is tried out.
    pub tried: Option<Case>,
    /// The reader is an admin: the other areas are theirs too.
    pub is_admin: bool,
    /// Now.
    pub now: Timestamp,
}

/// The page.
pub fn policy(t: &'static Messages, data: &PolicyPage) -> Markup {
    let p = &t.policies;
    let line = &data.view.line;
    let title = name(t, &line.row);
    let planned = line.planned.map(|at| {
        let text = p.planned_from(&date_time(at, t.lang == Lang::De));
        view! { <Notice tone=Tone::Info><p>{text}</p></Notice> }
    });
    let edit = format!("{LIST}/{}/edit", line.row.code);
    let assumption = (line.in_force == 1).then(|| view! { <p class="hint">{p.assumption}</p> });
    let content = view! {
        <Breadcrumbs t=t trail=vec![(LIST.to_owned(), p.title.into())] here=title.to_owned() />
        <p class="lead">{p.lead}</p>
        {planned}
        {words::findings(t, &data.view.findings)}
        <Panel id="rules" title=p.rules>
            <div class="stack">
                {table(t, &line.rules, &data.view.calendars)}
                <p class="hint">{p.ladder}</p>
                {assumption}
            </div>
        </Panel>
        <div class="no-print"><LinkButton href=edit kind=ButtonKind::Primary>{p.change}</LinkButton></div>
        {try_it(t, data)}
        {versions(t, data)}
    }
    .markup();
    page_for(t, Area::Policies, data.is_admin, title, content)
}

fn table(t: &'static Messages, rules: &PolicyRules, calendars: &[CalendarRow]) -> Markup {
    let p = &t.policies;
    if rules.all().is_empty() {
        return view! { <p>{p.no_rules}</p> }.markup();
    }
    let columns = vec![
        Column::figures(p.position),
        Column::text(p.condition),
        Column::text(p.promises),
    ];
    let rows = rules
        .all()
        .iter()
        .map(|rule| {
            view! {
                <tr role="row">
                    <td role="cell" class="num" data-label=p.position>{rule.position}</td>
                    <th role="rowheader" scope="row">{words::conditions(t, rule.when)}</th>
                    <td role="cell" data-label=p.promises>{words::promises(t, &rule.promises, calendars)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <DataTable caption=p.rules columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
    }
    .markup()
}

/// Classes to choose from.
pub(super) fn classes(t: &'static Messages) -> Vec<Opt> {
    let all = Class::ALL.iter();
    all.map(|one| Opt::new(one.code(), t.label.class(*one)))
        .collect()
}

/// Priorities to choose from.
pub(super) fn priorities(t: &'static Messages) -> Vec<Opt> {
    let all = Priority::ALL.iter();
    all.map(|one| Opt::new(one.code(), t.label.priority(*one)))
        .collect()
}

/// Complexities to choose from.
pub(super) fn complexities(t: &'static Messages) -> Vec<Opt> {
    let all = Complexity::ALL.iter();
    all.map(|one| Opt::new(one.code(), t.label.complexity(*one)))
        .collect()
}

/// Kinds of contracts to choose from.
pub(super) fn contracts(t: &'static Messages) -> Vec<Opt> {
    let all = ContractKind::ALL.iter();
    all.map(|one| Opt::new(one.code(), one.label(t.label.locale())))
        .collect()
}

/// A choice that may be left out.
pub(super) fn or(first: &'static str, mut all: Vec<Opt>) -> Vec<Opt> {
    all.insert(0, Opt::new("", first));
    all
}

fn try_it(t: &'static Messages, data: &PolicyPage) -> Markup {
    let p = &t.policies;
    let action = format!("{LIST}/{}#try", data.view.line.row.code);
    let tried = data.tried.unwrap_or(Case {
        class: Class::Fault,
        priority: Priority::Normal,
        complexity: None,
        contract: ContractKind::ServiceCard,
        premium: false,
    });
    let form = Form::new()
        .with("class", tried.class.code())
        .with("priority", tried.priority.code())
        .with("complexity", tried.complexity.map_or("", Complexity::code))
        .with("contract", tried.contract.code())
        .with("premium", if tried.premium { "yes" } else { "no" });
    let premium = vec![Opt::new("no", p.premium_no), Opt::new("yes", p.premium_yes)];
    let answer = data.tried.map(|case| answer(t, data, case));
    view! {
        <Panel id="try" title=p.try_it>
            <div class="stack">
                <p>{p.try_lead}</p>
                <form class="cluster no-print" action=action>
                    <Field form=&form name="class" label=p.class input=Input::Select(classes(t)) />
                    <Field form=&form name="priority" label=p.priority input=Input::Select(priorities(t)) />
                    <Field form=&form name="complexity" label=p.complexity input=Input::Select(or(p.complexity_open, complexities(t))) />
                    <Field form=&form name="contract" label=p.contract input=Input::Select(contracts(t)) />
                    <Field form=&form name="premium" label=p.premium input=Input::Select(premium) />
                    <Button>{t.calendars.show}</Button>
                </form>
                {answer}
            </div>
        </Panel>
    }
    .markup()
}

/// The rule with its reason, and what it promises.
fn answer(t: &'static Messages, data: &PolicyPage, case: Case) -> Markup {
    let p = &t.policies;
    let version = data
        .view
        .line
        .rules
        .version(data.view.line.in_force, data.now);
    match version.select(&case) {
        Selection::NoRule => {
            view! { <Notice tone=Tone::Warn><p>{p.answer_none}</p></Notice> }.markup()
        }
        Selection::Rule { reason, promises } => {
            let why = reason.words(t.label.locale());
            let told = words::promises(t, promises, &data.view.calendars);
            view! { <Notice tone=Tone::Neutral title=why><p>{told}</p></Notice> }.markup()
        }
    }
}

fn versions(t: &'static Messages, data: &PolicyPage) -> Markup {
    let all = data.view.versions.iter();
    let rows = all.map(|version| one(t, data, version)).collect::<Vec<_>>();
    view! { <Panel id="versions" title=t.calendars.versions><ol class="rows">{rows}</ol></Panel> }
        .markup()
}

fn one(t: &'static Messages, data: &PolicyPage, version: &PolicyVersionView) -> Markup {
    let c = &t.calendars;
    let state = if version.version == data.view.line.in_force {
        Some(c.in_force)
    } else if version.valid_from > data.now {
        Some(c.planned)
    } else {
        None
    };
    let title = match state {
        Some(state) => format!("{} {}, {state}", c.version, version.version),
        None => format!("{} {}", c.version, version.version),
    };
    let from = match version.version {
        1 if version.author.is_none() => c.from_the_start.to_owned(),
        _ => date_time(version.valid_from, t.lang == Lang::De),
    };
    let who = match &version.author {
        Some(author) => {
            view! { {author.as_str()}", "{when(version.created_at, data.now, t)} }.markup()
        }
        None => view! { {c.shipped} }.markup(),
    };
    let told = version.differences.iter();
    let changes: Vec<String> = told
        .map(|one| words::difference(t, one, &data.view.calendars))
        .collect();
    let changes = (!changes.is_empty()).then(|| words::bullets(changes));
    let reason = (!version.reason.is_empty())
        .then(|| view! { <p>{c.reason}": "{version.reason.as_str()}</p> });
    view! {
        <li>
            <div>
                <p><b>{title}</b></p>
                <p class="muted">{c.valid_from}" "{from}" · "{who}</p>
                {reason}
                {changes}
            </div>
        </li>
    }
    .markup()
}
