//! The same service stopped by the same customer's application again and again. // M-32

/// Days in which findings count together.
pub const REPEATED_DAYS: i64 = 30;
/// From so many on the customer and the managers are told that it repeats.
pub const REPEATED_FROM: i64 = 3;

/// Whether the how manyeth finding within [`REPEATED_DAYS`] is said to repeat.
pub const fn repeats(nth: i64) -> bool {
    nth >= REPEATED_FROM
}

/// A service as it is compared: however it was typed.
pub fn service_key(typed: &str) -> String {
    let words: Vec<&str> = typed.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_one_repeats_however_the_service_is_typed() {
        // M-32
        assert_eq!([1, 2, 3, 4].map(repeats), [false, false, true, true]);
        for typed in ["Apache PHP", "  apache   php ", "APACHE\tPHP"] {
            assert_eq!(service_key(typed), "apache php");
        }
        assert_ne!(service_key("MySQL"), service_key("MySQL 8"));
    }
}
