//! A secret in memory: readable only inside a closure, wiped when dropped, impossible to print, clone or serialise.
//!
//! The type has no `Debug`, `Display`, `Clone` or serde on purpose: whoever wants to log or store it gets a compile error.

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// Secret bytes. Wiped on drop; comparing takes the same time wherever the difference lies.
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Takes the bytes over, without leaving a copy.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Lends the bytes to `use_them`. Whoever copies them out is responsible for the copy.
    pub fn expose<R>(&self, use_them: impl FnOnce(&[u8]) -> R) -> R {
        use_them(&self.0)
    }

    /// Lends the bytes as text, or `None` where they are not UTF-8.
    pub fn expose_text<R>(&self, use_it: impl FnOnce(&str) -> R) -> Option<R> {
        std::str::from_utf8(&self.0).ok().map(use_it)
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<u8>> for SecretBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<String> for SecretBytes {
    fn from(text: String) -> Self {
        Self::new(text.into_bytes())
    }
}

/// For fixed values such as protocol samples; a borrowed text is copied, the original stays where it was.
impl From<&str> for SecretBytes {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes().to_vec())
    }
}

impl ConstantTimeEq for SecretBytes {
    fn ct_eq(&self, other: &Self) -> subtle::Choice {
        self.0.as_slice().ct_eq(other.0.as_slice())
    }
}

impl PartialEq for SecretBytes {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for SecretBytes {}

impl Zeroize for SecretBytes {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

/// Compile-time proof that a type lacks traits: with one of them, the call below is ambiguous and does not compile.
#[cfg(test)]
macro_rules! assert_lacks {
    ($type:ty: $($trait:path),+ $(,)?) => {
        const _: fn() = || {
            trait AmbiguousIfImplemented<A> {
                fn check() {}
            }
            impl<T: ?Sized> AmbiguousIfImplemented<()> for T {}
            $({
                struct Lacks;
                impl<T: ?Sized + $trait> AmbiguousIfImplemented<Lacks> for T {}
            })+
            let _ = <$type as AmbiguousIfImplemented<_>>::check;
        };
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    // research attack 19: nobody can print, copy or serialise what is secret, not even by accident.
    assert_lacks!(SecretBytes: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
    assert_lacks!(crate::Dek: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
    assert_lacks!(crate::Shard: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
    assert_lacks!(crate::KeyRing: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
    assert_lacks!(crate::LoginKey: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
    assert_lacks!(crate::AuditKey: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
    assert_lacks!(crate::KekSource: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);
    assert_lacks!(crate::Vault: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize);

    #[test]
    fn a_secret_compares_by_value_and_shows_itself_only_in_the_closure() {
        let secret = SecretBytes::from("pässwort");
        assert!(secret == SecretBytes::from("pässwort".to_owned()));
        assert!(secret != SecretBytes::from("pässwor"));
        assert!(secret != SecretBytes::from("pässworT"));
        assert_eq!(secret.expose(<[u8]>::len), secret.len());
        assert_eq!(
            secret.expose_text(str::to_uppercase).as_deref(),
            Some("PÄSSWORT")
        );
        assert!(
            SecretBytes::new(vec![0xff, 0xfe])
                .expose_text(|_| ())
                .is_none()
        );
        assert!(SecretBytes::new(Vec::new()).is_empty() && !secret.is_empty());
    }
}
