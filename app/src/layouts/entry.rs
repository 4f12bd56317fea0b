//! Before log-in: no navigation, the language as a link, the emergency number at the foot.

use crate::markup::{IntoMarkup, Markup};
use leptos::prelude::*;

use super::portal;
use crate::render::Shell;
use crate::wording::Lang;

pub(super) fn surround(shell: &Shell, content: Markup) -> Markup {
    let (href, tag, name) = match shell.lang() {
        Lang::De => ("?lang=en", "en", "English"),
        Lang::En => ("?lang=de", "de", "Deutsch"),
    };
    view! {
        {content}
        <nav class="entry-language" aria-label=shell.t.layout.language><a href=href lang=tag hreflang=tag>{name}</a></nav>
        {portal::footer(shell)}
    }
    .markup()
}
