//! The mails of a demo: the list, and one mail.

use std::borrow::Cow;

use domain::time::Timestamp;
use leptos::prelude::*;
use services::demo::MailRow;

use crate::components::{Breadcrumbs, Column, DataTable, Empty, Facts, Panel, when};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// The newest mails.
pub fn mailbox(t: &'static Messages, mails: &[MailRow], now: Timestamp) -> Markup {
    let list = if mails.is_empty() {
        view! { <Empty title=t.demo.none_title text=t.demo.none_text /> }.markup()
    } else {
        let columns = [t.demo.subject, t.demo.to, t.demo.at]
            .map(Column::text)
            .to_vec();
        let rows = mails
            .iter()
            .map(|mail| {
                let href = format!("/demo/postfach/{}", mail.id);
                view! {
                    <tr role="row">
                        <th role="rowheader" scope="row" class="wide"><a href=href>{mail.subject.as_str()}</a></th>
                        <td role="cell" class="wide" data-label=t.demo.to>{mail.to_address.as_str()}</td>
                        <td role="cell" data-label=t.demo.at>{when(mail.created_at, now, t)}</td>
                    </tr>
                }
                .markup()
            })
            .collect::<Vec<_>>();
        view! { <DataTable caption=t.demo.title columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable> }
            .markup()
    };
    view! {
        <main id="main" class="page mailbox stack gap-6"><h1>{t.demo.title}</h1><p class="muted">{t.demo.intro}</p>{list}</main>
    }
    .markup()
}

/// One mail: its text with the links into this desk, and the way to its HTML.
pub fn mail(t: &'static Messages, mail: &MailRow, public_url: &str, now: Timestamp) -> Markup {
    let text = |text: &str| view! { {text} }.markup();
    let address = format!("{} <{}>", mail.to_name, mail.to_address);
    let facts: Vec<(Cow<'static, str>, Markup)> = vec![
        (t.demo.to.into(), text(address.trim_start())),
        (t.demo.at.into(), when(mail.created_at, now, t).markup()),
        (t.demo.kind.into(), text(&mail.kind)),
        (t.demo.message_id.into(), text(&mail.message_id)),
    ];
    let html = format!("/demo/postfach/{}/html", mail.id);
    let trail = vec![("/demo/postfach".to_owned(), Cow::Borrowed(t.demo.title))];
    view! {
        <main id="main" class="page mailbox stack gap-6">
            <Breadcrumbs t=t trail=trail here=mail.subject.clone() />
            <h1>{mail.subject.as_str()}</h1>
            <Facts rows=facts />
            <Panel id="text" title=t.demo.text><p class="typed">{linked(&mail.body_text.0, public_url)}</p></Panel>
            <p><a href=html target="_blank" rel="noopener">{t.demo.html}</a></p>
        </main>
    }
    .markup()
}

/// The text with every address of this desk as a link to its path, so that it works under whatever name one came by.
fn linked(text: &str, public_url: &str) -> Vec<Markup> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(public_url) {
        let (before, from) = rest.split_at(at);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let (url, after) = from.split_at(end);
        if !before.is_empty() {
            parts.push(view! { {before} }.markup());
        }
        parts.push(match url.strip_prefix(public_url).unwrap_or_default() {
            path if path.starts_with('/') => view! { <a href=path.to_owned()>{url}</a> }.markup(),
            _ => view! { {url} }.markup(),
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(view! { {rest} }.markup());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{Markup, linked};

    #[test]
    fn only_addresses_of_this_desk_become_links_and_everything_is_escaped() {
        let text = "Hallo <b>,\nhttp://desk.test/tickets/1 und http://evil.test/x und http://desk.test.evil/y";
        let html: String = linked(text, "http://desk.test")
            .into_iter()
            .map(Markup::into_string)
            .collect();
        assert_eq!(
            html,
            "Hallo &lt;b&gt;,\n<a href=\"/tickets/1\">http://desk.test/tickets/1</a> und http://evil.test/x und http://desk.test.evil/y"
        );
    }
}
