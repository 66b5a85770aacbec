use super::*;
use crate::app::users::demo_parties;

const GOOD: &str = r#"
public_url = "https://samverkan.example/"
[polis]
issuer = "https://polis.example/oidc"
client_id = "platssamverkan"
client_secret_file = "hemlighet"
groups_claim = "groups"
[[polis.groups]]
group = "pls-kommunpolis"
party = "polis-lpo-norrmalm"
role = "kommunpolis"
function = "Kommunpolis"
[stad]
name = "Stadens inloggning"
issuer = "https://stad.example"
client_id = "platssamverkan"
client_secret_file = "hemlighet"
"#;

fn parsed(text: &str) -> Result<SignInSettings, SettingsError> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("hemlighet"), "mycket hemlig\n").expect("written");
    std::fs::write(folder.path().join("tom"), "\n").expect("written");
    SignInSettings::parse(text, folder.path(), &demo_parties())
}

#[test]
fn two_providers_are_read_and_the_secret_is_not_printed() {
    let settings = parsed(GOOD).expect("it is right");
    assert_eq!(settings.public_url, "https://samverkan.example");
    let (polis, stad) = (settings.polis.expect("there"), settings.stad.expect("there"));
    assert_eq!((polis.name.as_str(), stad.name.as_str()), ("polis", "Stadens inloggning"));
    assert_eq!(polis.client_secret.reveal(), "mycket hemlig");
    assert_eq!(format!("{:?}", polis.client_secret), "Secret(…)");
    assert_eq!(polis.groups[0].role, Role::Kommunpolis);
    assert_eq!(polis.groups_from, GroupsFrom::IdToken);
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let changed = |from: &str, to: &str| {
        assert!(GOOD.contains(from), "{from}");
        parsed(&GOOD.replacen(from, to, 1)).expect_err(to)
    };
    for (from, to, at, code) in [
        (
            "https://samverkan.example/",
            "http://samverkan.example",
            "public_url",
            "not_https_address",
        ),
        ("https://samverkan.example/", "https://x.example/a", "public_url", "not_https_address"),
        ("https://polis.example/oidc", "http://polis.example", "polis.issuer", "not_https_address"),
        (
            "https://polis.example/oidc",
            "https://a:b@c.example",
            "polis.issuer",
            "not_https_address",
        ),
        ("https://polis.example/oidc", "https://stad.example", "stad.issuer", "same_issuer"),
        ("\"platssamverkan\"", "\" \"", "polis.client_id", "missing"),
        ("client_secret_file = \"hemlighet\"", "", "polis.client_secret_file", "one_secret"),
        ("\"hemlighet\"", "\"tom\"", "polis.client_secret_file", "one_secret"),
        ("groups_claim = \"groups\"", "", "polis.groups_claim", "missing"),
        ("polis-lpo-norrmalm", "finns-inte", "polis.groups, pls-kommunpolis", "unknown_party"),
        // The other side's party, and the other side's role.
        (
            "polis-lpo-norrmalm",
            "sdf-norra-innerstaden",
            "polis.groups, pls-kommunpolis",
            "unknown_party",
        ),
        (
            "\"kommunpolis\"",
            "\"trygghetssamordnare\"",
            "polis.groups, pls-kommunpolis",
            "wrong_side",
        ),
    ] {
        let error = changed(from, to);
        assert_eq!((error.at.as_str(), error.code), (at, code), "{to}");
    }
    let unknown = changed("client_id", "clientid");
    assert_eq!(unknown.code, "settings_malformed");
    assert!(unknown.at.contains("clientid") && unknown.at.contains("line"), "{}", unknown.at);
    assert_eq!(changed("hemlighet", "borta").code, "settings_unreadable");
    let none = parsed("public_url = \"https://samverkan.example\"").expect_err("nobody");
    assert_eq!(none.code, "no_provider");
}

#[test]
fn plain_http_is_for_the_machine_itself_alone() {
    let safe = |text: &str| is_safe(&Url::parse(text).expect("an address"));
    assert!(safe("https://x.example") && safe("http://127.0.0.1:9/x") && safe("http://[::1]:9"));
    assert!(safe("http://localhost:9"));
    for text in ["http://x.example", "http://127.0.0.1.x.example", "ftp://localhost", "file:///x"] {
        assert!(!safe(text), "{text}");
    }
}
