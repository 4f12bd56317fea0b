//! The macro behind the text tables: one struct per area, one line per text.

/// Declares an area. `name: "Deutsch", "English";` becomes a field, `name(who: &str): "… {who}", "… {who}";` in the
/// `fn` block becomes a method that fills the text in.
macro_rules! texts {
    (
        $(#[$meta:meta])* $area:ident { $($name:ident: $de:literal, $en:literal;)* }
        $(fn { $($method:ident($($arg:ident: $type:ty),+): $mde:literal, $men:literal;)* })?
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $area {
            /// The language, for sentences with names in them.
            pub lang: $crate::wording::Lang,
            $(#[doc = $de] pub $name: &'static str,)*
        }

        impl $area {
            /// German.
            pub const DE: Self = Self { lang: $crate::wording::Lang::De, $($name: $de,)* };
            /// English.
            pub const EN: Self = Self { lang: $crate::wording::Lang::En, $($name: $en,)* };
            $($(
                #[doc = $mde]
                pub fn $method(&self, $($arg: $type),+) -> String {
                    match self.lang {
                        $crate::wording::Lang::De => format!($mde),
                        $crate::wording::Lang::En => format!($men),
                    }
                }
            )*)?
        }
    };
}

/// Declares names of stored enums: `fn priority(Priority) { High => "hoch", "high"; }`. A variant without a name does
/// not compile.
macro_rules! labels {
    ($area:ident { $($(#[$meta:meta])* fn $method:ident($type:path) { $($variant:ident => $de:literal, $en:literal;)+ })+ }) => {
        impl $area {
            $(
                $(#[$meta])*
                pub const fn $method(&self, value: $type) -> &'static str {
                    use $type as Of;
                    match value { $(Of::$variant => self.0.pick($de, $en),)+ }
                }
            )+
        }
    };
}
