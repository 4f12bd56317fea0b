//! The side panel: what is known about the ticket, its system, its people, its contract; and what can be changed.

use std::borrow::Cow;

use domain::account::MemberRole;
use domain::ticket::{Channel, Class, LinkKind, Priority, TicketState};
use domain::time::{Timestamp, local};
use leptos::prelude::*;
use services::tickets::{SystemRow, TicketView, plan_in_force};

use super::classes::{class_options, emergency_code};
use super::ending::{drop_form, ending, states};
use crate::components::{
    Button, ButtonKind, ClockBar, ClockFacts, Facts, Field, Input, Menu, Opt, Panel, PostButton,
    clock, clock_sum, no_clock, priority, ticket_state, ticket_state_customer, when,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::{Lang, Length};

/// The clocks of the ticket, the running one first.
pub(super) fn clocks(
    t: &'static Messages,
    view: &TicketView,
    now: Timestamp,
    length: Length,
) -> Markup {
    if view.clocks.is_empty() {
        let why = view.nothing_promised.map_or_else(
            || t.parts.clock_no_rule.to_owned(),
            |rule| rule.words(t.label.locale()),
        );
        return view! { {no_clock(t)}<p class="small muted">{why}</p> }.markup();
    }
    // What lives first, and of that what is due first.
    let mut clocks: Vec<_> = view.clocks.iter().collect();
    clocks.sort_by_key(|shown| {
        let clock = &shown.clock;
        let due = clock.due_at.unwrap_or(Timestamp::FAR_FUTURE);
        (clock.stopped_at.map(std::cmp::Reverse), due, clock.kind)
    });
    let bars = clocks
        .into_iter()
        .map(|shown| {
            let facts = ClockFacts::of(shown);
            let bar = clock(ClockBar::new(&facts, now, t, length));
            let hand = in_hand(t, view, shown.clock.id, now);
            view! { <div>{bar}{clock_sum(shown, t)}{hand}</div> }.markup()
        })
        .collect::<Vec<_>>();
    view! { <div class="stack gap-4">{bars}</div> }.markup()
}

/// Who has a promise in danger in hand, or how to say that one is on it (rule 28).
fn in_hand(
    t: &'static Messages,
    view: &TicketView,
    clock: domain::ids::ClockId,
    now: Timestamp,
) -> Option<Markup> {
    let n = &t.notifications;
    let taken = view.taken.iter().find(|taken| taken.clock == clock)?;
    let time = |at: Timestamp| domain::time::day_and_time(at, now, t.lang == Lang::De);
    let who = match &taken.by {
        Some((name, at)) => n.taken(name, &time(*at)),
        None => n.waits.to_owned(),
    };
    let until = match taken.quiet_until {
        Some(until) => Some(n.quiet(&time(until))),
        None => taken.by.as_ref().map(|_| n.goes_on.to_owned()),
    };
    let button = taken.quiet_until.is_none().then(|| {
        let action = format!("/tickets/{}/change", view.ticket.number.0);
        let fields = vec![("act", "on_it".to_owned())];
        view! { <PostButton action=action small=true fields=fields>{n.on_it}</PostButton> }
    });
    Some(view! { <div class="stack gap-2"><p>{who}" "{until}</p>{button}</div> }.markup())
}

/// Name and value of everything at a glance.
pub(super) fn facts(t: &'static Messages, view: &TicketView, now: Timestamp) -> Markup {
    let ticket = &view.ticket;
    let customer = !view.may.desk;
    let mut rows: Vec<(Cow<'static, str>, Markup)> = Vec::new();
    let state = if customer {
        ticket_state_customer(t, ticket.state).markup()
    } else {
        ticket_state(t, ticket.state).markup()
    };
    rows.push((t.tickets.state.into(), state));
    if let Some(at) = ticket.scheduled_for {
        rows.push((t.tickets.scheduled_for.into(), when(at, now, t).markup()));
    }
    let class = t.label.class(ticket.class);
    let class = match &view.emergency {
        Some(named) if ticket.class == Class::Emergency => t
            .tickets
            .emergency_named(class, named.name(t.label.locale())),
        _ => class.to_owned(),
    };
    rows.push((t.desk.kind.into(), text(&class)));
    if !customer {
        rows.push((
            t.tickets.priority.into(),
            priority(t, ticket.priority, ticket.class).markup(),
        ));
    }
    rows.push((
        t.tickets.department.into(),
        text(t.label.department(ticket.department)),
    ));
    let assignee = view.assignee.as_deref().unwrap_or(t.common.nobody);
    rows.push((t.tickets.assignee.into(), text(assignee)));
    if let Some(team) = ticket
        .team_id
        .and_then(|id| view.teams.iter().find(|team| team.id == id))
    {
        rows.push((t.desk.team.into(), text(&team.name)));
    }
    rows.push((
        t.tickets.received.into(),
        when(ticket.received_at, now, t).markup(),
    ));
    if ticket.channel == Channel::Phone {
        rows.push((
            t.tickets.channel.into(),
            text(t.label.channel(ticket.channel)),
        ));
        rows.push((t.tickets.caller.into(), text(&ticket.caller_name)));
    }
    rows.push((t.tickets.opened_by.into(), text(&view.opened_by)));
    view! { <Facts rows=rows /> }.markup()
}

fn text(text: &str) -> Markup {
    view! { {text} }.markup()
}

/// What an engineer knows of system, contract and contacts before asking anybody: beside the ticket and beside the
/// intervention, as of `now`. // S-06
pub fn surroundings(t: &'static Messages, view: &TicketView, now: Timestamp) -> Markup {
    let today = local(now).date().to_string();
    let systems = view
        .systems
        .iter()
        .map(|system| {
            let href = format!("/systems/{}", system.id);
            let line = format!(
                "{}, {}, {}, {}",
                t.label.system_kind(system.kind),
                system.os_release,
                system.primary_ipv4,
                system.service_id
            );
            let contracts: Vec<_> = view.contracts.iter().filter(|c| c.system_id == system.id).cloned().collect();
            let more = view.may.desk.then(|| known(t, system));
            let plan = view.may.contracts.then(|| {
                let name = plan_in_force(&contracts, &today).map_or(t.tickets.no_contract, |plan| t.label.plan(plan));
                view! { <p class="muted">{t.tickets.contract}": "{name}</p> }
            });
            view! { <li class="stack gap-1"><a href=href><b>{system.name.as_str()}</b></a><p class="muted">{line}</p>{more}{plan}</li> }
                .markup()
        })
        .collect::<Vec<_>>();
    let systems = (!view.systems.is_empty()).then(|| {
        view! { <Panel id="systems" title=t.tickets.systems><ul class="stack">{systems}</ul></Panel> }
    });
    let people = view
        .members
        .iter()
        .filter(|m| m.person.active && m.membership.role != MemberRole::Reader)
        .map(|m| {
            let phone = (!m.person.phone.is_empty()).then(|| {
                let href = crate::layouts::tel(&m.person.phone);
                view! { <a href=href>{m.person.phone.as_str()}</a> }
            });
            view! {
                <li><p><b>{m.person.name.as_str()}</b>" "<span class="muted">{t.label.member_role(m.membership.role)}</span></p>{phone}</li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let recent = view
        .recent
        .iter()
        .map(|row| {
            let href = format!("/tickets/{}", row.number.0);
            view! { <li><a href=href>{row.number.0}" "{row.subject.as_str()}</a><p class="muted">{when(row.updated_at, now, t)}</p></li> }
                .markup()
        })
        .collect::<Vec<_>>();
    let recent = (!recent.is_empty()).then(|| {
        view! { <Panel id="recent" title=t.tickets.recent><ul class="stack gap-2">{recent}</ul></Panel> }
    });
    let contacts = view.may.desk.then(|| {
        view! {
            <Panel id="contacts" title=t.tickets.contacts aside=view.organization.number.clone()>
                <p><b>{view.organization.name.as_str()}</b></p>
                <ul class="stack gap-2">{people}</ul>
            </Panel>
        }
    });
    view! { {systems}{contacts}{recent} }.markup()
}

/// Where a system stands and how it is reached.
fn known(t: &'static Messages, system: &SystemRow) -> Markup {
    let mut ways = vec![t.label.way_in(system.way_in)];
    if system.ip_kvm {
        ways.push(t.portal.kvm);
    }
    if system.console {
        ways.push(t.portal.console);
    }
    let ways = ways.join(", ");
    let place = [system.site.as_str(), system.rack.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let place = (!place.is_empty())
        .then(|| view! { <p class="muted">{t.tickets.site}": "{place.clone()}</p> });
    view! { <p class="muted">{t.tickets.ways_in}": "{ways}</p>{place} }.markup()
}

/// Everything the desk can change, each a form of its own.
pub(super) fn acts(
    t: &'static Messages,
    view: &TicketView,
    me: domain::ids::PersonId,
    form: &Form,
) -> Markup {
    let ticket = &view.ticket;
    let number = ticket.number.0;
    let action = format!("/tickets/{number}/change");
    // What was typed and refused belongs to one act only.
    let untouched = Form::new();
    let refused = |act: &str| act_field(form.value("act")) == act_field(act);
    let of = |act: &str| if refused(act) { form } else { &untouched };
    let one = |act: &'static str, value: &'static str, label: &'static str| {
        view! { <PostButton action=action.clone() small=true fields=vec![("act", act.to_owned()), ("value", value.to_owned())]>{label}</PostButton> }
            .markup()
    };
    let mine = (ticket.assignee_id != Some(me)).then(|| {
        view! {
            <form method="post" action=action.clone()>
                <input type="hidden" name="act" value="assign" />
                <input type="hidden" name="value" value=me.to_string() />
                <button class="button button--small" type="submit" data-key="a">{t.tickets.assign_me}</button>
            </form>
        }
    });
    let mut staff = vec![Opt::new("", t.tickets.to_nobody)];
    staff.extend(
        view.staff
            .iter()
            .map(|(id, name)| Opt::new(id.to_string(), name.clone())),
    );
    let classes = view
        .emergencies
        .as_ref()
        .map(|list| class_options(t, list))
        .unwrap_or_default();
    let current = match &view.emergency {
        Some(named) if ticket.class == Class::Emergency => emergency_code(&named.code),
        _ => ticket.class.code().to_owned(),
    };
    let priorities = Priority::ALL
        .iter()
        .map(|p| Opt::new(p.code(), t.label.priority(*p)))
        .collect();
    let assigned = ticket
        .assignee_id
        .map(|id| id.to_string())
        .unwrap_or_default();
    let class = (ticket.class != Class::Intervention).then(|| {
        choose(
            &action,
            of("classify"),
            "classify",
            t.tickets.class,
            classes,
            current,
            t,
        )
    });
    let states = states(view)
        .into_iter()
        .map(|(act, label)| match act {
            "resolve" | "close" if view.unexplained => ending(t, &action, of(act), act, label(t)),
            _ => one(act, "", label(t)),
        })
        .collect::<Vec<_>>();
    let late = (view.unexplained && ticket.state == TicketState::Closed).then(|| {
        ending(
            t,
            &action,
            of("explain"),
            "explain",
            t.tickets.breach_explain,
        )
    });
    let links = view
        .links
        .iter()
        .map(|link| {
            let href = format!("/tickets/{}", link.number.0);
            view! {
                <li>
                    <p><span class="muted">{t.label.link(link.kind)}</span>" "<a href=href>{link.number.0}" "{link.subject.as_str()}</a></p>
                    {ticket_state(t, link.state)}
                    <PostButton action=action.clone() small=true kind=ButtonKind::Quiet fields=vec![("act", "unlink".to_owned()), ("value", link.id.to_string())]>{t.common.remove}</PostButton>
                </li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let kinds = LinkKind::ALL
        .iter()
        .map(|k| Opt::new(k.code(), t.label.link(*k)))
        .collect();
    let assign = choose(
        &action,
        of("assign"),
        "assign",
        t.tickets.assignee,
        staff,
        assigned,
        t,
    );
    let assign_team = (!view.teams.is_empty()).then(|| {
        let mut teams = vec![Opt::new("", t.tickets.to_no_team)];
        teams.extend(
            view.teams
                .iter()
                .map(|team| Opt::new(team.id.to_string(), team.name.clone())),
        );
        let team = ticket.team_id.map(|id| id.to_string());
        choose(
            &action,
            of("assign_team"),
            "assign_team",
            t.desk.team,
            teams,
            team.unwrap_or_default(),
            t,
        )
    });
    let priority = ticket.priority.code().to_owned();
    let prioritise = choose(
        &action,
        of("prioritise"),
        "prioritise",
        t.tickets.priority,
        priorities,
        priority,
        t,
    );
    let alive = view.ticket.state != TicketState::Closed && !view.held;
    let dropped = (alive && ticket.class != Class::Intervention)
        .then(|| drop_form(t, view, &action, of("drop"), refused("drop")));
    let (schedule_action, link_action) = (action.clone(), action.clone());
    let systems = (ticket.class != Class::Intervention)
        .then(|| change_systems(t, view, &action, of("systems"), refused("systems")));
    view! {
        <Panel id="acts" title=t.tickets.change>
            <div class="stack">
                <div class="cluster">{mine}{states}{late}</div>
                {assign}
                {assign_team}
                {class}
                {prioritise}
                <Menu label=t.tickets.scheduled_for open=refused("schedule")>
                    <form method="post" action=schedule_action class="stack gap-2">
                        <input type="hidden" name="act" value="schedule" />
                        <Field form=of("schedule") name="value" id=act_field("schedule") label=t.tickets.scheduled_for input=Input::DateTime required=true />
                        <div><Button small=true>{t.tickets.set}</Button></div>
                    </form>
                </Menu>
                {systems}
                {dropped}
            </div>
        </Panel>
        <Panel id="links" title=t.tickets.links>
            <ul class="stack gap-2">{links}</ul>
            <Menu label=t.tickets.link_add open=refused("link")>
                <form method="post" action=link_action class="stack gap-2">
                    <input type="hidden" name="act" value="link" />
                    <Field form=form name="other" label=t.tickets.link_number input=Input::Digits required=true />
                    <Field form=form name="kind" label=t.tickets.link_kind input=Input::Select(kinds) />
                    <div><Button small=true>{t.tickets.link_add}</Button></div>
                </form>
            </Menu>
        </Panel>
    }
    .markup()
}

/// Which systems it is about, as names that the desk and the customer use.
fn change_systems(
    t: &'static Messages,
    view: &TicketView,
    action: &str,
    form: &Form,
    open: bool,
) -> Markup {
    let named: Vec<&str> = view
        .systems
        .iter()
        .map(|system| system.service_id.as_str())
        .collect();
    let hint = t.tickets.systems_change_hint;
    view! {
        <Menu label=t.tickets.systems open=open>
            <form method="post" action=action.to_owned() class="stack gap-2">
                <input type="hidden" name="act" value="systems" />
                <Field form=form name="value" id=act_field("systems") label=t.tickets.systems hint=hint value=named.join(", ") />
                <div><Button small=true>{t.tickets.set}</Button></div>
            </form>
        </Menu>
    }
    .markup()
}

/// The id of the field of an act: all of them are called `value`.
pub fn act_field(act: &str) -> String {
    // The key of the queue has no field of its own: what is wrong with it stands where the ticket is assigned.
    crate::forms::field_id(if act == "take" { "assign" } else { act })
}

fn choose(
    action: &str,
    form: &Form,
    act: &'static str,
    label: &'static str,
    options: Vec<Opt>,
    current: String,
    t: &'static Messages,
) -> Markup {
    view! {
        <form method="post" action=action.to_owned() class="cluster">
            <input type="hidden" name="act" value=act />
            <Field form=form name="value" id=act_field(act) label=label input=Input::Select(options) value=current inline=true />
            <Button small=true>{t.tickets.set}</Button>
        </form>
    }
    .markup()
}
