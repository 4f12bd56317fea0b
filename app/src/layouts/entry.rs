//! Before log-in: the form at the left, the number to call at the right. Nobody needs an account to be helped.

use leptos::prelude::*;

use super::{brand, portal};
use crate::markup::{IntoMarkup, Markup};
use crate::render::Shell;
use crate::wording::Lang;

pub(super) fn surround(shell: &Shell, content: impl IntoView) -> impl IntoView {
    let t = shell.t;
    let phone = &shell.provider.emergency_phone;
    let call = (!phone.is_empty()).then(|| {
        view! {
            <aside class="stack" aria-labelledby="down">
                <section class="stack">
                    <h2 id="down">{t.layout.server_down}</h2>
                    <p class="phone"><a href=portal::tel(phone)>{phone.as_str()}</a></p>
                    <p>{t.layout.server_down_call}</p>
                </section>
            </aside>
        }
    });
    let name = &shell.provider.name;
    view! {
        <div class="entry">
            <div class="stack"><header>{brand(None, name)}</header>{content}</div>
            {call}
        </div>
        {portal::footer(shell, Some(language(shell.lang())))}
    }
}

/// The other language, as a link: nothing is stored before log-in.
fn language(lang: Lang) -> Markup {
    let (href, tag, name) = match lang {
        Lang::De => ("?lang=en", "en", "English"),
        Lang::En => ("?lang=de", "de", "Deutsch"),
    };
    view! { <a href=href lang=tag hreflang=tag>{name}</a> }.markup()
}
