//! SQL texts put together at compile time.
//!
//! A statement stays one constant that a reader can search for, and still cannot list a table's columns in another
//! order than the record reads them: `sql!("SELECT ", PersonRow::COLUMNS, " FROM people WHERE id = $1")`.

/// Joins string constants to one `&'static str`.
macro_rules! sql {
    ($($part:expr),+ $(,)?) => {{
        const PARTS: &[&str] = &[$($part),+];
        const BYTES: [u8; $crate::sql::length(PARTS)] = $crate::sql::join(PARTS);
        match ::core::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => panic!("joined from whole strings"),
        }
    }};
}

/// Length of the joined parts in bytes.
pub(crate) const fn length(parts: &[&str]) -> usize {
    let (mut sum, mut i) = (0, 0);
    while i < parts.len() {
        sum += parts[i].len();
        i += 1;
    }
    sum
}

/// The joined parts; `N` is their [`length`].
pub(crate) const fn join<const N: usize>(parts: &[&str]) -> [u8; N] {
    let mut bytes = [0; N];
    let (mut at, mut i) = (0, 0);
    while i < parts.len() {
        at = write(&mut bytes, at, parts[i]);
        i += 1;
    }
    bytes
}

/// Drops the leading `", "` of a list whose items all begin with it.
pub(crate) const fn tail(list: &'static str) -> &'static str {
    list.split_at(2).1
}

/// `$1, $2 …`, so many of them.
pub(crate) const fn places(count: usize) -> &'static str {
    let bytes = PLACES.as_bytes();
    let (mut at, mut seen) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b',' {
            seen += 1;
            if seen == count {
                return PLACES.split_at(at).0;
            }
        }
        at += 1;
    }
    panic!("more columns than places")
}

/// Length of [`assign`] of these columns.
pub(crate) const fn assign_length(columns: &[&str]) -> usize {
    let (mut sum, mut i) = (0, 0);
    while i < columns.len() {
        sum += columns[i].len()
            + " = $2".len()
            + if i == 0 { 0 } else { 2 }
            + if i + 2 > 9 { 1 } else { 0 };
        i += 1;
    }
    sum
}

/// `a = $2, b = $3 …`: the assignments of an UPDATE whose `$1` is the key.
pub(crate) const fn assign<const N: usize>(columns: &[&str]) -> [u8; N] {
    let mut bytes = [0; N];
    let (mut at, mut i) = (0, 0);
    while i < columns.len() {
        if i > 0 {
            at = write(&mut bytes, at, ", ");
        }
        at = write(&mut bytes, at, columns[i]);
        at = write(&mut bytes, at, " = $");
        let place = i + 2;
        if place > 9 {
            at = write(&mut bytes, at, DIGITS.split_at(place / 10).1.split_at(1).0);
        }
        at = write(&mut bytes, at, DIGITS.split_at(place % 10).1.split_at(1).0);
        i += 1;
    }
    bytes
}

const fn write(bytes: &mut [u8], at: usize, text: &str) -> usize {
    let text = text.as_bytes();
    let mut i = 0;
    while i < text.len() {
        bytes[at + i] = text[i];
        i += 1;
    }
    at + text.len()
}

const DIGITS: &str = "0123456789";
const PLACES: &str = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
    $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45,";

#[cfg(test)]
mod tests {
    #[test]
    fn parts_are_joined_in_order() {
        const NAME: &str = "people";
        const TEXT: &str = sql!("SELECT name FROM ", NAME, " WHERE id = $1");
        assert_eq!(TEXT, "SELECT name FROM people WHERE id = $1");
        assert_eq!(super::places(3), "$1, $2, $3");
    }

    #[test]
    fn assignments_count_from_two_and_reach_two_digits() {
        const COLUMNS: &[&str] = &["a", "b", "c", "d", "e", "f", "g", "h", "i"];
        const BYTES: [u8; super::assign_length(COLUMNS)] = super::assign(COLUMNS);
        let text = std::str::from_utf8(&BYTES).expect("built from strings");
        assert!(text.starts_with("a = $2, b = $3, ") && text.ends_with(", h = $9, i = $10"));
    }
}
