//! The account's menu: who one is, colours, language, log-out. A popover without script; every act is a form.

use domain::account::Theme;
use leptos::prelude::*;

use crate::components::{Icon, icon};
use crate::markup::{IntoMarkup, Markup};
use crate::render::Shell;
use crate::wording::Lang;

/// The button in the bar and the menu it opens. Empty where nobody is logged in.
pub(super) fn account_menu(shell: &Shell) -> Markup {
    let Some(user) = &shell.user else {
        return Markup::EMPTY;
    };
    let t = shell.t;
    let organizations = user
        .organizations
        .iter()
        .map(|(name, role)| {
            view! { <li><b>{name.clone()}</b><span class="sub">{t.label.member_role(*role)}</span></li> }
        })
        .collect::<Vec<_>>();
    let staff = user
        .staff
        .map(|role| view! { <li><b>{user.name.clone()}</b><span class="sub">{t.label.staff_role(role)}</span></li> });
    view! {
        <button class="menu-button who" type="button" popovertarget="account">
            {icon(Icon::Person)}<span>{user.name.clone()}</span>
        </button>
        <div class="popover" id="account" popover="auto">
            <ul class="stack gap-1">{staff}{organizations}</ul>
            <p><a href="/account">{t.layout.my_account}</a></p>
            {theme_form(shell)}
            {language_form(shell)}
            <form method="post" action="/logout">
                <button class="button button--small" type="submit">{t.layout.log_out}</button>
            </form>
        </div>
    }
    .markup()
}

fn theme_form(shell: &Shell) -> impl IntoView + use<> {
    let t = shell.t;
    let buttons = Theme::ALL
        .iter()
        .map(|theme| {
            let pressed = if shell.theme == *theme { "true" } else { "false" };
            view! {
                <button class="button button--small" type="submit" name="theme" value=theme.code() aria-pressed=pressed>
                    {t.label.theme(*theme)}
                </button>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <form method="post" action="/account/theme">
            <input type="hidden" name="back" value=shell.path.clone() />
            <fieldset class="field">
                <legend>{t.layout.appearance}</legend>
                <div class="cluster">{buttons}</div>
            </fieldset>
        </form>
    }
}

/// Switches the language; the button speaks the language it switches to.
fn language_form(shell: &Shell) -> impl IntoView + use<> {
    let (tag, name) = match shell.lang() {
        Lang::De => ("en", "English"),
        Lang::En => ("de", "Deutsch"),
    };
    view! {
        <form method="post" action="/account/locale">
            <input type="hidden" name="back" value=shell.path.clone() />
            <button class="button button--small" type="submit" name="locale" value=tag lang=tag>{name}</button>
        </form>
    }
}
