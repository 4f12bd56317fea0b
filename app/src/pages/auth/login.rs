//! The log-in: mail address and password.

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, ErrorSummary, Field, Hidden, Input};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// The log-in page. `next` is where to go afterwards.
pub fn login(t: &'static Messages, form: Form, next: String) -> Markup {
    view! {
        <main id="main" class="stack">
            <h1>{t.login.title}</h1>
            <form method="post" action="/login" class="stack" novalidate>
                <ErrorSummary form=&form t=t />
                <Hidden name="next" value=next />
                <Field form=&form name="email" label=t.login.email input=Input::Email autocomplete="username" required=true />
                <Field form=&form name="password" label=t.login.password input=Input::Password required=true />
                <div><Button kind=ButtonKind::Primary>{t.login.submit}</Button></div>
            </form>
            <p><a href="/password/forgot">{t.login.forgot}</a></p>
        </main>
    }
    .markup()
}
