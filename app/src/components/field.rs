//! The one place where text fields, text areas and selections are written.
//!
//! Label, hint, error, control, in this order; the error and the hint describe the control to a screen reader. A value
//! typed before a refusal is shown again, a password never.

use std::borrow::Cow;

use leptos::prelude::*;

use crate::forms::{Form, field_id};
use crate::markup::{IntoMarkup, Markup};

/// One entry of a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opt {
    /// Sent with the form.
    pub value: Cow<'static, str>,
    /// Read by people.
    pub label: Cow<'static, str>,
}

impl Opt {
    /// An entry from its code and its name.
    pub fn new(value: impl Into<Cow<'static, str>>, label: impl Into<Cow<'static, str>>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// Kinds of controls.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Input {
    /// One line of text.
    #[default]
    Text,
    /// Email address.
    Email,
    /// Password: never shown again. A manager may fill it in.
    Password,
    /// Telephone number.
    Tel,
    /// Digits, for codes and amounts; a text field, because spinners harm.
    Digits,
    /// An amount with cents.
    Amount,
    /// A code of the second factor.
    OneTimeCode,
    /// A search.
    Search,
    /// Date.
    Date,
    /// Date and time.
    DateTime,
    /// Files, any number of them; the accepted types as for the `accept` attribute.
    Files(&'static str),
    /// One file of any type.
    File,
    /// Several lines, so many at first.
    Area(u8),
    /// Several lines that are secret: neither shown again, nor corrected, nor completed.
    SecretArea(u8),
    /// One of these.
    Select(Vec<Opt>),
}

impl Input {
    /// The type attribute, the keyboard, and what the browser may complete.
    const fn attributes(&self) -> (&'static str, Option<&'static str>, Option<&'static str>) {
        match self {
            Self::Email => ("email", None, Some("email")),
            Self::Password => ("password", None, Some("current-password")),
            Self::Tel => ("tel", None, Some("tel")),
            Self::Digits => ("text", Some("numeric"), None),
            Self::Amount => ("text", Some("decimal"), None),
            Self::OneTimeCode => ("text", Some("numeric"), Some("one-time-code")),
            Self::Search => ("search", None, None),
            Self::Date => ("date", None, None),
            Self::DateTime => ("datetime-local", None, None),
            Self::Files(_) | Self::File => ("file", None, None),
            Self::Text | Self::Area(_) | Self::SecretArea(_) | Self::Select(_) => {
                ("text", None, None)
            }
        }
    }

    const fn is_secret(&self) -> bool {
        matches!(
            self,
            Self::Password | Self::SecretArea(_) | Self::OneTimeCode | Self::Files(_) | Self::File
        )
    }
}

/// A field of a form.
#[component]
pub fn Field<'a>(
    /// Values and problems of the form.
    form: &'a Form,
    /// Name sent with the form.
    #[prop(into)]
    name: Cow<'static, str>,
    /// What it is, above the control.
    #[prop(into)]
    label: Cow<'static, str>,
    /// Kind of control.
    #[prop(optional)]
    input: Input,
    /// How to fill it in.
    #[prop(optional, into)]
    hint: Option<Cow<'static, str>>,
    /// Value when the form has none for it.
    #[prop(optional, into)]
    value: Option<Cow<'a, str>>,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// What the browser may complete; otherwise by kind.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// An example inside the empty control; never the only hint.
    #[prop(optional, into)]
    placeholder: Option<Cow<'static, str>>,
    /// Fewest characters.
    #[prop(optional)]
    minlength: Option<u32>,
    /// Most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Suggestions below the control.
    #[prop(optional)]
    suggestions: Vec<Opt>,
    /// Unit behind the control ("€").
    #[prop(optional)]
    unit: Option<&'static str>,
    /// Fixed-width characters.
    #[prop(optional)]
    mono: bool,
    /// Label beside the control instead of above it.
    #[prop(optional)]
    inline: bool,
    /// The id, where a page has two fields of the same name.
    #[prop(optional, into)]
    id: Option<String>,
    /// More classes for the field ("wide").
    #[prop(optional)]
    class: Option<&'static str>,
    /// Takes the focus when the page opens. At most one a page.
    #[prop(optional)]
    autofocus: bool,
    /// Visible, not changeable.
    #[prop(optional)]
    readonly: bool,
    /// Stands below the control.
    #[prop(default = Markup::EMPTY)]
    below: Markup,
) -> Markup {
    let id = id.unwrap_or_else(|| field_id(&name));
    let error = form.error(&name).map(str::to_owned);
    let typed = form.value(&name);
    let value = if input.is_secret() {
        String::new()
    } else if typed.is_empty() {
        value.unwrap_or_default().into_owned()
    } else {
        typed.to_owned()
    };
    let describedby = describedby(&id, error.is_some(), hint.is_some());
    let invalid = error.is_some().then_some("true");
    // Drafts leave these out.
    let secret = input.is_secret().then_some("");
    let list = (!suggestions.is_empty()).then(|| format!("{id}-list"));
    let style = match (mono, unit.is_some()) {
        (false, false) => None,
        (true, false) => Some("mono"),
        (false, true) => Some("input"),
        (true, true) => Some("input mono"),
    };
    let (kind, inputmode, completes) = input.attributes();
    let autocomplete = autocomplete.or(completes);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let control = match input {
        Input::Area(rows) | Input::SecretArea(rows) => {
            let hidden = matches!(input, Input::SecretArea(_));
            view! {
                <textarea
                    id=id.clone()
                    name=name
                    rows=rows.to_string()
                    class=style
                    required=required
                    readonly=readonly
                    placeholder=placeholder
                    minlength=minlength.map(|n| n.to_string())
                    maxlength=maxlength.map(|n| n.to_string())
                    autocomplete=if hidden { Some("off") } else { autocomplete }
                    spellcheck=hidden.then_some("false")
                    data-secret=secret
                    autofocus=autofocus
                    aria-invalid=invalid
                    aria-describedby=describedby
                >
                    // The parser drops the first line break, so it is written once more than typed.
                    {format!("\n{value}")}
                </textarea>
            }
            .markup()
        }
        Input::Select(options) => {
            let options = options
                .into_iter()
                .map(|opt| {
                    let selected = opt.value == value;
                    view! { <option value=opt.value selected=selected>{opt.label}</option> }
                })
                .collect::<Vec<_>>();
            view! {
                <select
                    id=id.clone()
                    name=name
                    required=required
                    disabled=readonly
                    autofocus=autofocus
                    aria-invalid=invalid
                    aria-describedby=describedby
                >
                    {options}
                </select>
            }
            .markup()
        }
        Input::Files(accept) => view! {
            <input
                id=id.clone()
                name=name
                type="file"
                multiple=true
                accept=(!accept.is_empty()).then_some(accept)
                required=required
                aria-invalid=invalid
                aria-describedby=describedby
            />
        }
        .markup(),
        Input::File => view! {
            <input
                id=id.clone()
                name=name
                type="file"
                required=required
                aria-invalid=invalid
                aria-describedby=describedby
            />
        }
        .markup(),
        _ => view! {
            <input
                id=id.clone()
                name=name
                type=kind
                value=(!value.is_empty()).then_some(value)
                class=style
                required=required
                readonly=readonly
                inputmode=inputmode
                placeholder=placeholder
                minlength=minlength.map(|n| n.to_string())
                maxlength=maxlength.map(|n| n.to_string())
                autocomplete=autocomplete
                list=list.clone()
                data-secret=secret
                autofocus=autofocus
                aria-invalid=invalid
                aria-describedby=describedby
            />
        }
        .markup(),
    };
    let control = match unit {
        Some(unit) => {
            view! { <span class="with-unit">{control}<span>{unit}</span></span> }.markup()
        }
        None => control,
    };
    let suggestions = list.map(|list| {
        let options = suggestions
            .into_iter()
            .map(|opt| view! { <option value=opt.value>{opt.label}</option> })
            .collect::<Vec<_>>();
        view! { <datalist id=list>{options}</datalist> }
    });
    let class = match (inline, class) {
        (false, None) => Cow::Borrowed("field"),
        (true, None) => Cow::Borrowed("field field--inline"),
        (false, Some(more)) => Cow::Owned(format!("field {more}")),
        (true, Some(more)) => Cow::Owned(format!("field field--inline {more}")),
    };
    view! {
        <div class=class>
            <label for=id>{label}</label>
            {hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> })}
            {error.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
            {control}
            {suggestions}
            {below}
        </div>
    }
    .markup()
}

/// The ids that describe a control: error first, because it is what one must know now.
pub(super) fn describedby(id: &str, error: bool, hint: bool) -> Option<String> {
    match (error, hint) {
        (true, true) => Some(format!("{id}-error {id}-hint")),
        (true, false) => Some(format!("{id}-error")),
        (false, true) => Some(format!("{id}-hint")),
        (false, false) => None,
    }
}

/// A hidden field.
#[component]
pub fn Hidden(
    /// Name sent with the form.
    #[prop(into)]
    name: Cow<'static, str>,
    /// Value sent with the form.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value /> }
}
