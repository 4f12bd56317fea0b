//! A private key on its way to the customer: whether it is one, and what it is called. // I-61
//!
//! Mails, audit and evidence name it by this fingerprint only: of the public half where the file carries it in clear
//! (OpenSSH, as `ssh-keygen -l` prints it), else of the decoded file.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256};
use vault::SecretBytes;
use zeroize::Zeroizing;

/// What begins the binary form of an OpenSSH key.
const OPENSSH: &[u8] = b"openssh-key-v1\0";
/// No kind of private key is shorter, in bytes.
const LEAST: usize = 32;

/// A key in its lines, ending with the last one, and its fingerprint. `None` for what is no whole private key.
pub(super) fn read(typed: &SecretBytes) -> Option<(SecretBytes, String)> {
    typed.expose_text(parsed)?
}

fn parsed(text: &str) -> Option<(SecretBytes, String)> {
    let text = text.trim();
    let kind = text.strip_prefix("-----BEGIN ")?.split_once("-----")?.0;
    if !kind.ends_with("PRIVATE KEY") {
        return None;
    }
    let end = format!("-----END {kind}-----");
    let body = text
        .strip_prefix(&format!("-----BEGIN {kind}-----"))?
        .strip_suffix(&end)?;
    if body.contains("-----") {
        return None;
    }
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    // Old files say in lines of their own how they are encrypted.
    for line in body.lines().filter(|line| !line.contains(':')) {
        base64.push_str(line.trim());
    }
    let bytes = Zeroizing::new(STANDARD.decode(base64.as_bytes()).ok()?);
    if bytes.len() < LEAST {
        return None;
    }
    let digest = if kind == "OPENSSH PRIVATE KEY" {
        Sha256::digest(public_half(&bytes)?)
    } else {
        Sha256::digest(&bytes)
    };
    let name = format!("SHA256:{}", STANDARD_NO_PAD.encode(digest));
    Some((SecretBytes::from(format!("{text}\n")), name))
}

/// The public key of an OpenSSH file: after cipher, key derivation and its options, and the number of keys.
fn public_half(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(OPENSSH)?;
    for _ in 0..3 {
        (_, rest) = string(rest)?;
    }
    let (count, rest) = rest.split_first_chunk::<4>()?;
    if u32::from_be_bytes(*count) != 1 {
        return None;
    }
    let (key, private) = string(rest)?;
    (!key.is_empty() && !private.is_empty()).then_some(key)
}

/// A string of the SSH protocol: its length, then its bytes.
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by `ssh-keygen -t ed25519` for this test; it opens nothing.
    const KEY: &str = include_str!("private_key/ed25519.txt");
    /// What `ssh-keygen -l` says of it.
    const FINGERPRINT: &str = include_str!("private_key/ed25519.fingerprint");
    fn name(text: &str) -> Option<String> {
        read(&SecretBytes::from(text)).map(|(_, name)| name)
    }

    #[test]
    fn an_openssh_key_is_named_as_ssh_keygen_names_it() {
        // I-61
        assert_eq!(name(KEY).as_deref(), Some(FINGERPRINT.trim()));
        let windows = KEY.replace('\n', "\r\n");
        assert_eq!(name(&format!("\n  {windows}")), name(KEY));
        let (stored, _) = read(&SecretBytes::from(KEY.trim())).expect("a key");
        assert_eq!(
            stored.expose_text(str::to_owned).as_deref(),
            Some(KEY),
            "with its last line end"
        );
        let body = STANDARD.encode([7; 90]);
        let pem = format!(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{body}\n-----END RSA PRIVATE KEY-----"
        );
        assert!(name(&pem).is_some_and(|name| name.starts_with("SHA256:")));
    }

    #[test]
    fn what_is_no_whole_private_key_is_refused() {
        let cut: String = KEY.lines().take(3).collect::<Vec<_>>().join("\n");
        let (mut lines, public) = (
            KEY.lines().collect::<Vec<_>>(),
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== web",
        );
        lines.remove(2);
        for text in [
            "",
            "geheim",
            public,
            cut.as_str(),
            &lines.join("\n"),
            &KEY.replace("PRIVATE", "PUBLIC"),
            &KEY.replace("END OPENSSH", "END RSA"),
            &format!("{KEY}{KEY}"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        ] {
            assert_eq!(name(text), None, "{text}");
        }
    }
}
