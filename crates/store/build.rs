//! The migrations are embedded in the binary: a new or edited file means a new build.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
