//! Brings new entries into a list while the page is open.
//!
//! The stream only says that something happened; the entries themselves are fetched as HTML from a route of the same page,
//! which asks again what this person may see. An entry that is already there is replaced.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::alive;
use crate::wording::Lang;

/// Where new entries go.
///
/// In a log that is where their time belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Insert {
    /// Newest first: logs.
    AtTop,
    /// Oldest first: conversations.
    AtEnd,
}

/// Listens to a ticket's events and says whether the connection stands.
#[island]
pub fn LiveTimeline(
    /// Number of the ticket.
    ticket: i64,
    /// The id of the list.
    list: String,
    /// Address of the fragment with the newest entries.
    source: String,
    /// Where new entries go.
    insert: Insert,
    /// When the page was rendered ("14:05"): what it says where no script runs.
    #[prop(optional)]
    rendered: Option<String>,
    /// Language of the words.
    lang: Lang,
) -> impl IntoView {
    // Nothing known yet, then connected or not.
    let live = RwSignal::new(None::<bool>);
    alive!(browser::listen(
        ticket,
        list.clone(),
        source.clone(),
        insert,
        live
    ));
    #[cfg(not(feature = "hydrate"))]
    let _ = (ticket, &list, &source, insert);
    let state = move || match live.get() {
        None => "info",
        Some(true) => "running",
        Some(false) => "warn",
    };
    let words = move || match live.get() {
        None => match &rendered {
            Some(at) => format!("{} {at}", lang.pick("Stand", "as of")),
            None => lang
                .pick("Stand beim Laden der Seite", "as of loading the page")
                .to_owned(),
        },
        Some(true) => "live".to_owned(),
        Some(false) => lang
            .pick(
                "Verbindung unterbrochen, neuer Versuch läuft",
                "connection lost, trying again",
            )
            .to_owned(),
    };
    view! { <span class="state-badge" data-state=state role="status">{words}</span> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::{RwSignal, Set, document};
    use wasm_bindgen::JsCast;
    use web_sys::{CustomEvent, CustomEventInit, Element, HtmlTemplateElement};

    use super::Insert;
    use crate::islands::dom;

    pub fn listen(
        ticket: i64,
        list: String,
        source: String,
        insert: Insert,
        live: RwSignal<Option<bool>>,
    ) {
        let Some(events) = dom::events(ticket) else {
            return;
        };
        dom::on(&events, "open", move |_| live.set(Some(true)));
        dom::on(&events, "error", move |_| live.set(Some(false)));
        for event in ["changed", "revoked"] {
            let (list, source) = (list.clone(), source.clone());
            dom::on(&events, event, move |_| refresh(&list, &source, insert));
        }
    }

    fn refresh(list: &str, source: &str, insert: Insert) {
        let Some(list) = dom::by_id(list) else { return };
        dom::ask(source, None, "text/html", move |answer| {
            let Some(html) = answer.filter(|a| a.ok).and_then(|a| a.body.as_string()) else {
                return;
            };
            place(&list, &html, insert);
        });
    }

    /// The first entry of a log that is not later than this one, which belongs before it: one that was dated back stands
    /// where its time belongs, and of one second the later one on top.
    fn not_later(list: &Element, entry: &Element) -> Option<Element> {
        let at = |entry: &Element| {
            let time = dom::find(entry, "time[datetime]");
            time.and_then(|time| time.get_attribute("datetime"))
        };
        let mut next = list.first_element_child();
        let Some(own) = at(entry) else {
            return next;
        };
        // Times are written in one time zone and to the second, so they compare as texts.
        while let Some(other) = next {
            if at(&other).is_none_or(|at| at <= own) {
                return Some(other);
            }
            next = other.next_element_sibling();
        }
        None
    }

    /// The fragment is this server's own page, escaped like every other.
    fn place(list: &Element, html: &str, insert: Insert) -> Option<()> {
        let template: HtmlTemplateElement = document()
            .create_element("template")
            .ok()?
            .dyn_into()
            .ok()?;
        template.set_inner_html(html);
        let mut entries = Vec::new();
        while let Some(entry) = template.content().first_element_child() {
            entry.remove();
            entries.push(entry);
        }
        if insert == Insert::AtTop {
            entries.reverse();
        }
        for entry in entries {
            match dom::by_id(&entry.id()).filter(|_| !entry.id().is_empty()) {
                Some(old) => old.replace_with_with_node_1(&entry).ok()?,
                None => {
                    let before = match insert {
                        Insert::AtTop => not_later(list, &entry),
                        Insert::AtEnd => None,
                    };
                    list.insert_before(&entry, before.as_ref().map(AsRef::as_ref))
                        .ok()?;
                }
            }
        }
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        let event = CustomEvent::new_with_event_init_dict("leitstand:inserted", &init).ok()?;
        list.dispatch_event(&event).ok()?;
        Some(())
    }
}
