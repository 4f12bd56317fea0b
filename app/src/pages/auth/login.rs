//! The log-in: mail address and password.

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, ErrorSummary, Field, Hidden, Input};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the page shows.
pub struct LoginPage {
    /// Values and problems. Fields: email, password.
    pub form: Form,
    /// Where to go afterwards; a path of ours or empty.
    pub next: String,
}

/// The page *Anmelden*.
pub fn login(t: &'static Messages, page: LoginPage) -> Markup {
    let form = &page.form;
    let l = &t.login;
    view! {
        <main id="main" class="stack">
            <h1>{l.title}</h1>
            <form method="post" action="/login" class="stack" novalidate>
                <ErrorSummary form=form t=t />
                <Hidden name="next" value=page.next />
                <Field form=form name="email" label=l.email input=Input::Email autocomplete="username" required=true maxlength=254 />
                <Field form=form name="password" label=l.password input=Input::Password required=true maxlength=128 />
                <div><Button kind=ButtonKind::Primary>{l.submit}</Button></div>
            </form>
            <p><a href="/password/forgot">{l.forgot}</a></p>
        </main>
    }
    .markup()
}
