//! *Ist es dringend?* Whom to call, and whether somebody answers now: beside every form a customer files. // S-02, S-04

use domain::time::{Opening, Timestamp, day_and_time};
use leptos::prelude::*;
use services::provider::Contact;

use crate::components::{Notice, Tone};
use crate::i18n::Messages;
use crate::layouts::tel;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// The notice; nothing where no number is known.
pub(crate) fn contact_notice(t: &'static Messages, contact: &Contact, now: Timestamp) -> Markup {
    if contact.phone.is_empty() && contact.emergency_phone.is_empty() {
        return Markup::EMPTY;
    }
    let office = (!contact.phone.is_empty()).then(|| {
        let hours = (!contact.hours.is_empty()).then(|| format!(" ({})", contact.hours));
        let open = contact
            .opening
            .map(|opening| format!(", {}", opening_words(t, opening, now)));
        view! { <p>{t.tickets.call_office}" "{number(&contact.phone)}{hours}{open}</p> }
    });
    let emergency = (!contact.emergency_phone.is_empty()).then(|| {
        view! { <p>{t.tickets.call_emergency}" "{number(&contact.emergency_phone)}", "{t.layout.around_the_clock}</p> }
    });
    view! {
        <Notice tone=Tone::Warn title=t.tickets.urgent_title>
            <p>{t.tickets.urgent_text}</p>
            {office}
            {emergency}
        </Notice>
    }
    .markup()
}

/// What stands at the choice *Notfall*: the number to call.
pub(super) fn emergency_hint(t: &'static Messages, contact: &Contact) -> Option<String> {
    [&contact.emergency_phone, &contact.phone]
        .into_iter()
        .find(|phone| !phone.is_empty())
        .map(|phone| t.tickets.emergency_call(phone))
}

fn number(phone: &str) -> Markup {
    let href = tel(phone);
    view! { <a href=href><b>{phone.to_owned()}</b></a> }.markup()
}

fn opening_words(t: &'static Messages, opening: Opening, now: Timestamp) -> String {
    let words = |at| day_and_time(at, now, t.lang == Lang::De);
    match opening {
        Opening::Open(None) => t.tickets.open_now.to_owned(),
        Opening::Open(Some(until)) => t.tickets.open_until(&words(until)),
        Opening::Closed(None) => t.tickets.closed_now.to_owned(),
        Opening::Closed(Some(from)) => t.tickets.closed_until(&words(from)),
    }
}
