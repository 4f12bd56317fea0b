//! The provider's people.

use leptos::prelude::*;

use domain::account::StaffRole;
use domain::audit::HouseTopic;
use domain::ids::PersonId;
use domain::time::{Timestamp, day_and_time};
use services::staff::{Addressee, StaffMember, StaffPage};

use super::{Area, log_link, page};
use crate::components::{
    Button, ButtonKind, Column, DataTable, ErrorSummary, Facts, Field, Input, LinkButton, Menu,
    Opt, Panel, PostButton, WithSub,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// What the page shows.
pub struct PeoplePage {
    /// People, invitations, teams.
    pub staff: StaffPage,
    /// Values and problems of the invitation. Fields: email, name, role.
    pub form: Form,
    /// Now.
    pub now: Timestamp,
}

/// The page *Personal*.
pub fn people(t: &'static Messages, data: &PeoplePage) -> Markup {
    let a = &t.admin;
    let columns = vec![
        Column::text(a.person),
        Column::text(a.role),
        Column::text(a.teams),
        Column::text(a.factor),
        Column::text(a.state),
        Column::text(a.change),
    ];
    let rows = data
        .staff
        .people
        .iter()
        .map(|person| row(t, person, &data.staff))
        .collect::<Vec<_>>();
    let content = view! {
        <p class="lead">{a.people_lead}</p>
        {log_link(t, HouseTopic::People)}
        <DataTable caption=a.people columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
        {invitations(t, data)}
        {invite(t, &data.form)}
    }
    .markup();
    page(t, Area::People, a.people, content)
}

fn row(t: &'static Messages, person: &StaffMember, staff: &StaffPage) -> Markup {
    let a = &t.admin;
    let o = &t.organization;
    let teams = staff
        .teams
        .iter()
        .filter(|(id, _)| person.teams.contains(id))
        .map(|(_, name)| name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let role = t.label.staff_role(person.role);
    let role = if person.may_approve_reveals {
        format!("{role}, {}", a.approves_short)
    } else {
        role.to_owned()
    };
    let act = if person.is_self {
        a.yourself.markup()
    } else {
        menu(t, person)
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="wide"><WithSub main=person.name.clone() sub=person.email.clone() /></th>
            <td role="cell" data-label=a.role>{role}</td>
            <td role="cell" data-label=a.teams>{teams}</td>
            <td role="cell" data-label=a.factor>{if person.has_factor { o.factor_yes } else { o.factor_no }}</td>
            <td role="cell" data-label=a.state>{if person.active { a.active } else { a.inactive }}</td>
            <td role="cell">{act}</td>
        </tr>
    }
    .markup()
}

fn menu(t: &'static Messages, person: &StaffMember) -> Markup {
    let a = &t.admin;
    let action = |act: &str| format!("/admin/people/{}/{act}", person.id);
    let id = format!("role-{}", person.id);
    let options = StaffRole::ALL
        .iter()
        .map(|role| {
            let selected = *role == person.role;
            view! { <option value=role.code() selected=selected>{t.label.staff_role(*role)}</option> }
        })
        .collect::<Vec<_>>();
    let (switch, value, kind) = if person.active {
        (a.switch_off, "off", ButtonKind::Danger)
    } else {
        (a.switch_on, "on", ButtonKind::Plain)
    };
    let approves = format!("approves-{}", person.id);
    view! {
        <Menu label=format!("{}: {}", a.change, person.name)>
            <form method="post" action=action("change") class="stack gap-2">
                <div class="field">
                    <label for=id.clone()>{a.role}</label>
                    <select id=id name="role">{options}</select>
                </div>
                <div class="choice">
                    <input type="checkbox" id=approves.clone() name="may_approve_reveals" value="yes" checked=person.may_approve_reveals />
                    <label for=approves>{a.approves}</label>
                </div>
                <div><Button small=true>{t.common.save}</Button></div>
            </form>
            <LinkButton href=email_path(person.id) small=true>{a.email_change}</LinkButton>
            <PostButton action=action("reset-factor") small=true>{a.reset_factor}</PostButton>
            <PostButton action=action("end-sessions") small=true>{a.end_sessions}</PostButton>
            <PostButton action=action("active") kind=kind fields=vec![("active", value.to_owned())] small=true>{switch}</PostButton>
        </Menu>
    }
    .markup()
}

/// The page *E-Mail-Adresse ändern*: of staff and of customers.
pub fn person_email(t: &'static Messages, person: &Addressee, form: &Form) -> Markup {
    let a = &t.admin;
    let (area, back, name) = match &person.customer {
        Some((id, name)) => (
            Area::Organizations,
            format!("/admin/organizations/{id}"),
            name.as_str(),
        ),
        None => (Area::People, "/admin/people".to_owned(), a.people),
    };
    let rows = vec![
        (a.person.into(), view! { {person.name.as_str()} }.markup()),
        (
            a.email_now.into(),
            view! { {person.email.as_str()} }.markup(),
        ),
    ];
    let content = view! {
        <p><a href=back>{name}</a></p>
        <p class="lead">{a.email_lead}</p>
        <Facts rows=rows />
        <form method="post" action=email_path(person.id) class="stack form" novalidate>
            <ErrorSummary form=form t=t labels=vec![("email", a.email_new)] />
            <Field form=form name="email" label=a.email_new input=Input::Email autocomplete="off" required=true maxlength=254 />
            <div><Button kind=ButtonKind::Primary>{t.common.save}</Button></div>
        </form>
    }
    .markup();
    page(t, area, a.email_change, content)
}

/// Where somebody's address is changed.
pub(in crate::pages) fn email_path(person: PersonId) -> String {
    format!("/admin/people/{person}/email")
}

fn invitations(t: &'static Messages, data: &PeoplePage) -> Markup {
    if data.staff.invitations.is_empty() {
        return Markup::EMPTY;
    }
    let o = &t.organization;
    let rows = data
        .staff
        .invitations
        .iter()
        .map(|invitation| {
            let until = o.until(&day_and_time(invitation.expires_at, data.now, t.lang == Lang::De));
            let action = format!("/admin/people/invitations/{}/withdraw", invitation.id);
            view! {
                <li class="cluster between">
                    <span>{invitation.email.as_str()}", "{t.label.staff_role(invitation.role)}", "{until}</span>
                    <PostButton action=action small=true>{o.withdraw}</PostButton>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <Panel id="invitations" title=o.invitations><ul class="rows">{rows}</ul></Panel> }
        .markup()
}

fn invite(t: &'static Messages, form: &Form) -> Markup {
    let a = &t.admin;
    let roles = StaffRole::ALL
        .iter()
        .map(|role| Opt::new(role.code(), t.label.staff_role(*role)))
        .collect();
    view! {
        <Panel id="invite" title=a.invite_title>
            <form method="post" action="/admin/people/invitations" class="stack form" novalidate>
                <ErrorSummary form=form t=t labels=vec![("name", a.name), ("email", t.common.email), ("role", a.role)] />
                <Field form=form name="name" label=a.name autocomplete="off" required=true maxlength=120 />
                <Field form=form name="email" label=t.common.email input=Input::Email autocomplete="off" required=true maxlength=254 />
                <Field form=form name="role" label=a.role input=Input::Select(roles) />
                <p class="hint">{a.invite_hint}</p>
                <div><Button kind=ButtonKind::Primary>{a.invite}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}
