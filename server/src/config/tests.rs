//! What the configuration accepts, and that every refusal names its place.

use super::{Config, LogFormat};

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let environment: Vec<(String, String)> = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Config::from_text(Some(("leitstand.toml", text)), &|name| {
        environment
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    })
    .map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

fn problems(text: &str) -> String {
    load(text, &[]).err().unwrap_or_default().join("\n")
}

#[test]
fn nothing_said_is_a_safe_local_server() {
    let config = load("", &[]).unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.settings.public_url, "http://127.0.0.1:3000");
    assert!(!config.https() && config.trusted_proxies.is_empty());
}

#[test]
fn the_environment_wins_over_the_file() {
    let config = load(
        "listen = \"127.0.0.1:1\"\n[log]\nformat = \"json\"\n",
        &[
            ("LEITSTAND_LISTEN", "127.0.0.1:2"),
            ("LEITSTAND_PROBES_ALLOW", "127.20.0.0/16, 10.0.0.0/8"),
        ],
    )
    .unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.log_format, LogFormat::Json);
    assert_eq!(config.settings.probes_allow.len(), 2);
}

#[test]
fn a_network_that_means_another_one_is_refused_before_anything_starts() {
    // Probes would refuse it too, one by one and too late.
    let told = problems("[probes]\nallow = [\"10.0.0.5/8\"]\n");
    insta::assert_snapshot!(told, @r#"leitstand.toml:2: probes.allow: "10.0.0.5/8" is no network, for example 10.0.0.0/8: the address has bits behind the prefix"#);
}

#[test]
fn every_problem_names_its_line_and_all_are_told_at_once() {
    let told = problems(
        "# comment\nlissen = \"x\"\nmax_connections = \"many\"\n\n[workers]\nconcurrency = 9999\n\n[log]\nformat = \"loud\"\n",
    );
    insta::assert_snapshot!(told, @r#"
    leitstand.toml:2: lissen: there is no such key; did you mean listen?
    leitstand.toml:3: max_connections: must be a whole number without quotes
    leitstand.toml:9: log.format: must be one of pretty, json
    leitstand.toml:6: workers.concurrency: must be a whole number from 1 to 64
    "#);
    assert!(problems("listen = \n").starts_with("leitstand.toml:1: "));
}

#[test]
fn a_wrong_variable_is_named() {
    let told = load("", &[("LEITSTAND_MAX_CONNECTIONS", "0")])
        .err()
        .unwrap_or_default();
    assert_eq!(
        told,
        [
            "environment variable LEITSTAND_MAX_CONNECTIONS: max_connections: must be a whole number from 1 to 65536"
        ]
    );
}

#[test]
fn a_misspelt_variable_is_told() {
    let names = [
        "LEITSTAND_LISTN",
        "LEITSTAND_LISTEN",
        "LEITSTAND_SITE",
        "LEITSTAND_VAULT_KEYS",
        "LEITSTAND_FARBE",
        "PATH",
    ];
    assert_eq!(
        super::unknown_variables(names.map(str::to_owned)),
        [
            "LEITSTAND_FARBE is no variable of ours and has no effect",
            "LEITSTAND_LISTN is no variable of ours; did you mean LEITSTAND_LISTEN?",
        ]
    );
}

#[test]
fn plain_http_beyond_loopback_must_be_wanted_by_name() {
    let open = "listen = \"0.0.0.0:3000\"\n";
    assert!(problems(open).contains("insecure_http = true"));
    assert!(load(&format!("{open}insecure_http = true\n"), &[]).is_ok());
    let proxied = format!(
        "{open}public_url = \"https://desk.example.net\"\ntrusted_proxies = [\"10.0.0.1/32\"]\n"
    );
    assert!(load(&proxied, &[]).is_ok_and(|config| config.https()));
    let unproxied = format!("{open}public_url = \"https://desk.example.net\"\n");
    assert!(load(&unproxied, &[]).is_err());
}

#[test]
fn a_database_address_is_never_printed() {
    let told = problems("database_url = \"mysql://root:K4n4r1e@db/x\"\n");
    assert!(told.contains("must start with sqlite:") && !told.contains("K4n4r1e"));
}
