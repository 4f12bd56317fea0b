//! Stored enums: one macro gives each its code, its list and the way back.
//!
//! A code is what the database, the forms and the exports hold. It never changes once shipped; the words people read
//! are the application's business.

/// A text that is no code of the enum it was read for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no {of}")]
pub struct UnknownCode {
    /// Name of the enum.
    pub of: &'static str,
    /// What was read.
    pub text: String,
}

/// Declares a stored enum: variants with their codes, `code()`, `ALL`, `FromStr`, `Display` and serde as the code.
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident => $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnknownCode;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownCode { of: stringify!($name), text: text.to_owned() }),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    codes! {
        /// Two colours.
        enum Colour {
            /// Red.
            Red => "red",
            /// Blue.
            Blue => "blue",
        }
    }

    #[test]
    fn a_code_finds_its_way_back() {
        for colour in Colour::ALL {
            assert_eq!(colour.code().parse(), Ok(*colour));
        }
        let error = "green".parse::<Colour>().expect_err("green is no code");
        assert_eq!(error.to_string(), "\"green\" is no Colour");
        assert_eq!(
            serde_json::to_string(&Colour::Blue).ok().as_deref(),
            Some("\"blue\"")
        );
    }
}
