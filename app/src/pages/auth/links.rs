//! Pages behind links from mails: a new password, an invitation, the first set-up.

use leptos::prelude::*;

use domain::account::{MemberRole, StaffRole};

use crate::components::{Button, ButtonKind, ErrorSummary, Facts, Field, Input};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// Asks for the address a link goes to.
pub fn forgot(t: &'static Messages, form: &Form) -> Markup {
    let l = &t.login;
    view! {
            <main id="main" class="stack">
                <h1>{l.forgot_title}</h1>
                <p>{l.forgot_lead}</p>
                <form method="post" action="/password/forgot" class="stack" novalidate>
                    <ErrorSummary form=form t=t />
                    <Field form=form name="email" label=l.email input=Input::Email autocomplete="username" required=true maxlength=254 />
                    <Button kind=ButtonKind::Primary>{l.forgot_submit}</Button>
                </form>
                <p><a href="/login">{l.back}</a></p>
            </main>
    }
    .markup()
}

/// The answer, whether or not there is such an account.
pub fn forgot_sent(t: &'static Messages) -> Markup {
    let l = &t.login;
    view! {
            <main id="main" class="stack">
                <h1>{l.forgot_sent_title}</h1>
                <p>{l.forgot_sent}</p>
                <p><a href="/login">{l.back}</a></p>
            </main>
    }
    .markup()
}

fn passwords(t: &'static Messages, form: &Form) -> Markup {
    let l = &t.login;
    view! {
        <Field form=form name="password" label=l.new_password hint=l.password_hint input=Input::Password autocomplete="new-password" required=true maxlength=128 />
        <Field form=form name="password_repeat" label=l.password_repeat input=Input::Password autocomplete="new-password" required=true maxlength=128 />
    }
    .markup()
}

/// Sets a new password; posts to its own address.
pub fn reset(t: &'static Messages, form: &Form) -> Markup {
    let l = &t.login;
    view! {
            <main id="main" class="stack">
                <h1>{l.reset_title}</h1>
                <form method="post" class="stack" novalidate>
                    <ErrorSummary form=form t=t />
                    {passwords(t, form)}
                    <Button kind=ButtonKind::Primary>{l.reset_submit}</Button>
                </form>
            </main>
    }
    .markup()
}

/// What the page of an invitation shows.
pub struct InvitationPage {
    /// Values and problems. Fields: name, password, password_repeat.
    pub form: Form,
    /// Whose mailbox it went to.
    pub email: String,
    /// Name, as far as known.
    pub name: String,
    /// The organization and the role there.
    pub member: Option<(String, MemberRole)>,
    /// The provider's name and the role with it.
    pub staff: Option<(String, StaffRole)>,
    /// Name and password are still to be set.
    pub is_new: bool,
}

/// The page *Einladung annehmen*; posts to its own address.
pub fn invitation(t: &'static Messages, page: InvitationPage) -> Markup {
    let l = &t.login;
    let form = &page.form;
    let (lead, role) = match (&page.member, &page.staff) {
        (Some((organization, role)), _) => (l.invited_to(organization), t.label.member_role(*role)),
        (None, Some((provider, role))) => (l.invited_staff(provider), t.label.staff_role(*role)),
        (None, None) => (String::new(), ""),
    };
    let facts = vec![
        (l.account_for.into(), page.email.clone().markup()),
        (l.role.into(), role.markup()),
    ];
    let fields = if page.is_new {
        view! {
            <p>{l.invitation_new}</p>
            <Field form=form name="name" label=l.name value=page.name.clone() autocomplete="name" required=true maxlength=120 />
            {passwords(t, form)}
        }
        .markup()
    } else {
        view! { <p>{l.invitation_known}</p> }.markup()
    };
    view! {
            <main id="main" class="stack">
                <h1>{l.invitation_title}</h1>
                <p>{lead}</p>
                <Facts rows=facts />
                <form method="post" class="stack" novalidate>
                    <ErrorSummary form=form t=t />
                    {fields}
                    <Button kind=ButtonKind::Primary>{l.invitation_submit}</Button>
                </form>
            </main>
    }
    .markup()
}

/// What the set-up page shows.
pub struct SetupPage {
    /// Values and problems. Fields: provider, name, email, password, password_repeat.
    pub form: Form,
}

/// The page *Leitstand einrichten*; posts to its own address.
pub fn set_up(t: &'static Messages, page: &SetupPage) -> Markup {
    let l = &t.login;
    let form = &page.form;
    view! {
            <main id="main" class="stack">
                <h1>{l.setup_title}</h1>
                <p>{l.setup_lead}</p>
                <form method="post" class="stack" novalidate>
                    <ErrorSummary form=form t=t />
                    <Field form=form name="provider" label=l.setup_provider autocomplete="organization" required=true maxlength=120 />
                    <Field form=form name="name" label=l.name autocomplete="name" required=true maxlength=120 />
                    <Field form=form name="email" label=l.email input=Input::Email required=true maxlength=254 />
                    {passwords(t, form)}
                    <Button kind=ButtonKind::Primary>{l.setup_submit}</Button>
                </form>
            </main>
    }
    .markup()
}
