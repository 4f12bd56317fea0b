//! Buttons. One primary button a form; danger only for what ends something.

use std::borrow::Cow;

use crate::markup::Slot;
use leptos::prelude::*;

/// How a button looks and what that means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// An ordinary act.
    #[default]
    Plain,
    /// The one act the form is for.
    Primary,
    /// Ends something that does not come back.
    Danger,
    /// Stores an internal note.
    Note,
    /// Less than an act: a link that posts.
    Quiet,
}

pub(super) const fn class(kind: ButtonKind, small: bool, large: bool) -> &'static str {
    match (kind, small, large) {
        (ButtonKind::Plain, false, false) => "button",
        (ButtonKind::Plain, true, _) => "button button--small",
        (ButtonKind::Plain, _, true) => "button button--large",
        (ButtonKind::Primary, false, false) => "button button--primary",
        (ButtonKind::Primary, true, _) => "button button--primary button--small",
        (ButtonKind::Primary, _, true) => "button button--primary button--large",
        (ButtonKind::Danger, false, false) => "button button--danger",
        (ButtonKind::Danger, true, _) => "button button--danger button--small",
        (ButtonKind::Danger, _, true) => "button button--danger button--large",
        (ButtonKind::Note, false, _) => "button button--note",
        (ButtonKind::Note, true, _) => "button button--note button--small",
        (ButtonKind::Quiet, false, _) => "button button--quiet",
        (ButtonKind::Quiet, true, _) => "button button--quiet button--small",
    }
}

/// Submits the form around it.
#[component]
pub fn Button(
    /// How it looks.
    #[prop(optional)]
    kind: ButtonKind,
    /// In lists and bars.
    #[prop(optional)]
    small: bool,
    /// The one thing on the page.
    #[prop(optional)]
    large: bool,
    /// Name sent with the form, with `value`.
    #[prop(optional, into)]
    name: Option<Cow<'static, str>>,
    /// Value sent under `name`.
    #[prop(optional, into)]
    value: Option<Cow<'static, str>>,
    /// Another address for this button of the form.
    #[prop(optional, into)]
    formaction: Option<String>,
    /// The id of the form, if the button stands outside it.
    #[prop(optional, into)]
    form: Option<Cow<'static, str>>,
    /// Skips the browser's own checks, for "save draft".
    #[prop(optional)]
    formnovalidate: bool,
    /// Ids of what explains the consequences.
    #[prop(optional, into)]
    describedby: Option<Cow<'static, str>>,
    /// The single key that presses it, where a person has those switched on.
    #[prop(optional)]
    key: Option<&'static str>,
    /// Cannot be pressed now; say why beside it.
    #[prop(optional)]
    disabled: bool,
    /// Icon and word.
    children: Slot,
) -> impl IntoView {
    view! {
        <button
            class=class(kind, small, large)
            type="submit"
            name=name
            value=value
            formaction=formaction
            form=form
            formnovalidate=formnovalidate
            aria-describedby=describedby
            data-key=key
            disabled=disabled
        >
            {children.content()}
        </button>
    }
}

/// A link that looks like a button: goes somewhere, changes nothing.
#[component]
pub fn LinkButton(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// How it looks.
    #[prop(optional)]
    kind: ButtonKind,
    /// In lists and bars.
    #[prop(optional)]
    small: bool,
    /// The one thing on the page.
    #[prop(optional)]
    large: bool,
    /// Downloads instead of opening.
    #[prop(optional)]
    download: bool,
    /// Icon and word.
    children: Slot,
) -> impl IntoView {
    view! { <a class=class(kind, small, large) href=href download=download>{children.content()}</a> }
}

/// A whole form of one button: posts to `action` with hidden fields.
#[component]
pub fn PostButton(
    /// Where it posts to.
    #[prop(into)]
    action: String,
    /// How it looks.
    #[prop(optional)]
    kind: ButtonKind,
    /// In lists and bars.
    #[prop(optional)]
    small: bool,
    /// The one thing on the page.
    #[prop(optional)]
    large: bool,
    /// Hidden fields sent along.
    #[prop(optional)]
    fields: Vec<(&'static str, String)>,
    /// The single key that presses it, where a person has those switched on.
    #[prop(optional)]
    key: Option<&'static str>,
    /// Cannot be pressed now; say why beside it.
    #[prop(optional)]
    disabled: bool,
    /// Icon and word.
    children: Slot,
) -> impl IntoView {
    let hidden = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect::<Vec<_>>();
    view! {
        <form method="post" action=action>
            {hidden}
            <button class=class(kind, small, large) type="submit" data-key=key disabled=disabled>
                {children.content()}
            </button>
        </form>
    }
}
