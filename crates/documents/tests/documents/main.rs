//! The documents as their readers get them: PDFs read back with poppler.

mod certificate;
mod content;
mod form;
mod hostile;
mod poppler;
mod specimen;

use std::sync::LazyLock;

use documents::Renderer;

static RENDERER: LazyLock<Renderer> = LazyLock::new(Renderer::new);
