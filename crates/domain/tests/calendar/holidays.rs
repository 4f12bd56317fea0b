//! All public holidays of all Länder, 2015 to 2040, against a list that was made elsewhere. Rule 6.
//!
//! `holidays.txt` was written by the Python package `holidays` 0.109: a region, a year, and its days.

use domain::calendar::{Holiday, Region};
use jiff::civil::{Date, date};

#[test]
fn the_computed_holidays_are_those_of_the_list() {
    let mut regions = Vec::new();
    let mut lines = 0;
    for line in include_str!("holidays.txt").lines() {
        let mut words = line.split(' ');
        let region: Region = words.next().expect("a region").parse().expect("a region");
        let year: i16 = words.next().expect("a year").parse().expect("a year");
        let expected: Vec<&str> = words.collect();
        let computed: Vec<String> = days_of(year)
            .filter(|day| Holiday::on(*day, region).is_some())
            .map(|day| day.strftime("%m-%d").to_string())
            .collect();
        assert_eq!(computed, expected, "{region} {year}");
        regions.push(region);
        lines += 1;
    }
    regions.dedup();
    // Sixteen Länder, three of them with their municipal Catholic holidays too, and Augsburg.
    assert_eq!((lines, regions.len()), (20 * 26, 20));
}

fn days_of(year: i16) -> impl Iterator<Item = Date> {
    date(year, 1, 1)
        .series(jiff::Span::new().days(1))
        .take_while(move |day| day.year() == year)
}
