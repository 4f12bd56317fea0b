//! Tables as a workbook: one sheet each, numbers as numbers, instants as instants, words as words.
//!
//! A text is written as a text: no spreadsheet computes it, so it needs no apostrophe as in CSV.

use domain::report::chart::Table;
use domain::report::csv::Cell;
use domain::time::local;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Characters of a sheet's name at most, as Excel has it.
const NAME_MAX: usize = 31;
/// Width of a column at most, in characters.
const WIDTH_MAX: usize = 60;

/// A sheet that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written")]
pub struct WorkbookError(#[from] XlsxError);

/// The tables as one file, each under its name.
///
/// # Errors
/// A table is larger than a sheet can be.
pub fn workbook<'a>(
    tables: impl IntoIterator<Item = (&'a str, &'a Table)>,
) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let mut names: Vec<String> = Vec::new();
    for (title, table) in tables {
        let name = sheet_name(title, &names);
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        names.push(name.to_lowercase());
        write(sheet, table)?;
    }
    Ok(book.save_to_buffer()?)
}

/// A title as the name of a sheet: without what Excel forbids, short enough, and nobody else's.
fn sheet_name(title: &str, taken: &[String]) -> String {
    let plain = |c: char| if "[]:*?/\\".contains(c) { ' ' } else { c };
    let plain: String = title.chars().map(plain).collect();
    let plain = plain.trim().trim_matches('\'');
    let plain = if plain.is_empty() { "-" } else { plain };
    let cut = |tail: &str| -> String {
        let room = NAME_MAX - tail.chars().count();
        plain.chars().take(room).chain(tail.chars()).collect()
    };
    let numbered = (2..).map(|n| cut(&format!(" {n}")));
    std::iter::once(cut(""))
        .chain(numbered)
        .find(|name| !taken.contains(&name.to_lowercase()))
        .unwrap_or_default()
}

fn write(sheet: &mut Worksheet, table: &Table) -> Result<(), WorkbookError> {
    let bold = Format::new().set_bold();
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let decimal = |places: u8| {
        let zeros = "0".repeat(usize::from(places));
        Format::new().set_num_format(if places == 0 {
            "0".to_owned()
        } else {
            format!("0.{zeros}")
        })
    };
    let mut widths: Vec<usize> = Vec::new();
    for (column, head) in (0_u16..).zip(&table.head) {
        sheet.write_string_with_format(0, column, head, &bold)?;
        widths.push(head.chars().count());
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(text) => sheet.write_string(row, column, text)?,
                Cell::Count(count) => sheet.write_number(row, column, number(*count))?,
                Cell::Decimal { value, places } => {
                    let scaled = number(value.unsigned_abs()) / 10_f64.powi(i32::from(*places));
                    let signed = if *value < 0 { -scaled } else { scaled };
                    sheet.write_number_with_format(row, column, signed, &decimal(*places))?
                }
                Cell::Time(at) => {
                    let text = local(*at).strftime("%Y-%m-%d %H:%M:%S").to_string();
                    let instant = ExcelDateTime::parse_from_str(&text)?;
                    sheet.write_datetime_with_format(row, column, instant, &time)?
                }
                Cell::Empty => sheet,
            };
            let width = match cell {
                Cell::Text(text) => text.chars().count(),
                Cell::Time(_) => 19,
                _ => 10,
            };
            if let Some(widest) = widths.get_mut(usize::from(column)) {
                *widest = width.max(*widest);
            }
        }
    }
    for (column, width) in (0_u16..).zip(widths) {
        let width = u16::try_from(width.min(WIDTH_MAX) + 2).unwrap_or(u16::MAX);
        sheet.set_column_width(column, f64::from(width))?;
    }
    // The head stays where it is while rows go by.
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// As a spreadsheet has numbers; counts of ours are far below where that loses a digit.
#[expect(
    clippy::cast_precision_loss,
    reason = "below 2^53, as every count of a report"
)]
const fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;

    #[test]
    fn names_of_sheets_are_allowed_short_and_different() {
        let mut taken = Vec::new();
        let mut names = Vec::new();
        for title in [
            "Zusagen: gehalten/verfehlt?",
            "'Zusagen'",
            "zusagen",
            "",
            "Sehr langer Titel einer Tabelle, die niemand liest",
            "Sehr langer Titel einer Tabelle, die niemand liest",
        ] {
            let name = sheet_name(title, &taken);
            assert!(name.chars().count() <= NAME_MAX, "{name}");
            taken.push(name.to_lowercase());
            names.push(name);
        }
        assert_eq!(names[0], "Zusagen  gehalten verfehlt");
        assert_eq!(names[1..4], ["Zusagen", "zusagen 2", "-"]);
        assert_ne!(names[4], names[5]);
    }

    /// A part of the workbook.
    fn part(book: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("a zip");
        let mut text = String::new();
        let mut part = archive.by_name(name).expect(name);
        part.read_to_string(&mut text).expect("text");
        text
    }

    #[test]
    fn numbers_are_numbers_instants_are_instants_and_words_are_never_computed() {
        let table = Table {
            head: vec!["Kunde".to_owned(), "Fälle".to_owned()],
            rows: vec![
                vec![Cell::text("=HYPERLINK(\"x\")"), Cell::Count(7)],
                vec![
                    Cell::Decimal {
                        value: -985,
                        places: 1,
                    },
                    Cell::Time("2026-09-13T12:05:09Z".parse().expect("a time")),
                ],
                vec![Cell::Empty, Cell::text("Müller & Söhne <AG>")],
            ],
        };
        let book = workbook([("Zusagen", &table), ("Zusagen", &table)]).expect("a book");
        let sheet = part(&book, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<v>7</v>"), "{sheet}");
        assert!(sheet.contains("<v>-98.5</v>"), "{sheet}");
        // 14:05:09 in Berlin, as days since 1900.
        assert!(sheet.contains("<v>46278.58"), "{sheet}");
        assert!(!sheet.contains("<f>"), "{sheet}");
        assert!(sheet.contains("state=\"frozen\""), "{sheet}");
        let words = part(&book, "xl/sharedStrings.xml");
        for text in ["=HYPERLINK", "Müller &amp; Söhne &lt;AG&gt;", "Fälle"] {
            assert!(words.contains(text), "{text}: {words}");
        }
        let names = part(&book, "xl/workbook.xml");
        assert!(
            names.contains("\"Zusagen\"") && names.contains("\"Zusagen 2\""),
            "{names}"
        );
    }
}
