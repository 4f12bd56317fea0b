//! The person's own account: profile, appearance, password, second factor, sessions. Same page on both faces.

mod factor;
mod sessions;

use leptos::prelude::*;

use domain::account::{Locale, Theme};
use domain::time::Timestamp;
use services::accounts::Profile;

use crate::components::{
    Button, ButtonKind, Choice, ChoiceKind, Choices, ErrorSummary, Field, Hidden, Input, Panel,
    PostButton,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the page shows.
pub struct AccountPage {
    /// The account.
    pub profile: Profile,
    /// Values and problems. Fields: name, phone, locale.
    pub profile_form: Form,
    /// Problems. Fields: current, password, password_repeat.
    pub password_form: Form,
    /// Now.
    pub now: Timestamp,
}

/// The page *Mein Konto*.
pub fn account(t: &'static Messages, page: &AccountPage) -> Markup {
    let a = &t.account;
    view! {
        <main id="main" class="page page--narrow stack gap-8">
            <h1>{a.title}</h1>
            {profile_panel(t, page)}
            {appearance_panel(t, &page.profile)}
            {password_panel(t, page)}
            {factor::panel(t, &page.profile)}
            {sessions::panel(t, &page.profile.sessions, page.now)}
        </main>
    }
    .markup()
}

fn profile_panel(t: &'static Messages, page: &AccountPage) -> Markup {
    let a = &t.account;
    let (form, profile) = (&page.profile_form, &page.profile);
    let languages = Locale::ALL
        .iter()
        .map(|locale| {
            let name = match locale {
                Locale::De => "Deutsch",
                Locale::En => "English",
            };
            view! {
                <Choice form=form name="locale" value=locale.code() label=name kind=ChoiceKind::Radio own_error=false
                    checked=form.value("locale").is_empty() && profile.locale == *locale />
            }
        })
        .collect::<Vec<_>>();
    view! {
        <Panel id="profile" title=a.profile>
            <form method="post" action="/account/profile" class="stack form" novalidate>
                <ErrorSummary form=form t=t />
                <Field form=form name="email" label=t.login.email hint=a.email_hint value=profile.email.clone() readonly=true />
                <Field form=form name="name" label=a.name value=profile.name.clone() autocomplete="name" required=true maxlength=120 />
                <Field form=form name="phone" label=t.common.phone hint=a.phone_hint value=profile.phone.clone() input=Input::Tel maxlength=40 />
                <Choices form=form name="locale" legend=a.language>{languages}</Choices>
                <div><Button kind=ButtonKind::Primary>{t.common.save}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}

fn appearance_panel(t: &'static Messages, profile: &Profile) -> Markup {
    let a = &t.account;
    let themes = Theme::ALL
        .iter()
        .map(|theme| {
            let pressed = if profile.theme == *theme { "true" } else { "false" };
            view! {
                <button class="button" type="submit" name="theme" value=theme.code() aria-pressed=pressed>
                    {t.label.theme(*theme)}
                </button>
            }
        })
        .collect::<Vec<_>>();
    let (state, act, value) = if profile.shortcuts {
        (a.shortcuts_on, a.turn_off, "off")
    } else {
        (a.shortcuts_off, a.turn_on, "on")
    };
    let back = || "/account".to_owned();
    let shortcuts = profile.desk.then(|| {
        view! {
            <div class="cluster">
                <p>{state}</p>
                <PostButton action="/account/shortcuts" fields=vec![("back", back()), ("shortcuts", value.to_owned())]>{act}</PostButton>
            </div>
        }
    });
    view! {
        <Panel id="appearance" title=a.appearance>
            <form method="post" action="/account/theme" class="stack">
                <Hidden name="back" value=back() />
                <fieldset class="field"><legend>{a.theme}</legend><div class="cluster">{themes}</div></fieldset>
            </form>
            {shortcuts}
        </Panel>
    }
    .markup()
}

fn password_panel(t: &'static Messages, page: &AccountPage) -> Markup {
    let a = &t.account;
    let form = &page.password_form;
    let since = page
        .profile
        .password_changed_at
        .map(|at| a.password_since(&day(at, t)));
    view! {
        <Panel id="password" title=a.password>
            <form method="post" action="/account/password" class="stack form" novalidate>
                {since.map(|since| view! { <p class="muted">{since}</p> })}
                <ErrorSummary form=form t=t />
                <Field form=form name="current" label=a.current input=Input::Password required=true maxlength=128 />
                <Field form=form name="password" label=t.login.new_password hint=t.login.password_hint input=Input::Password
                    autocomplete="new-password" required=true maxlength=128 />
                <Field form=form name="password_repeat" label=t.login.password_repeat input=Input::Password
                    autocomplete="new-password" required=true maxlength=128 />
                <p class="hint">{a.password_ends_sessions}</p>
                <div><Button>{a.password_change}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}

/// "21.11.2026" or "21 Nov 2026".
fn day(at: Timestamp, t: &'static Messages) -> String {
    domain::time::date(at, t.lang == crate::wording::Lang::De)
}
