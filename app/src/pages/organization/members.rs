//! The table of members with what the reader may change about each.

use leptos::prelude::*;

use domain::account::MemberRole;
use domain::ids::OrganizationId;
use domain::time::{Timestamp, date, day_and_time};
use services::organizations::{MemberView, OrganizationView, PendingInvitation};

use super::invite_form;
use crate::components::{
    Button, ButtonKind, Column, DataTable, ErrorSummary, Hidden, LinkButton, Menu, Panel,
    PostButton, WithSub,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::admin::email_path;
use crate::wording::Lang;

/// Members, open invitations and the form to invite.
pub(in crate::pages) fn members_panel(
    t: &'static Messages,
    view: &OrganizationView,
    invite: &Form,
    problems: &Form,
    back: &str,
    now: Timestamp,
) -> Markup {
    let o = &t.organization;
    let id = view.organization.id;
    let mut columns = vec![
        Column::text(o.member),
        Column::text(o.role),
        Column::text(o.rights),
        Column::text(o.factor),
    ];
    let acts = view.may_manage || view.may_grant || view.may_readdress;
    if acts {
        columns.push(Column::text(o.actions));
    }
    let rows = view
        .members
        .iter()
        .map(|member| row(t, view, member, back, acts))
        .collect::<Vec<_>>();
    let inviting = view.may_manage.then(|| invite_form(t, id, invite, back));
    view! {
        <Panel id="members" title=o.members>
            <div class="stack">
                <ErrorSummary form=problems t=t />
                <DataTable caption=o.members columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
                <p class="hint">{o.right_hint}</p>
                {invitations(t, id, &view.invitations, back, now)}
                {inviting}
            </div>
        </Panel>
    }
    .markup()
}

fn row(
    t: &'static Messages,
    view: &OrganizationView,
    member: &MemberView,
    back: &str,
    acts: bool,
) -> Markup {
    let o = &t.organization;
    let right = match (&member.granted, member.role, member.may_authorise) {
        (_, MemberRole::Owner, _) => o.right_owner.to_owned(),
        (Some((name, at)), _, true) => o.right_given(name, &date(*at, t.lang == Lang::De)),
        (None, _, true) => t.common.yes.to_owned(),
        (_, _, false) => o.right_none.to_owned(),
    };
    let factor = if member.has_factor {
        o.factor_yes
    } else {
        o.factor_no
    };
    let name = if member.is_self {
        format!("{} ({})", member.name, o.you)
    } else if member.active {
        member.name.clone()
    } else {
        format!("{} ({})", member.name, o.switched_off)
    };
    let menu = acts.then(|| view! { <td role="cell">{menu(t, view, member, back)}</td> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="wide"><WithSub main=name sub=member.email.clone() /></th>
            <td role="cell" data-label=o.role>{t.label.member_role(member.role)}</td>
            <td role="cell" data-label=o.rights>{right}</td>
            <td role="cell" data-label=o.factor>{factor}</td>
            {menu}
        </tr>
    }
    .markup()
}

fn menu(t: &'static Messages, view: &OrganizationView, member: &MemberView, back: &str) -> Markup {
    let o = &t.organization;
    let action = |act: &str| {
        format!(
            "/organization/{}/members/{}/{act}",
            view.organization.id, member.person
        )
    };
    let grant = (view.may_grant && member.role != MemberRole::Owner).then(|| {
        let (word, value) = if member.may_authorise {
            (o.right_take, "off")
        } else {
            (o.right_give, "on")
        };
        let fields = vec![
            ("back", back.to_owned()),
            ("may_authorise", value.to_owned()),
        ];
        view! { <PostButton action=action("authorise") fields=fields small=true>{word}</PostButton> }
    });
    let readdress = (view.may_readdress && !member.is_self).then(|| {
        let href = email_path(member.person);
        view! { <LinkButton href=href small=true>{t.admin.email_change}</LinkButton> }
    });
    let manage = view.may_manage.then(|| {
        let id = format!("role-{}", member.person);
        let options = MemberRole::ALL
            .iter()
            .map(|role| {
                let selected = *role == member.role;
                view! { <option value=role.code() selected=selected>{t.label.member_role(*role)}</option> }
            })
            .collect::<Vec<_>>();
        view! {
            <form method="post" action=action("role") class="stack gap-2">
                <Hidden name="back" value=back.to_owned() />
                <div class="field">
                    <label for=id.clone()>{o.role}</label>
                    <select id=id name="role">{options}</select>
                </div>
                <div><Button small=true>{o.role_change}</Button></div>
            </form>
            <PostButton action=action("remove") kind=ButtonKind::Danger fields=vec![("back", back.to_owned())] small=true>{o.remove}</PostButton>
            <p class="hint">{o.remove_hint}</p>
        }
    });
    view! { <Menu label=format!("{}: {}", o.actions, member.name)>{grant}{readdress}{manage}</Menu> }.markup()
}

fn invitations(
    t: &'static Messages,
    organization: OrganizationId,
    pending: &[PendingInvitation],
    back: &str,
    now: Timestamp,
) -> Markup {
    if pending.is_empty() {
        return Markup::EMPTY;
    }
    let o = &t.organization;
    let rows = pending
        .iter()
        .map(|invitation| {
            let until = o.until(&day_and_time(invitation.expires_at, now, t.lang == Lang::De));
            let action = format!("/organization/{organization}/invitations/{}/withdraw", invitation.id);
            view! {
                <li class="cluster between">
                    <span>{invitation.email.as_str()}", "{t.label.member_role(invitation.role)}", "{until}</span>
                    <PostButton action=action fields=vec![("back", back.to_owned())] small=true>{o.withdraw}</PostButton>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <h3>{o.invitations}</h3><ul class="rows">{rows}</ul> }.markup()
}
