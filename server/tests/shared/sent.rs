//! The text of a mail as it went out: what is stored has lost its links and codes by then. Both test programs take this file.

use base64::Engine as _;

/// The plain text of a message in its form on the wire.
pub fn plain(message: &str) -> String {
    let message = message.replace("\r\n", "\n");
    let boundary = message
        .split_once("boundary=\"")
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap_or_default();
    let part = message
        .split_once("Content-Type: text/plain")
        .map_or("", |(_, rest)| rest);
    let (head, rest) = part.split_once("\n\n").unwrap_or_default();
    let end = format!("\n--{boundary}");
    let body = rest.split(end.as_str()).next().unwrap_or_default();
    if head.contains("quoted-printable") {
        quoted_printable(body)
    } else if head.contains("base64") {
        let letters: String = body.split_whitespace().collect();
        let bytes = base64::engine::general_purpose::STANDARD.decode(letters);
        String::from_utf8(bytes.expect("base64")).expect("text")
    } else {
        body.to_owned()
    }
}

fn quoted_printable(body: &str) -> String {
    let joined = body.replace("=\n", "");
    let mut pieces = joined.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).expect("two hex digits"));
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes)
        .expect("text")
        .replace("\r\n", "\n")
}
