//! What may not sign anybody in. Each case is the honest way with one thing changed; the honest way
//! itself stands beside them, so that a refusal means something.

use super::world::{Attempt, World, back_at, me};
use crate::support::{
    http::{Answer, Browser},
    oidc::{Script, Sign},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// How an attack ends: what the service said, and the browser that tried.
struct Ended(Answer, Browser);

type Attack = Box<dyn Fn(&World) -> Ended>;

/// The provider lies in one way, and everything else is as it should be.
fn lie(side: &'static str, change: impl Fn(&mut Script) + 'static) -> Attack {
    Box::new(move |world| {
        world.provider(side).acts(|script| {
            script.groups = vec!["pls-k".into(), "pls-ts".into()];
            change(script);
        });
        let attempt = world.begin(side);
        let back = attempt.at_provider();
        let answer = attempt.back(&back);
        Ended(answer, attempt.browser)
    })
}

fn claim(name: &'static str, value: impl Fn(i64) -> Value + 'static) -> Attack {
    Box::new(move |world| {
        let now = platssamverkan::clock::Clock::now(&world.clock).as_second();
        let value = value(now);
        lie("polis", move |script| {
            script.claims.insert(name.into(), value.clone());
        })(world)
    })
}

/// The browser comes back with other parameters than it was given.
fn changed(change: impl Fn(&World, &Attempt, &mut Parameters) + 'static) -> Attack {
    Box::new(move |world| {
        world.polis.acts(|script| script.groups = vec!["pls-k".into()]);
        world.stad.acts(|script| script.groups = vec!["pls-ts".into()]);
        let attempt = world.begin("polis");
        let mut back = attempt.at_provider();
        change(world, &attempt, &mut back);
        let answer = attempt.back(&back);
        Ended(answer, attempt.browser)
    })
}

type Parameters = std::collections::BTreeMap<String, String>;

/// The provider's documents lie; nothing of it is known from before.
fn unknown_provider(change: impl Fn(&World, &mut Script) + 'static) -> Attack {
    Box::new(move |world| {
        world.clock.forward(SignedDuration::from_hours(24));
        world.polis.acts(|script| change(world, script));
        match Attempt::begin(world.visitor(), "polis", &json!({})) {
            Err(refused) => {
                let (browser, answer) = *refused;
                Ended(answer, browser)
            }
            Ok(attempt) => {
                let back = attempt.at_provider();
                let answer = attempt.back(&back);
                Ended(answer, attempt.browser)
            }
        }
    })
}

fn token_attacks() -> Vec<(&'static str, Attack)> {
    let header = |name: &'static str, value: Value| {
        lie("polis", move |script| {
            script.header.insert(name.into(), value.clone());
        })
    };
    vec![
        ("fel mottagare", claim("aud", |_| json!("annan"))),
        ("mottagare saknas", claim("aud", |_| Value::Null)),
        (
            "en mottagare till, utan azp",
            lie("polis", |script| {
                script.claims.insert("aud".into(), json!(["platssamverkan", "annan"]));
                script.claims.insert("azp".into(), Value::Null);
            }),
        ),
        ("en mottagare till, med azp", claim("aud", |_| json!(["platssamverkan", "annan"]))),
        ("fel azp", claim("azp", |_| json!("annan"))),
        ("fel utfärdare", claim("iss", |_| json!("https://annan.example"))),
        ("utfärdare saknas", claim("iss", |_| Value::Null)),
        (
            "den andra sidans token",
            Box::new(|world| {
                world.sign_in("stad", "s-9", &["pls-ts"]);
                let token = world.stad.seen().token;
                lie("polis", move |script| script.token.clone_from(&token))(world)
            }),
        ),
        ("fel nonce", claim("nonce", |_| json!("annan"))),
        ("nonce saknas", claim("nonce", |_| Value::Null)),
        (
            "en äldre inloggnings token",
            Box::new(|world| {
                world.sign_in("polis", "s-9", &["pls-k"]);
                let token = world.polis.seen().token;
                lie("polis", move |script| script.token.clone_from(&token))(world)
            }),
        ),
        ("alg none", lie("polis", |script| script.sign = Sign::None)),
        ("alg none med någon annans signatur", header("alg", json!("none"))),
        ("HS256 med den publika nyckeln", lie("polis", |s| s.sign = Sign::HmacPublicKey)),
        ("HS256 med klienthemligheten", lie("polis", |s| s.sign = Sign::HmacClientSecret)),
        ("okänd nyckel", lie("polis", |script| script.sign = Sign::UnknownKey)),
        ("fel nyckel under rätt namn", lie("polis", |script| script.sign = Sign::WrongKey)),
        (
            "fel nyckel och inget namn",
            lie("polis", |script| {
                script.sign = Sign::WrongKey;
                script.header.insert("kid".into(), Value::Null);
            }),
        ),
        ("annan algoritm i huvudet", header("alg", json!("RS512"))),
        ("okänt kritiskt huvud", header("crit", json!(["exp"]))),
        ("en token av annat slag", header("typ", json!("at+jwt"))),
        ("utgången", claim("exp", |now| json!(now - 61))),
        ("utgångstid saknas", claim("exp", |_| Value::Null)),
        ("gäller inte än", claim("nbf", |now| json!(now + 120))),
        ("nbf som inte är en tid", claim("nbf", |_| json!("snart"))),
        ("utfärdad långt fram", claim("iat", |now| json!(now + 120))),
        ("utfärdad för länge sedan", claim("iat", |now| json!(now - 3600))),
        ("utfärdandetid saknas", claim("iat", |_| Value::Null)),
        ("ändrat innehåll", lie("polis", |script| script.sign = Sign::TamperedPayload)),
        ("ändrad signatur", lie("polis", |script| script.sign = Sign::TamperedSignature)),
        (
            "användaruppgifter om någon annan",
            lie("stad", |script| {
                script.userinfo_subject = Some("s-2".into());
            }),
        ),
        ("sub saknas", claim("sub", |_| Value::Null)),
        ("sub är tomt", claim("sub", |_| json!(""))),
        ("sub är blankt", claim("sub", |_| json!("  "))),
        ("sub är för långt", claim("sub", |_| json!("x".repeat(256)))),
        ("sub är inte en text", claim("sub", |_| json!(7))),
        ("en annan åtkomsttoken", claim("at_hash", |_| json!("AAAAAAAAAAAAAAAAAAAAAA"))),
        ("ingen token", lie("polis", |script| script.token = Some(String::new()))),
    ]
}

