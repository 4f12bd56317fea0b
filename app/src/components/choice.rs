//! Check boxes and radio buttons, alone and as a group with one message.

use std::borrow::Cow;

use leptos::prelude::*;

use super::field::describedby;
use crate::forms::{Form, field_id};
use crate::markup::{IntoMarkup, Markup, Slot};

/// Check box or radio button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChoiceKind {
    /// Any number of them.
    #[default]
    Check,
    /// One of them.
    Radio,
}

/// One check box or radio button with its label. Alone, it may carry its own error.
#[component]
pub fn Choice<'a>(
    /// Values and problems of the form.
    form: &'a Form,
    /// Name sent with the form.
    #[prop(into)]
    name: Cow<'static, str>,
    /// Value sent when chosen; a lone check box sends "yes".
    #[prop(default = Cow::Borrowed("yes"), into)]
    value: Cow<'static, str>,
    /// What choosing means.
    #[prop(into)]
    label: Cow<'static, str>,
    /// What follows from it.
    #[prop(optional, into)]
    hint: Option<Cow<'static, str>>,
    /// Price or place at the right.
    #[prop(optional, into)]
    price: Option<Cow<'static, str>>,
    /// Check box or radio button.
    #[prop(optional)]
    kind: ChoiceKind,
    /// Chosen although the form has no value for it.
    #[prop(optional)]
    checked: bool,
    /// A large outlined block, for decisions between two ways.
    #[prop(optional)]
    block: bool,
    /// Must be chosen.
    #[prop(optional)]
    required: bool,
    /// Visible, not changeable.
    #[prop(optional)]
    disabled: bool,
    /// Shows the form's error for this name here; off inside [`Choices`], which shows it once.
    #[prop(default = true)]
    own_error: bool,
) -> Markup {
    let id = if value == "yes" {
        field_id(&name)
    } else {
        format!("{}-{value}", field_id(&name))
    };
    let error = if own_error { form.error(&name) } else { None }.map(str::to_owned);
    let checked = checked || form.has(&name, &value);
    let kind = match kind {
        ChoiceKind::Check => "checkbox",
        ChoiceKind::Radio => "radio",
    };
    let class = if block {
        "choice choice--block"
    } else {
        "choice"
    };
    let describedby = describedby(&id, error.is_some(), hint.is_some());
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class=class>
            <input
                type=kind
                id=id.clone()
                name=name
                value=value
                checked=checked
                required=required
                disabled=disabled
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=describedby
            />
            <label for=id>{label}</label>
            {price.map(|price| view! { <span class="price">{price}</span> })}
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
        </div>
    }
    .markup()
}

/// A group of choices of one name, with one legend and one message.
#[component]
pub fn Choices<'a>(
    /// Values and problems of the form.
    form: &'a Form,
    /// Name of all choices inside.
    #[prop(into)]
    name: Cow<'static, str>,
    /// What is to be chosen.
    #[prop(into)]
    legend: Cow<'static, str>,
    /// How to choose.
    #[prop(optional, into)]
    hint: Option<Cow<'static, str>>,
    /// The legend is for screen readers only.
    #[prop(optional)]
    legend_hidden: bool,
    /// Short choices side by side.
    #[prop(optional)]
    row: bool,
    /// The choices, each with `own_error=false`.
    children: Slot,
) -> Markup {
    let id = field_id(&name);
    let error = form.error(&name).map(str::to_owned);
    let describedby = describedby(&id, error.is_some(), hint.is_some());
    let invalid = error.is_some().then_some("true");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let class = if row { "field choices--row" } else { "field" };
    view! {
        <fieldset class=class id=id tabindex="-1" data-invalid=invalid aria-describedby=describedby>
            <legend class=legend_hidden.then_some("visually-hidden")>{legend}</legend>
            {hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> })}
            {error.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
            <div>{children.content()}</div>
        </fieldset>
    }
    .markup()
}
