//! Calendars against cases with known answers, a list of holidays made elsewhere, and counting by hand.

mod brute_force;
mod holidays;
mod vectors;