fn state_attacks() -> Vec<(&'static str, Attack)> {
    vec![
        (
            "förväxling: svaret är den andras",
            changed(|world, _, back| {
                back.insert("iss".into(), world.stad.issuer().into());
            }),
        ),
        (
            "förväxling: svaret säger inte vems",
            changed(|_, _, back| {
                back.remove("iss");
            }),
        ),
        (
            "förväxling: den andras kod",
            changed(|world, _, back| {
                let other = world.begin("stad").at_provider();
                back.insert("code".into(), other["code"].clone());
            }),
        ),
        (
            "förväxling: den andras state",
            changed(|world, _, back| {
                let other = world.begin("stad").at_provider();
                back.insert("state".into(), other["state"].clone());
            }),
        ),
        (
            "förväxling: tillbaka till den andra sidans adress",
            Box::new(|world| {
                world.polis.acts(|script| script.groups = vec!["pls-k".into()]);
                let attempt = world.begin("polis");
                let back = attempt.at_provider();
                Ended(back_at(&attempt.browser, "stad", &back), attempt.browser)
            }),
        ),
        (
            "återanvänd kod",
            changed(|world, _, back| {
                let earlier = world.begin("polis");
                let used = earlier.at_provider();
                assert_eq!(earlier.back(&used).header("location"), "/inloggning/klar");
                back.insert("code".into(), used["code"].clone());
            }),
        ),
        (
            "kod ur en annan inloggning",
            changed(|world, _, back| {
                let other = world.begin("polis").at_provider();
                back.insert("code".into(), other["code"].clone());
            }),
        ),
        (
            "kod ur en annan inloggning, slarvig tjänst",
            changed(|world, _, back| {
                let other = world.begin("polis").at_provider();
                back.insert("code".into(), other["code"].clone());
                world.polis.acts(|script| {
                    script.careless = true;
                    script.groups = vec!["pls-k".into()];
                });
            }),
        ),
        (
            "kod saknas",
            changed(|_, _, back| {
                back.remove("code");
            }),
        ),
        (
            "påhittad kod",
            changed(|_, _, back| {
                back.insert("code".into(), "abc".into());
            }),
        ),
        (
            "återanvänt state",
            changed(|world, attempt, back| {
                // Used up by somebody else, before the browser comes back.
                back_at(&world.visitor(), attempt.side, back);
            }),
        ),
        (
            "samma svar en gång till",
            Box::new(|world| {
                world.polis.acts(|script| script.groups = vec!["pls-k".into()]);
                let attempt = world.begin("polis");
                let back = attempt.at_provider();
                assert_eq!(attempt.back(&back).header("location"), "/inloggning/klar");
                attempt.browser.send("DELETE", "/api/v1/session", &[], "");
                Ended(attempt.back(&back), attempt.browser)
            }),
        ),
        (
            "state ur en annan webbläsare",
            changed(|world, _, back| {
                *back = world.begin("polis").at_provider();
            }),
        ),
        (
            "utan kakan",
            Box::new(|world| {
                world.polis.acts(|script| script.groups = vec!["pls-k".into()]);
                let back = world.begin("polis").at_provider();
                let victim = world.visitor();
                Ended(back_at(&victim, "polis", &back), victim)
            }),
        ),
        (
            "utgånget state",
            changed(|world, _, _| {
                world.clock.forward(SignedDuration::from_mins(10));
            }),
        ),
        (
            "state saknas",
            changed(|_, _, back| {
                back.remove("state");
            }),
        ),
        (
            "påhittat state",
            changed(|_, _, back| {
                back.insert("state".into(), "0".repeat(64));
            }),
        ),
        (
            "felsvar",
            Box::new(|world| {
                world.polis.acts(|script| script.error = true);
                let attempt = world.begin("polis");
                let back = attempt.at_provider();
                Ended(attempt.back(&back), attempt.browser)
            }),
        ),
        (
            "felsvar med kod",
            changed(|_, _, back| {
                back.insert("error".into(), "access_denied<script>".into());
            }),
        ),
    ]
}

