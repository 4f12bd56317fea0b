//! A credential in the vault: hidden, with the form that asks to see it.
//!
//! The value is never in HTML rendered here. Where JavaScript runs, [`crate::islands::SecretPane`] posts the form and
//! shows the answer for thirty seconds; elsewhere the form leads to a bare page (RULINGS 12).

use std::borrow::Cow;

use leptos::prelude::*;

use super::button::Button;
use super::field::{Field, Input};
use super::icon::{Icon, icon};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::islands::SecretPane as SecretPaneIsland;
use crate::markup::{IntoMarkup, Markup};

/// A hidden credential with the form to reveal it.
#[component]
pub fn Secret<'a>(
    /// Texts.
    t: &'static Messages,
    /// Values and problems, if this form was refused; otherwise an empty form.
    form: &'a Form,
    /// Unique on the page; fields and pane are named after it.
    #[prop(into)]
    id: String,
    /// What it is: "lt-einsatz, Passwort".
    #[prop(into)]
    label: Cow<'static, str>,
    /// How often it was looked at: "Einsicht 2 von 5 je Stunde".
    #[prop(into)]
    usage: Cow<'static, str>,
    /// Where the form posts to.
    #[prop(into)]
    action: String,
    /// Number of the ticket, whose event stream tells when the customer locks; none for what nobody can lock.
    ticket: Option<i64>,
    /// Asks for the second factor, because the last check is too old.
    needs_factor: bool,
    /// A line below the button: when the factor was checked last.
    #[prop(optional, into)]
    note: Option<Cow<'static, str>>,
    /// Asks for no reason: the owner of the credential reads it.
    #[prop(optional)]
    own: bool,
) -> Markup {
    let reason = (!own).then(|| {
        view! {
            <Field
                form=form
                name="reason"
                id=format!("{id}-reason")
                label=t.parts.secret_reason
                placeholder=t.parts.secret_reason_hint
                minlength=10
                maxlength=500
                required=true
            />
        }
    });
    let factor = needs_factor.then(|| {
        view! {
            <Field form=form name="code" id=format!("{id}-code") label=t.parts.secret_factor input=Input::OneTimeCode required=true />
        }
    });
    let closed = if own {
        t.parts.secret_closed_own
    } else {
        t.parts.secret_closed
    };
    let words = crate::islands::SecretWords {
        lang: t.lang,
        in_clear: t.parts.secret_in_clear.to_owned(),
        asking: t.parts.secret_asking.to_owned(),
        vault: t.tickets.held_vault.to_owned(),
        keep: t.tickets.held_keep.to_owned(),
        hide: t.parts.secret_hide.to_owned(),
        copy: t.parts.secret_copy.to_owned(),
        copied: t.common.copied.to_owned(),
        closed: closed.to_owned(),
        revoked: t.parts.secret_revoked.to_owned(),
        not_live: t.parts.secret_not_live.to_owned(),
        refused: t.parts.secret_refused.to_owned(),
    };
    let (pane, name) = (id.clone(), label.clone().into_owned());
    view! {
        <div class="secret" data-open="false" id=id>
            <div class="cluster between"><h3>{label}</h3><span class="muted small">{usage}</span></div>
            <span class="value" aria-hidden="true">{t.parts.secret_hidden}</span>
            <SecretPaneIsland pane=pane label=name ticket=ticket words=words />
            <form method="post" action=action class="stack gap-2" autocomplete="off">
                {reason}
                {factor}
                <div class="cluster between">
                    <Button>{icon(Icon::Eye)}{t.parts.secret_reveal}</Button>
                    {note.map(|note| view! { <span class="sub">{note}</span> })}
                </div>
            </form>
        </div>
    }
    .markup()
}
