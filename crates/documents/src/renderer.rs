//! From data to PDF: fonts and templates are parsed once, each document is laid out by typst.
//!
//! The data enters as `sys.inputs`, as values: a template can show a text but has no way to run it (no template uses
//! `eval`). There is no file system, no network and no package behind the engine, only the embedded sources.

use serde_json::Value;
use sha2::{Digest, Sha256};
use typst::foundations::{Bytes, Datetime, Dict, IntoValue, Smart, Value as Typst};
use typst::text::Font;
use typst_as_lib::{TypstAsLibError, TypstEngine};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::error::DocumentError;
use crate::glyphs::Glyphs;
use crate::model::{
    AuthorizationDocument, CertificateDocument, EvidencePack, SignedVersion, StandingDocument,
    StatementDocument,
};
use crate::view::{self, Attached, View};
use domain::time::Timestamp;

/// Noto Sans regular, bold, DejaVu Sans Mono: licences beside the files.
static FONTS: [&[u8]; 3] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/DejaVuSansMono.ttf"),
];

const BASE: (&str, &str) = ("base.typ", include_str!("../templates/base.typ"));
const PARTS: (&str, &str) = ("parts.typ", include_str!("../templates/parts.typ"));
const AUTHORIZATION: (&str, &str) = (
    "authorization.typ",
    include_str!("../templates/authorization.typ"),
);
const FIGURES: (&str, &str) = ("figures.typ", include_str!("../templates/figures.typ"));
const EVIDENCE: (&str, &str) = ("evidence.typ", include_str!("../templates/evidence.typ"));

/// Makes the documents. Build one at start and share it; rendering takes `&self` from any thread and is pure CPU work
/// (tens of milliseconds in release), so call it where blocking is allowed.
pub struct Renderer {
    engine: TypstEngine,
    glyphs: Glyphs,
}

impl Renderer {
    /// Parses the embedded fonts and templates.
    pub fn new() -> Self {
        let fonts = fonts();
        let glyphs = Glyphs::new(&fonts[..2], &fonts[2]);
        let engine = TypstEngine::builder()
            .fonts(fonts)
            .with_static_source_file_resolver([BASE, PARTS, AUTHORIZATION, FIGURES, EVIDENCE])
            .build();
        Self { engine, glyphs }
    }

    /// The signed authorization as PDF, with its canonical text attached.
    ///
    /// Fails with [`DocumentError::HashMismatch`] if the stored hash is not the hash of the stored text.
    pub fn render_authorization(
        &self,
        document: &AuthorizationDocument,
    ) -> Result<Vec<u8>, DocumentError> {
        check_hash(&document.signed)?;
        self.render(AUTHORIZATION.0, view::authorization(document)?)
    }

    /// A signed standing authorization as PDF, with its canonical text attached.
    ///
    /// Fails with [`DocumentError::HashMismatch`] if the stored hash is not the hash of the stored text.
    pub fn render_standing(&self, document: &StandingDocument) -> Result<Vec<u8>, DocumentError> {
        same_text(&document.text, &document.text_sha256, document.number)?;
        self.render(AUTHORIZATION.0, view::standing(document)?)
    }

    /// The evidence pack as PDF, with the signed texts and, if given, `pack.json` attached.
    ///
    /// Fails with [`DocumentError::HashMismatch`] if a stored hash is not the hash of its text.
    pub fn render_evidence(&self, pack: &EvidencePack) -> Result<Vec<u8>, DocumentError> {
        pack.authorizations.iter().try_for_each(check_hash)?;
        self.render(EVIDENCE.0, view::evidence(pack)?)
    }

    /// The certificate of a month as PDF.
    pub fn render_certificate(
        &self,
        document: &CertificateDocument,
    ) -> Result<Vec<u8>, DocumentError> {
        self.render(FIGURES.0, view::certificate(document)?)
    }

    /// The statement of work of a month as PDF.
    pub fn render_statement(&self, document: &StatementDocument) -> Result<Vec<u8>, DocumentError> {
        self.render(FIGURES.0, view::statement(document)?)
    }

