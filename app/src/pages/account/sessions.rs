//! Where somebody is logged in, and ending it from afar.

use leptos::prelude::*;

use domain::time::Timestamp;
use services::accounts::SessionView;

use crate::components::{Column, DataTable, Panel, PostButton, when};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

pub(super) fn panel(t: &'static Messages, sessions: &[SessionView], now: Timestamp) -> Markup {
    let a = &t.account;
    let columns = vec![
        Column::text(a.session_browser),
        Column::text(a.session_from),
        Column::text(a.session_began),
        Column::text(a.session_seen),
        Column::text(a.session_end),
    ];
    let rows = sessions
        .iter()
        .map(|session| row(t, session, now))
        .collect::<Vec<_>>();
    let others = (sessions.len() > 1).then(|| {
        view! { <PostButton action="/account/sessions/end-others">{a.sessions_end_others}</PostButton> }
    });
    view! {
        <Panel id="sessions" title=a.sessions>
            <div class="stack">
                <p>{a.sessions_lead}</p>
                <DataTable caption=a.sessions columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
                {others}
            </div>
        </Panel>
    }
    .markup()
}

fn row(t: &'static Messages, session: &SessionView, now: Timestamp) -> Markup {
    let a = &t.account;
    let end = if session.is_current {
        view! { <b>{a.session_this}</b> }.markup()
    } else {
        let action = format!("/account/sessions/{}/end", session.id);
        view! { <PostButton action=action small=true>{a.session_end}</PostButton> }.markup()
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="wide">{browser(&session.user_agent, t)}</th>
            <td role="cell" data-label=a.session_from class="mono">{session.ip.clone()}</td>
            <td role="cell" data-label=a.session_began>{when(session.created_at, now, t)}</td>
            <td role="cell" data-label=a.session_seen>{when(session.last_seen_at, now, t)}</td>
            <td role="cell">{end}</td>
        </tr>
    }
    .markup()
}

/// "Firefox, Linux" out of what browsers call themselves; else their own words.
fn browser(user_agent: &str, t: &'static Messages) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ if user_agent.is_empty() => t.common.unknown.to_owned(),
        _ => user_agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser;
    use crate::i18n::messages;
    use crate::wording::Lang;

    #[test]
    fn browsers_are_named_as_people_name_them() {
        let t = messages(Lang::De);
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36";
        assert_eq!(browser(chrome, t), "Chrome, Linux");
        assert_eq!(browser("curl/8.1", t), "curl/8.1");
        assert_eq!(browser("", t), "unbekannt");
    }
}
