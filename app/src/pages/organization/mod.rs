//! The organization's page: members, invitations, the right to authorise, demands on all members.
//!
//! The member table is shared with the admin's record of a customer.

mod members;

use leptos::prelude::*;

use domain::ids::OrganizationId;
use domain::time::Timestamp;
use services::organizations::OrganizationView;

use crate::components::{Button, ButtonKind, Choice, ErrorSummary, Facts, Hidden, Panel};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

pub(super) use members::members_panel;

/// What the page shows.
pub struct OrganizationPage {
    /// The organization as the reader may see it.
    pub view: OrganizationView,
    /// Values and problems of the invitation. Fields: email, role.
    pub invite_form: Form,
    /// Problems of the member table. Field: role.
    pub member_form: Form,
    /// Now.
    pub now: Timestamp,
}

/// The page *Organisation*.
pub fn organization(t: &'static Messages, page: &OrganizationPage) -> Markup {
    let o = &t.organization;
    let row = &page.view.organization;
    let back = format!("/organization?id={}", row.id);
    let facts = vec![
        (o.number.into(), row.number.as_str().markup()),
        (
            o.address.into(),
            format!(
                "{}, {} {}, {}",
                row.street, row.postal_code, row.city, row.country
            )
            .markup(),
        ),
        (o.vat_id.into(), dash(&row.vat_id).markup()),
    ];
    view! {
        <main id="main" class="page stack gap-8">
            <header class="stack"><h1>{row.name.as_str()}</h1>{others(t, &page.view.others)}</header>
            <Facts rows=facts />
            {members_panel(t, &page.view, &page.invite_form, &page.member_form, &back, page.now)}
            {standing(t, page)}
            {security(t, &page.view, &back)}
            {roles(t)}
        </main>
    }
    .markup()
}

/// The way to the standing authorizations, for members who may read them. // I-04
fn standing(t: &'static Messages, page: &OrganizationPage) -> Markup {
    if !page.view.may_read_standing {
        return Markup::EMPTY;
    }
    let s = &t.standing;
    let href = crate::pages::standing::list_path(page.view.organization.id);
    view! { <Panel id="standing" title=s.title><div class="stack"><p class="muted">{s.about}</p><p><a href=href>{s.all}</a></p></div></Panel> }
        .markup()
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

fn others(t: &'static Messages, others: &[(OrganizationId, String)]) -> Markup {
    if others.is_empty() {
        return Markup::EMPTY;
    }
    let links = others
        .iter()
        .map(|(id, name)| view! { <li><a href=format!("/organization?id={id}")>{name.as_str()}</a></li> })
        .collect::<Vec<_>>();
    view! { <nav aria-label=t.organization.switch><ul class="cluster">{links}</ul></nav> }.markup()
}

/// What is demanded of all members and of us.
pub(super) fn security(t: &'static Messages, view: &OrganizationView, back: &str) -> Markup {
    let o = &t.organization;
    let row = &view.organization;
    if !view.may_change_security {
        let word = |on: bool| if on { o.on } else { o.off };
        let facts = vec![
            (
                o.demand_factor.into(),
                word(row.requires_second_factor).markup(),
            ),
            (o.four_eyes.into(), word(row.four_eyes).markup()),
        ];
        return view! { <Panel id="security" title=o.security><Facts rows=facts /></Panel> }
            .markup();
    }
    let form = &Form::new();
    view! {
        <Panel id="security" title=o.security>
            <form method="post" action=format!("/organization/{}/demands", row.id) class="stack form">
                <Hidden name="back" value=back.to_owned() />
                <Choice form=form name="second_factor" label=o.demand_factor hint=o.demand_factor_hint checked=row.requires_second_factor />
                <Choice form=form name="four_eyes" label=o.four_eyes hint=o.four_eyes_hint checked=row.four_eyes />
                <div><Button>{t.common.save}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}

fn roles(t: &'static Messages) -> Markup {
    use domain::account::MemberRole;
    let o = &t.organization;
    let rows = MemberRole::ALL
        .iter()
        .map(|role| {
            let text = match role {
                MemberRole::Owner => o.role_owner,
                MemberRole::Technical => o.role_technical,
                MemberRole::Billing => o.role_billing,
                MemberRole::Reader => o.role_reader,
            };
            (t.label.member_role(*role).into(), text.markup())
        })
        .collect::<Vec<_>>();
    view! { <Panel id="roles" title=o.roles_title><Facts rows=rows /></Panel> }.markup()
}

/// The invitation form, where the reader may invite.
pub(super) fn invite_form(
    t: &'static Messages,
    organization: OrganizationId,
    form: &Form,
    back: &str,
) -> Markup {
    use crate::components::{Field, Input, Opt};
    use domain::account::MemberRole;
    let o = &t.organization;
    let roles = MemberRole::ALL
        .iter()
        .rev()
        .map(|role| Opt::new(role.code(), t.label.member_role(*role)))
        .collect();
    view! {
        <form method="post" action=format!("/organization/{organization}/invitations") class="stack form" novalidate>
            <h3>{o.invite_title}</h3>
            <ErrorSummary form=form t=t />
            <Hidden name="back" value=back.to_owned() />
            <Field form=form name="email" label=t.common.email input=Input::Email autocomplete="off" required=true maxlength=254 />
            <Field form=form name="role" label=o.role input=Input::Select(roles) />
            <p class="hint">{o.invite_hint}</p>
            <div><Button kind=ButtonKind::Primary>{o.invite}</Button></div>
        </form>
    }
    .markup()
}
