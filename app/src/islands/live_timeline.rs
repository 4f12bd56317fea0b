//! Brings new entries into a list while the page is open.
//!
//! The stream only says that something happened; the entries themselves are fetched as HTML from a route of the same page,
//! which asks again what this person may see. An entry that is already there is replaced if it changed; else it is left
//! alone, with whatever is focused or selected in it.

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

/// How the connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(any(test, feature = "hydrate")),
    expect(dead_code, reason = "only the browser ever has a connection")
)]
enum Link {
    /// Nothing is known yet.
    Unknown,
    /// It stands.
    Live,
    /// It does not; a try is under way.
    Trying,
    /// It does not; the next try comes in so many seconds.
    Waiting(i64),
    /// It does not, because nobody looks at the page.
    Asleep,
    /// It does not, and nobody tries any more.
    GivenUp,
}

impl Link {
    /// What is said of it; of an unknown one nothing.
    fn words(self, lang: Lang) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Live => "live".to_owned(),
            Self::Trying => lang
                .pick(
                    "nicht live, neuer Versuch läuft",
                    "not live, trying again now",
                )
                .to_owned(),
            Self::Waiting(seconds) => match lang {
                Lang::De => format!("nicht live, neuer Versuch binnen {seconds}\u{a0}s"),
                Lang::En => format!("not live, next try within {seconds}\u{a0}s"),
            },
            Self::Asleep => lang
                .pick(
                    "nicht live, wartet, bis diese Seite zu sehen ist",
                    "not live, waiting until this page is visible",
                )
                .to_owned(),
            Self::GivenUp => lang
                .pick(
                    "nicht live, bitte Seite neu laden",
                    "not live, please reload the page",
                )
                .to_owned(),
        }
    }
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
    let live = RwSignal::new(Link::Unknown);
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
        Link::Unknown => "info",
        Link::Live => "running",
        Link::Trying | Link::Waiting(_) | Link::Asleep | Link::GivenUp => "warn",
    };
    let words = move || match live.get() {
        Link::Unknown => match &rendered {
            Some(at) => format!("{} {at}", lang.pick("Stand", "as of")),
            None => lang
                .pick("Stand beim Laden der Seite", "as of loading the page")
                .to_owned(),
        },
        link => link.words(lang),
    };
    view! { <span class="state-badge" data-state=state role="status">{words}</span> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::{RwSignal, Set, document};
    use wasm_bindgen::JsCast;
    use web_sys::{CustomEvent, CustomEventInit, Element, HtmlTemplateElement};

    use super::{Insert, Link};
    use crate::islands::dom;
    use crate::islands::stream::{self, Told};

    pub fn listen(ticket: i64, list: String, source: String, insert: Insert, live: RwSignal<Link>) {
        stream::listen(ticket, move |told| match told {
            Told::Live => live.set(Link::Live),
            Told::Trying => live.set(Link::Trying),
            Told::Waiting(seconds) => live.set(Link::Waiting(seconds)),
            Told::Asleep => live.set(Link::Asleep),
            Told::GivenUp => live.set(Link::GivenUp),
            Told::Changed | Told::Revoked => refresh(&list, &source, insert),
        });
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

    /// What says above the list that nothing happened yet goes with the first entry.
    fn no_longer_empty(list: &Element) {
        if let Some(above) = list.previous_element_sibling()
            && above.matches(".empty").unwrap_or(false)
        {
            above.remove();
        }
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
            if let Some(old) = dom::by_id(&entry.id()).filter(|_| !entry.id().is_empty()) {
                if old.outer_html() != entry.outer_html() {
                    old.replace_with_with_node_1(&entry).ok()?;
                }
                continue;
            }
            no_longer_empty(list);
            let before = match insert {
                Insert::AtTop => not_later(list, &entry),
                Insert::AtEnd => None,
            };
            list.insert_before(&entry, before.as_ref().map(AsRef::as_ref))
                .ok()?;
        }
        let init = CustomEventInit::new();
        init.set_bubbles(true);
        let event = CustomEvent::new_with_event_init_dict("leitstand:inserted", &init).ok()?;
        list.dispatch_event(&event).ok()?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Lang, Link};

    #[test]
    fn a_page_that_is_not_live_says_so_and_when_the_next_try_comes() {
        let said = |link: Link| link.words(Lang::De);
        assert_eq!(said(Link::Live), "live");
        assert_eq!(
            said(Link::Waiting(16)),
            "nicht live, neuer Versuch binnen 16\u{a0}s"
        );
        assert_eq!(said(Link::GivenUp), "nicht live, bitte Seite neu laden");
        assert!(!said(Link::GivenUp).contains("Versuch"), "nobody tries");
        for link in [Link::Trying, Link::Asleep] {
            assert!(link.words(Lang::En).starts_with("not live"));
        }
    }
}
