//! `docs/SECURITY_TESTS.md` names tests; they exist.

use std::fs;
use std::path::Path;

use crate::ground::Result;

#[test]
fn every_test_that_is_named_exists_and_every_attack_has_one() -> Result {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/SECURITY_TESTS.md"))?;
    let mut attacks = 0;
    for section in page
        .split("\n## ")
        .filter(|s| s.starts_with(|c: char| c.is_ascii_digit()))
    {
        attacks += 1;
        let mut named = 0;
        for line in section.lines().filter(|line| line.starts_with("- `")) {
            let mut parts = line.split('`').skip(1).step_by(2);
            let (file, test) = (parts.next().ok_or(line)?, parts.next().ok_or(line)?);
            let text =
                fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))?;
            let there =
                text.contains(&format!("fn {test}(")) || text.contains(&format!("    {test} "));
            assert!(there, "{file} has no {test}");
            named += 1;
        }
        assert!(named > 0, "nobody tries: {section}");
    }
    assert_eq!(attacks, 20);
    Ok(())
}
