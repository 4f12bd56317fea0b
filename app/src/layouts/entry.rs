//! Before log-in: no navigation, the language as a link, the emergency number at the foot.

use leptos::prelude::*;

use super::portal;
use crate::render::Shell;
use crate::wording::Lang;

pub(super) fn surround(shell: &Shell, content: AnyView) -> AnyView {
    let (href, tag, name) = match shell.lang() {
        Lang::De => ("?lang=en", "en", "English"),
        Lang::En => ("?lang=de", "de", "Deutsch"),
    };
    view! {
        {content}
        <p class="entry-language"><a href=href lang=tag hreflang=tag>{name}</a></p>
        {portal::footer(shell)}
    }
    .into_any()
}
