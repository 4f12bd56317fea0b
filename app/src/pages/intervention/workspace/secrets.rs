//! The credentials: never a value here, only who may look and how often somebody did.

use domain::credential::{AccountRights, SecretField};
use leptos::prelude::*;

use super::{Acts, act};
use crate::components::{
    Button, Empty, Field, Hidden, Icon, Notice, Panel, PostButton, Secret, Shape, Tone, badge, icon,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// One secret.
pub struct SecretRow {
    /// Its id.
    pub id: String,
    /// What part of the credential.
    pub field: SecretField,
    /// Label of the credential ("lt-einsatz").
    pub label: String,
    /// Looks in the last hour.
    pub looks: i64,
    /// The limit.
    pub limit: i64,
    /// Ever seen.
    pub seen: bool,
    /// Needs a second person, and whether one was asked.
    pub four_eyes: Option<bool>,
}

/// Limits a manager can lift.
pub struct Unlock {
    /// Whose.
    pub name: String,
    /// The secret whose limit was hit; `None` for the day's limit.
    pub secret: Option<String>,
}

/// The panel.
pub struct SecretsPanel {
    /// Those that exist.
    pub rows: Vec<SecretRow>,
    /// Some were destroyed: why, in words.
    pub destroyed: Option<String>,
    /// What the deposited account may do, as the customer said. // I-27
    pub rights: Option<AccountRights>,
    /// The vault takes and gives secrets.
    pub open: bool,
    /// The second factor must be shown again.
    pub needs_factor: bool,
    /// The assignee hit a limit and the reader may lift it.
    pub unlock: Option<Unlock>,
}

pub(super) fn panel(
    t: &'static Messages,
    ticket: i64,
    form: &Form,
    secrets: &SecretsPanel,
    acts: Acts,
) -> Markup {
    let w = &t.work;
    let aside = if secrets.open {
        w.secrets_open
    } else {
        w.secrets_sealed
    };
    let content = match (&secrets.destroyed, secrets.rows.is_empty(), secrets.open) {
        (Some(why), true, _) => {
            view! { <p>{badge(Shape::Closed, w.secrets_gone)}" "<span class="muted">{why.clone()}</span></p> }.markup()
        }
        (None, true, _) => view! { <Empty title=w.secrets text=w.secrets_none /> }.markup(),
        (_, false, false) => view! { <Notice tone=Tone::Warn>{t.parts.sealed}</Notice> }.markup(),
        (_, false, true) if acts.reveal => rows(t, ticket, form, secrets),
        (_, false, true) => waiting(t, secrets),
    };
    let wrong = (acts.reveal && !secrets.rows.is_empty()).then(|| {
        view! {
            <div class="cluster between">
                <PostButton action=act(ticket, "login-wrong") small=true>{w.login_wrong}</PostButton>
                <span class="sub">{w.login_wrong_hint}</span>
            </div>
        }
    });
    let unlock = secrets
        .unlock
        .as_ref()
        .map(|unlock| unlock_form(t, ticket, form, unlock));
    let rights = secrets
        .rights
        .filter(|_| !secrets.rows.is_empty())
        .map(|rights| account_rights(t, rights));
    view! { <Panel id="vault" title=w.secrets aside=aside>{rights}{content}{wrong}{unlock}</Panel> }
        .markup()
}

/// What the account may do; a warning where nobody knows.
fn account_rights(t: &'static Messages, rights: AccountRights) -> Markup {
    let w = &t.work;
    if rights == AccountRights::Unknown {
        return view! { <Notice tone=Tone::Warn>{w.account_rights_unknown}</Notice> }.markup();
    }
    view! { <p class="muted">{w.account_rights}" "{t.label.account_rights(rights)}</p> }.markup()
}

fn unlock_form(t: &'static Messages, ticket: i64, form: &Form, unlock: &Unlock) -> Markup {
    let w = &t.work;
    view! {
        <form method="post" action=act(ticket, "unlock") class="stack gap-2">
            <h3>{w.unlock_for(&unlock.name)}</h3>
            <Hidden name="secret" value=unlock.secret.clone().unwrap_or_default() />
            <Field form=form name="unlock_reason" label=w.unlock_reason required=true minlength=10 maxlength=500 />
            <div><Button small=true>{w.unlock}</Button></div>
        </form>
    }
    .markup()
}

fn name(t: &'static Messages, row: &SecretRow) -> String {
    if row.label.is_empty() {
        t.label.secret_field(row.field).to_owned()
    } else {
        format!("{}, {}", row.label, t.label.secret_field(row.field))
    }
}

fn usage(t: &'static Messages, row: &SecretRow) -> String {
    if row.seen {
        t.work.looks(row.looks, row.limit)
    } else {
        t.work.never_seen.to_owned()
    }
}

fn rows(t: &'static Messages, ticket: i64, form: &Form, secrets: &SecretsPanel) -> Markup {
    let w = &t.work;
    let untouched = Form::new();
    let rows = secrets
        .rows
        .iter()
        .map(|row| {
            // What was typed belongs to the credential it was typed for.
            let form = if form.value("secret_id") == row.id {
                form
            } else {
                &untouched
            };
            let approval = match row.four_eyes {
                Some(false) => Some(ask_form(t, ticket, form, &row.id)),
                Some(true) => {
                    Some(view! { <p>{badge(Shape::Waiting, w.four_eyes_wait)}</p> }.markup())
                }
                None => None,
            };
            view! {
                <Secret
                    t=t
                    form=form
                    id=format!("secret-{}", row.id)
                    label=name(t, row)
                    usage=usage(t, row)
                    action=act(ticket, &format!("secrets/{}/reveal", row.id))
                    ticket=Some(ticket)
                    needs_factor=secrets.needs_factor
                />
                {approval}
            }
            .markup()
        })
        .collect::<Vec<_>>();
    view! { {rows} }.markup()
}

fn ask_form(t: &'static Messages, ticket: i64, form: &Form, secret: &str) -> Markup {
    let w = &t.work;
    let action = act(ticket, &format!("secrets/{secret}/ask"));
    let id = format!("f-ask-{secret}");
    view! {
        <form method="post" action=action class="stack gap-2">
            <Field form=form name="ask_reason" id=id label=w.four_eyes_reason required=true minlength=10 maxlength=500 />
            <div><Button small=true>{w.four_eyes}</Button></div>
        </form>
    }
    .markup()
}

fn waiting(t: &'static Messages, secrets: &SecretsPanel) -> Markup {
    let rows = secrets
        .rows
        .iter()
        .map(|row| {
            view! { <li class="cluster between"><span>{icon(Icon::Lock)}" "{name(t, row)}</span><span class="muted">{usage(t, row)}</span></li> }
        })
        .collect::<Vec<_>>();
    view! { <ul class="rows">{rows}</ul><p class="muted">{t.work.secrets_wait}</p> }.markup()
}

/// A revealed value without JavaScript: no layout, back after 30 seconds (set in the shell). // RULINGS 12
pub fn bare_secret(t: &'static Messages, ticket: i64, label: String, value: String) -> Markup {
    let w = &t.work;
    view! {
        <main id="main" class="page page--narrow stack">
            <h1>{label}</h1>
            <pre class="value">{value}</pre>
            <p class="muted">{w.reveal_bare}</p>
            <p><a href=act(ticket, "")>{w.back_to_work}</a></p>
        </main>
    }
    .markup()
}
