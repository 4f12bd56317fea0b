//! The fields of an address, the same wherever one is asked for.

use std::borrow::Cow;

use leptos::prelude::*;

use services::places::LAENDER;

use crate::components::{Field, Input, Opt};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// A stored address, for forms without typed values.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stored<'a> {
    pub(super) street: &'a str,
    pub(super) postal_code: &'a str,
    pub(super) city: &'a str,
    pub(super) country: &'a str,
    pub(super) land: &'a str,
    pub(super) vat_id: &'a str,
}

/// Street to VAT id.
pub(super) fn address_fields(t: &'static Messages, form: &Form, stored: Stored<'_>) -> Markup {
    let a = &t.admin;
    let country = if stored.country.is_empty() {
        "DE"
    } else {
        stored.country
    };
    view! {
        <Field form=form name="street" label=a.street value=stored.street.to_owned() autocomplete="street-address" maxlength=120 />
        <Field form=form name="postal_code" label=a.postal_code value=stored.postal_code.to_owned() autocomplete="postal-code" maxlength=16 />
        <Field form=form name="city" label=a.city value=stored.city.to_owned() autocomplete="address-level2" maxlength=80 />
        <Field form=form name="country" label=a.country hint=a.country_hint value=country.to_owned() autocomplete="country" required=true maxlength=2 />
        <Field form=form name="land" label=a.land hint=a.land_hint value=stored.land.to_owned() input=Input::Select(laender(t)) />
        <Field form=form name="vat_id" label=a.vat_id value=stored.vat_id.to_owned() maxlength=20 />
    }
    .markup()
}

/// The Länder as a selection, with none on top.
pub(super) fn laender(t: &'static Messages) -> Vec<Opt> {
    std::iter::once(Opt::new("", t.admin.land_none))
        .chain(
            LAENDER
                .iter()
                .map(|(code, name)| Opt::new(Cow::Borrowed(*code), Cow::Borrowed(*name))),
        )
        .collect()
}
