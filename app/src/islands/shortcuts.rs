//! Single keys of the desk. Rendered only for people who have them switched on (WCAG 2.1.4).
//!
//! What a key does stands in the markup: `data-key="r"` on a field takes the focus, on a button it presses it, first
//! inside the marked row, then anywhere on the page. `j` and `k` walk over `data-row`. A form with `data-marked-key="a"` is
//! sent for the marked row: to the address its link leads to, with `/change` behind it.
//!
//! A key that is held down walks on, but acts once; behind an open dialog no key acts.

use leptos::prelude::*;

use super::alive;

/// Listens to keys while no field has the focus.
#[island]
pub fn Shortcuts() -> impl IntoView {
    alive!(live::listen());
}

#[cfg(feature = "hydrate")]
mod live {
    use std::cell::Cell;

    use leptos::prelude::{document, window};
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlDialogElement, HtmlElement, KeyboardEvent};

    use crate::islands::dom;

    pub fn listen() {
        // "g" waits for the next key.
        let go = Cell::new(false);
        dom::on(&document(), "keydown", move |event| {
            let Ok(event) = event.dyn_into::<KeyboardEvent>() else {
                return;
            };
            if event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing() {
                return;
            }
            if !dom::all("dialog[open]").is_empty() {
                return;
            }
            let field = in_field(&event);
            if field.is_some() {
                if event.key() == "Escape" {
                    field.and_then(|f| f.blur().ok());
                }
                return;
            }
            if event.repeat() && !matches!(event.key().as_str(), "j" | "k") {
                return;
            }
            let went = go.replace(false);
            let handled = match (went, event.key().as_str()) {
                (true, "q") => window().location().assign("/desk/queue").ok(),
                (false, "g") => {
                    go.set(true);
                    Some(())
                }
                (false, "/") => focus(dom::by_id("search")),
                (false, "?") => help(),
                (false, "j") => walk(1),
                (false, "k") => walk(-1),
                (false, key @ ("a" | "n" | "r" | "t")) => press(key),
                _ => None,
            };
            if handled.is_some() {
                event.prevent_default();
            }
        });
    }

    fn in_field(event: &KeyboardEvent) -> Option<HtmlElement> {
        let element: HtmlElement = event.target()?.dyn_into().ok()?;
        let field = matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.is_content_editable();
        field.then_some(element)
    }

    fn focus(element: Option<Element>) -> Option<()> {
        element?.dyn_into::<HtmlElement>().ok()?.focus().ok()
    }

    fn help() -> Option<()> {
        let dialog: HtmlDialogElement = dom::by_id("key-help")?.dyn_into().ok()?;
        dialog.show_modal().ok()
    }

    fn press(key: &str) -> Option<()> {
        let selector = format!("[data-key=\"{key}\"]");
        let row = dom::all("[data-row][aria-current]").into_iter().next();
        if let Some(row) = &row
            && send_for(row, key).is_some()
        {
            return Some(());
        }
        let element = row
            .and_then(|row| dom::find(&row, &selector))
            .or_else(|| dom::all(&selector).into_iter().next())?
            .dyn_into::<HtmlElement>()
            .ok()?;
        if element.tag_name() == "BUTTON" {
            element.click();
            Some(())
        } else {
            element.focus().ok()
        }
    }

    /// Sends the form that stands on the page once for all rows.
    fn send_for(row: &Element, key: &str) -> Option<()> {
        let form = dom::all(&format!("form[data-marked-key=\"{key}\"]"))
            .into_iter()
            .next()?;
        let address = dom::find(row, "a")?.get_attribute("href")?;
        dom::set(&form, "action", &format!("{address}/change"));
        let button = dom::find(&form, "button")?;
        button.dyn_into::<HtmlElement>().ok()?.click();
        Some(())
    }

    fn walk(step: i32) -> Option<()> {
        let rows = dom::all("[data-row]");
        let at = rows
            .iter()
            .position(|row| row.has_attribute("aria-current"));
        let next = match (at, step) {
            (None, _) => 0,
            (Some(at), 1) => (at + 1).min(rows.len().saturating_sub(1)),
            (Some(at), _) => at.saturating_sub(1),
        };
        for row in &rows {
            row.remove_attribute("aria-current").ok();
        }
        let row = rows.get(next)?;
        dom::set(row, "aria-current", "true");
        // The link has the focus, so Enter opens it.
        focus(dom::find(row, "a"))
    }
}