    fn render(&self, template: &'static str, view: View) -> Result<Vec<u8>, DocumentError> {
        let View {
            mut data,
            attached,
            identity,
            dated,
        } = view;
        let replaced = self.glyphs.clean(&mut data);
        let inputs = inputs(data, replaced, attached)?;
        let compiled = self.engine.compile_with_input(template, inputs);
        debug_assert!(compiled.warnings.is_empty(), "{:?}", compiled.warnings);
        let document = compiled
            .output
            .map_err(|error| template_error(template, error))?;
        let options = PdfOptions {
            ident: Smart::Custom(identity),
            creator: Smart::Custom(Some("Leitstand".to_owned())),
            timestamp: pdf_date(dated),
            page_ranges: None,
            standards: standards()?,
            tagged: true,
            pretty: false,
        };
        typst_pdf::pdf(&document, &options)
            .map_err(|faults| DocumentError::Export(lines(faults.iter().map(|f| &f.message))))
    }
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

/// The embedded faces in the order of [`FONTS`].
pub(crate) fn fonts() -> Vec<Font> {
    FONTS
        .iter()
        .flat_map(|file| Font::iter(Bytes::new(*file)))
        .collect()
}

fn check_hash(signed: &SignedVersion) -> Result<(), DocumentError> {
    same_text(&signed.text, &signed.text_sha256, signed.version)
}

fn same_text(text: &str, sha256: &str, version: i64) -> Result<(), DocumentError> {
    let digest = Sha256::digest(text.as_bytes());
    if hex::encode(digest) == sha256.to_ascii_lowercase() {
        return Ok(());
    }
    Err(DocumentError::HashMismatch { version })
}

fn inputs(data: Value, replaced: bool, attached: Vec<Attached>) -> Result<Dict, DocumentError> {
    let files: Vec<Typst> = attached
        .into_iter()
        .map(|file| {
            let mut fields = Dict::new();
            fields.insert("name".into(), file.name.into_value());
            fields.insert("mime".into(), file.mime.into_value());
            fields.insert("description".into(), file.description.into_value());
            fields.insert("relationship".into(), file.relationship.into_value());
            fields.insert("bytes".into(), Bytes::new(file.bytes).into_value());
            fields.into_value()
        })
        .collect();
    let mut inputs: Dict = serde_json::from_value(data)?;
    inputs.insert("replaced".into(), replaced.into_value());
    inputs.insert("files".into(), files.into_value());
    Ok(inputs)
}

/// Accessible and archivable: PDF/UA-1 demands tags, title, language; PDF/A-3a permits attached files.
fn standards() -> Result<PdfStandards, DocumentError> {
    PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|fault| DocumentError::Export(fault.message().to_string()))
}

fn pdf_date(at: Timestamp) -> Option<typst_pdf::Timestamp> {
    let at = at.offset_date_time();
    Datetime::from_ymd_hms(
        at.year(),
        at.month().into(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
    )
    .map(typst_pdf::Timestamp::new_utc)
}

fn template_error(template: &'static str, error: TypstAsLibError) -> DocumentError {
    let reasons = match error {
        TypstAsLibError::TypstSource(faults) => lines(faults.iter().map(|fault| &fault.message)),
        other => other.to_string(),
    };
    DocumentError::Template { template, reasons }
}

fn lines<'a, T: AsRef<str> + 'a + ?Sized>(messages: impl Iterator<Item = &'a T>) -> String {
    messages.map(AsRef::as_ref).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Party, Provider};
    use domain::account::{Locale, MemberRole};
    use domain::intervention::{AuthorizationVersionKind, SecondFactor};

    fn document(text: String) -> AuthorizationDocument {
        let at = Timestamp::from_unix(1_791_900_000);
        AuthorizationDocument {
            language: Locale::De,
            provider: Provider::default(),
            ticket: 1,
            subject: String::new(),
            organization: Party::default(),
            system: String::new(),
            signed: SignedVersion {
                version: 1,
                kind: AuthorizationVersionKind::Initial,
                language: Locale::De,
                text_version: String::new(),
                text_sha256: hex::encode(Sha256::digest(text.as_bytes())),
                text,
                signer_name: String::new(),
                signer_role: MemberRole::Owner,
                second_factor: SecondFactor::Totp,
                signed_at: at,
                ip: String::new(),
                valid_until: at,
                latest_until: at,
            },
            ended: None,
            history: Vec::new(),
        }
    }

    #[test]
    fn every_character_called_printable_passes_the_export() {
        let renderer = Renderer::new();
        let all: Vec<char> = ('\u{20}'..='\u{FFFF}')
            .filter(|character| renderer.glyphs.has(*character))
            .collect();
        assert!(all.len() > 2500, "{}", all.len());
        let mut text = String::new();
        for line in all.chunks(32) {
            text.extend(line.iter().flat_map(|character| ['a', *character]));
            text.push('\n');
        }
        let pdf = renderer
            .render_authorization(&document(text))
            .expect("a PDF");
        assert!(pdf.starts_with(b"%PDF-1.7"));
    }

    #[test]
    fn any_text_at_all_becomes_a_pdf() {
        let renderer = Renderer::new();
        let ranges = [
            '\u{0}'..='\u{3FF}',
            '\u{590}'..='\u{7FF}',
            '\u{FB00}'..='\u{FFFF}',
        ];
        let every_seventh = ranges.into_iter().flatten().step_by(7);
        let text: String = every_seventh
            .flat_map(|character| [character, ' '])
            .collect();
        assert!(renderer.render_authorization(&document(text)).is_ok());
        assert!(
            renderer
                .render_authorization(&document(String::new()))
                .is_ok()
        );
    }

    #[test]
    fn a_renderer_can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Renderer>();
    }

    #[test]
    fn a_text_that_is_not_the_signed_text_gives_no_document() {
        let mut altered = document("# Genehmigung".to_owned());
        altered.signed.text.push('!');
        let refused = Renderer::new().render_authorization(&altered);
        assert!(matches!(
            refused,
            Err(DocumentError::HashMismatch { version: 1 })
        ));
    }
}
