//! Rendered markup as a value: what components and pages return.
//!
//! Leptos' own erased view first copies every attribute and text into owned memory, because it may have to live on in a
//! browser. Pages here never do: a view becomes its HTML at once and may borrow its data while it does. That costs one
//! buffer a component instead of an allocation an attribute, and keeps the types, and so the compile times, small.
//! A [`Markup`] can only be made from a view, so whatever is in it has been escaped.

use leptos::children::{ChildrenOptContainer, ToChildren};
use leptos::prelude::{AddAnyAttr, IntoView, Render, RenderHtml};
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{Position, PositionState, RenderFlags};

/// A piece of a page, already rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Nothing.
    pub const EMPTY: Self = Self(String::new());

    /// The HTML.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Anything that can be rendered becomes [`Markup`].
pub trait IntoMarkup {
    /// Renders at once.
    fn markup(self) -> Markup;
}

impl<V: IntoView> IntoMarkup for V {
    fn markup(self) -> Markup {
        let mut html = String::with_capacity(256);
        write(self, &mut html);
        Markup(html)
    }
}

/// Renders a view to the end of a buffer.
pub(crate) fn write(view: impl IntoView, html: &mut String) {
    view.into_view().to_html_with_buf(
        html,
        &mut Position::FirstChild,
        RenderFlags::HYDRATE,
        Vec::new(),
    );
}

/// The children of a component of ours: rendered where the component is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slot(Markup);

impl<F, C> ToChildren<F> for Slot
where
    F: FnOnce() -> C,
    C: RenderHtml,
{
    fn to_children(children: F) -> Self {
        Self(children().markup())
    }
}

impl<T: IntoView> ToChildren<ChildrenOptContainer<T>> for Slot {
    fn to_children(children: ChildrenOptContainer<T>) -> Self {
        Self(children.0.markup())
    }
}

impl Slot {
    /// What is in it.
    pub fn content(self) -> Markup {
        self.0
    }
}

impl Render for Markup {
    type State = ();

    // Pages exist on the server only; there is nothing to build or to keep in a browser.
    fn build(self) {}

    fn rebuild(self, (): &mut ()) {}
}

impl AddAnyAttr for Markup {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Markup {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn html_len(&self) -> usize {
        self.0.len()
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        _flags: RenderFlags,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        html.push_str(&self.0);
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, _cursor: &Cursor, _position: &PositionState) {}

    fn into_owned(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::*;

    #[test]
    fn markup_borrows_escapes_once_and_nests() {
        let name = String::from("a < b");
        let inner = view! { <b title=name.as_str()>{name.as_str()}</b> }.markup();
        let outer = view! { <p>{inner}</p> }.markup();
        assert_eq!(
            outer.into_string(),
            "<p><b title=\"a &lt; b\">a &lt; b</b></p>"
        );
    }
}