fn provider_attacks() -> Vec<(&'static str, Attack)> {
    let path = |of: fn(&mut Script) -> &mut Option<&'static str>, path: &'static str| {
        unknown_provider(move |_, script| *of(script) = Some(path))
    };
    const DISCOVERY: &str = "/.well-known/openid-configuration";
    let document = |name: &'static str, value: Value| {
        unknown_provider(move |_, script| {
            script.discovery.insert(name.into(), value.clone());
        })
    };
    vec![
        ("dokumentet nämner en annan utfärdare", document("issuer", json!("https://x.example"))),
        (
            "dokumentet nämner den andra sidan",
            unknown_provider(|world, script| {
                script.discovery.insert("issuer".into(), world.stad.issuer().into());
            }),
        ),
        (
            "dokumentet sänder hemligheten i klartext ut på nätet",
            document("token_endpoint", json!("http://x.example/token")),
        ),
        (
            "dokumentet sänder webbläsaren till ett skript",
            document("authorization_endpoint", json!("javascript:alert(1)")),
        ),
        ("dokumentet är för stort", path(|script| &mut script.bloated, DISCOVERY)),
        ("dokumentet finns någon annanstans", path(|script| &mut script.redirecting, DISCOVERY)),
        ("nycklarna är för stora", path(|script| &mut script.bloated, "/jwks")),
        ("nycklarna finns någon annanstans", path(|script| &mut script.redirecting, "/jwks")),
        ("koden löses in någon annanstans", path(|script| &mut script.redirecting, "/token")),
        ("inlösningen svarar inte", path(|script| &mut script.broken, "/token")),
    ]
}

/// All that a browser may learn.
const CODES: [&str; 4] =
    ["sign_in_refused", "sign_in_expired", "provider_refused", "provider_unreachable"];

/// Why it is not a refusal; nothing when it is.
fn flaw(world: &World, Ended(answer, browser): &Ended) -> Option<String> {
    let code = match answer.status {
        303 => {
            let to = answer.header("location");
            to.strip_prefix("/inloggning?fel=").unwrap_or(to).to_owned()
        }
        _ => answer.problem().1,
    };
    if !CODES.contains(&code.as_str()) {
        return Some(format!("it says {code}"));
    }
    let session = |set: &str| set.starts_with("session=") && !set.contains("Max-Age=0");
    let cookies = answer.headers.get_all("set-cookie").iter();
    if cookies.filter_map(|set| set.to_str().ok()).any(session) {
        return Some("it sets a session".into());
    }
    if let Some(me) = me(browser) {
        return Some(format!("it signs in {me}"));
    }
    let waiting = world.server.app.store.read().expect("readable");
    for side in [platssamverkan::case::party::Side::Polis, platssamverkan::case::party::Side::Stad]
    {
        if !waiting.waiting_identities(side).expect("readable").is_empty() {
            return Some("it leaves somebody waiting".into());
        }
    }
    None
}

#[test]
fn no_attack_signs_anybody_in() {
    let world = World::start();
    let attacks = [token_attacks(), state_attacks(), provider_attacks()];
    let (mut n, mut flaws) = (0, Vec::new());
    for (name, attack) in attacks.into_iter().flatten() {
        // The same way without the attack, before each of them.
        assert!(world.sign_in("polis", "s-9", &["pls-k"]).me().is_some(), "before {name}");
        assert!(world.sign_in("stad", "s-9", &["pls-ts"]).me().is_some(), "before {name}");
        n += 1;
        let ended = attack(&world);
        match flaw(&world, &ended) {
            Some(flaw) => flaws.push(format!("{name}: {flaw}")),
            None => println!("avvisad: {name}"),
        }
        // Whatever the provider did, it is itself again; what we remembered of its failure passes.
        world.polis.acts(|_| {});
        world.stad.acts(|_| {});
        world.clock.forward(SignedDuration::from_secs(90));
    }
    println!("OIDC-angrepp: {} av {n} avvisade", n - flaws.len());
    assert_eq!(flaws, Vec::<String>::new());
    assert!(n >= 29);
}
