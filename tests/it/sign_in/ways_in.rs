//! Who comes in, as whom, and who waits.

use super::world::{Attempt, CITY, POLICE, World, me};
use crate::support::clock::MovableClock;
use jiff::SignedDuration;
use platssamverkan::{
    app::{App, AppError, admin_link, break_glass, session, sign_in, users},
    case::party::{Role, Side},
    store::CameFrom,
};
use serde_json::json;

#[test]
fn both_sides_sign_in_through_their_own_provider_and_nothing_of_the_person_is_kept() {
    let world = World::start();
    let choices = world.visitor().get("/api/v1/sign-in").json();
    assert_eq!(
        choices,
        json!({"local": "break_glass", "waiting": null, "refusal": null, "providers": [
            {"side": "polis", "name": "Polisens inloggning"},
            {"side": "stad", "name": "Stadens inloggning"}]})
    );
    let k = world.sign_in("polis", "s-1", &["andra", "pls-k"]);
    let ts = world.sign_in("stad", "s-1", &["pls-ts"]);
    for (attempt, party, role) in [(&k, POLICE, "kommunpolis"), (&ts, CITY, "trygghetssamordnare")]
    {
        let me = attempt.me().expect("signed in");
        assert_eq!(
            (me["party"]["id"].as_str(), me["user"]["role"].as_str()),
            (Some(party), Some(role))
        );
        // PKCE, state and nonce went along, and nothing of them twice.
        assert_eq!(attempt.asked("code_challenge_method"), "S256");
        assert_eq!(attempt.asked("state").len(), 64);
        assert_eq!(attempt.asked("nonce").len(), 64);
    }
    // The same subject at both providers is two users.
    let (k_id, ts_id) =
        (k.me().expect("in")["user"]["id"].clone(), ts.me().expect("in")["user"]["id"].clone());
    assert_ne!(k_id, ts_id);
    assert_eq!(world.polis.seen().n_exchanged, 1, "with the right secret and verifier");
    assert_eq!(world.stad.seen().n_exchanged, 1);
    assert_eq!(world.polis.seen().n_wrong_verifier + world.stad.seen().n_wrong_verifier, 0);
    // Again: the same user, a new session, and the old one of the browser is gone.
    let again = world.sign_in("polis", "s-1", &["pls-k"]);
    assert_eq!(again.me().expect("in")["user"]["id"], k_id);
    for user in world.server.app.store.read().expect("readable").users().expect("users") {
        let text = format!("{user:?}");
        assert!(!text.contains("example.se") && !text.contains("Någon"), "{text}");
    }
}

#[test]
fn a_sign_in_replaces_the_session_that_the_browser_had() {
    let world = World::start();
    let first = world.sign_in("polis", "s-1", &["pls-k"]);
    let cookies = |attempt: Attempt| {
        let answer = attempt.back(&attempt.at_provider());
        let all = answer.headers.get_all("set-cookie").iter();
        let all = all.map(|set| set.to_str().expect("ASCII").to_owned()).collect::<Vec<_>>();
        (attempt, all)
    };
    let attempt = Attempt::begin(first.browser, "polis", &json!({}));
    let (attempt, set) = cookies(attempt.map_err(|refused| refused.1).expect("begun"));
    let session = |set: &[String]| {
        let found = set.iter().find(|set| set.starts_with("session=")).expect("a session");
        assert!(found.contains("; HttpOnly; SameSite=Lax"), "{found}");
        found.split(';').next().expect("a pair").to_owned()
    };
    let old = session(&set);
    assert!(set.iter().any(|set| set.starts_with("sign-in=;") && set.contains("Max-Age=0")));
    let again = Attempt::begin(attempt.browser, "polis", &json!({}));
    let (again, _) = cookies(again.map_err(|refused| refused.1).expect("begun"));
    let with_old = world.visitor().get_with("/api/v1/me", &[("Cookie", &old)]);
    assert_eq!(with_old.status, 401, "the session of before has ended");
    assert!(again.me().is_some());
}

#[test]
fn the_callback_takes_whatever_else_a_provider_says_but_nothing_twice() {
    let world = World::start();
    world.polis.acts(|script| script.groups = vec!["pls-k".into()]);
    let attempt = world.begin("polis");
    let mut back = attempt.at_provider();
    back.insert("hd".into(), "811228-9874".into());
    assert_eq!(attempt.back(&back).header("location"), "/inloggning/klar");
    let attempt = world.begin("polis");
    let state = attempt.asked("state");
    let path = format!("/api/v1/sign-in/polis/callback?code=x&state={state}&state={state}");
    assert_eq!(attempt.browser.get(&path).problem(), (400, "invalid".to_owned()));
}

#[test]
fn claims_of_party_role_and_side_are_not_read() {
    let world = World::start();
    world.polis.acts(|script| {
        for (name, value) in [("party", CITY), ("role", "administrator"), ("side", "stad")] {
            script.claims.insert(name.into(), value.into());
        }
        script.claims.insert("roles".into(), json!(["administrator"]));
    });
    let attempt = world.begin("polis");
    let answer = attempt.back(&attempt.at_provider());
    assert_eq!(answer.header("location"), "/inloggning/vantar");
    assert!(attempt.me().is_none());
    let read = world.server.app.store.read().expect("readable");
    assert_eq!(read.waiting_identities(Side::Polis).expect("readable").len(), 1);
    assert_eq!(read.waiting_identities(Side::Stad).expect("readable").len(), 0);
    // Nor may they stand in the request.
    for field in ["party", "role", "side"] {
        let body = json!({field: "administrator"});
        let answer = world.visitor().post("/api/v1/sign-in/polis", &body);
        assert_eq!(answer.problem(), (400, "invalid".to_owned()));
    }
    assert_eq!(world.visitor().post("/api/v1/sign-in/annan", &json!({})).status, 404);
}

#[test]
fn whoever_is_unknown_waits_until_an_administrator_of_the_same_side_assigns() {
    let world = World::start();
    let polis = world.sign_in("polis", "admin", &["pls-adm"]).browser;
    let stad = world.sign_in("stad", "admin", &["pls-adm"]).browser;
    let waiting = world.sign_in("polis", "s-7", &[]);
    assert!(waiting.me().is_none());
    let id = waiting.browser.get("/api/v1/sign-in").json()["waiting"].clone();
    let id = id.as_str().expect("the browser is told as whom it waits").to_owned();
    assert!(world.visitor().get("/api/v1/sign-in").json()["waiting"].is_null());

    let listed = polis.get("/api/v1/identities").json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (listed["items"][0]["id"].as_str(), listed["items"][0]["state"].as_str()),
        (Some(id.as_str()), Some("waiting"))
    );
    let text = listed.to_string();
    assert!(!text.contains("s-7") && !text.contains("example"), "{text}");
    assert_eq!(stad.get("/api/v1/identities").json()["items"], json!([]));

    let path = format!("/api/v1/identities/{id}/assign");
    let assignment = |party: &str, role: &str| json!({"party": party, "role": role, "function": "Ersättare för kommunpolis"});
    let foreign = stad.post(&path, &assignment(CITY, "trygghetssamordnare"));
    assert_eq!(foreign.problem(), (404, "not_found".to_owned()));
    for (party, role) in [(CITY, "kommunpolis"), (POLICE, "trygghetssamordnare"), (POLICE, "kung")]
    {
        assert_eq!(polis.post(&path, &assignment(party, role)).problem().0, 400, "{party} {role}");
    }
    let person = json!({"party": POLICE, "role": "kommunpolis", "function": "ring 070-174 06 05"});
    assert_eq!(polis.post(&path, &person).problem().0, 400);
    let assigned = polis.post(&path, &assignment(POLICE, "kommunpolis"));
    assert_eq!(assigned.status, 200, "{}", assigned.text);
    let again = polis.post(&path, &assignment(POLICE, "analytiker"));
    assert_eq!(again.problem(), (409, "identity_assigned_already".to_owned()));
    let me = world.sign_in("polis", "s-7", &[]).me().expect("in");
    assert_eq!(me["user"]["role"], "kommunpolis");
    // An administrator's word holds, whatever the groups.
    let me = world.sign_in("polis", "s-7", &["pls-a"]).me().expect("in");
    assert_eq!(me["user"]["role"], "kommunpolis");

    // Refused is refused, also with a group; and only who manages users decides.
    let other = world.sign_in("polis", "s-8", &[]);
    let id = other.browser.get("/api/v1/sign-in").json()["waiting"].clone();
    let path = format!("/api/v1/identities/{}/refuse", id.as_str().expect("waits"));
    let k = world.sign_in("polis", "k", &["pls-k"]).browser;
    assert_eq!(k.post(&path, &json!({})).problem(), (403, "not_allowed".to_owned()));
    assert_eq!(polis.post(&path, &json!({})).json()["state"], "refused");
    world.polis.acts(|script| {
        script.subject = "s-8".into();
        script.groups = vec!["pls-k".into()];
    });
    let attempt = world.begin("polis");
    let answer = attempt.back(&attempt.at_provider());
    assert_eq!(answer.header("location"), "/inloggning?fel=identity_refused");
    assert!(attempt.me().is_none());
}

#[test]
fn a_group_gives_and_takes_and_a_disabled_user_stays_out() {
    let world = World::start();
    let first = world.sign_in("polis", "s-1", &["pls-k"]);
    assert_eq!(first.me().expect("in")["user"]["role"], "kommunpolis");
    let login = first.me().expect("in")["user"]["login"].as_str().expect("a login").to_owned();
    // Another group, another role: and the sessions of the old one are over.
    let second = world.sign_in("polis", "s-1", &["pls-a"]);
    assert_eq!(second.me().expect("in")["user"]["role"], "analytiker");
    assert_eq!(second.me().expect("in")["user"]["login"], login.as_str());
    assert!(first.me().is_none());
    // Out of the group: it waits, and its sessions are over.
    let third = world.sign_in("polis", "s-1", &[]);
    assert!(third.me().is_none() && second.me().is_none());
    let back = world.sign_in("polis", "s-1", &["pls-k"]);
    assert_eq!(back.me().expect("in")["user"]["login"], login.as_str(), "the same user again");

    let [police, _] = users::demo_parties();
    users::disable(&world.server.app, &users::system_actor(police), &login).expect("may");
    assert!(back.me().is_none(), "out at once");
    for groups in [&["pls-k"][..], &["pls-a"], &[]] {
        world.polis.acts(|script| {
            script.subject = "s-1".into();
            script.groups = groups.iter().map(|group| (*group).to_owned()).collect();
        });
        let attempt = world.begin("polis");
        attempt.back(&attempt.at_provider());
        assert!(attempt.me().is_none(), "{groups:?}");
    }
}

#[test]
fn a_provider_that_is_down_says_so_and_the_other_side_is_not_concerned() {
    let world = World::start();
    world.polis.acts(|script| script.broken = Some("/.well-known/openid-configuration"));
    let refused = world.visitor().post("/api/v1/sign-in/polis", &json!({}));
    assert_eq!(refused.problem(), (503, "provider_unreachable".to_owned()));
    let text = refused.json()["title"].clone();
    assert_eq!(text, "Inloggningstjänsten svarar inte som den ska");
    assert!(world.sign_in("stad", "s-1", &["pls-ts"]).me().is_some());
    // Back again, and known for hours even if it goes down once more.
    world.clock.forward(SignedDuration::from_secs(6));
    assert!(world.sign_in("polis", "s-1", &["pls-k"]).me().is_some());
    world.clock.forward(SignedDuration::from_hours(2));
    world.polis.acts(|script| {
        script.broken = Some("/.well-known/openid-configuration");
        script.groups = vec!["pls-k".into()];
    });
    let attempt = world.begin("polis");
    attempt.back(&attempt.at_provider());
    assert!(attempt.me().is_some());
}

#[test]
fn new_keys_are_fetched_when_they_are_first_used_and_not_more_than_once_a_minute() {
    let world = World::start();
    assert!(world.sign_in("polis", "s-1", &["pls-k"]).me().is_some());
    assert_eq!(world.polis.seen().n_keys, 1);
    assert!(world.sign_in("polis", "s-1", &["pls-k"]).me().is_some());
    assert_eq!(world.polis.seen().n_keys, 1, "kept");
    world.polis.rotate(2, "k2");
    assert!(world.sign_in("polis", "s-1", &["pls-k"]).me().is_some());
    assert_eq!(world.polis.seen().n_keys, 2);
    for _ in 0..5 {
        world.polis.acts(|script| script.sign = crate::support::oidc::Sign::UnknownKey);
        let attempt = world.begin("polis");
        attempt.back(&attempt.at_provider());
        assert!(attempt.me().is_none());
    }
    assert_eq!(world.polis.seen().n_keys, 2, "keys that nobody has do not make us ask");
    world.clock.forward(SignedDuration::from_secs(61));
    world.polis.rotate(0, "k3");
    assert!(world.sign_in("polis", "s-1", &["pls-k"]).me().is_some());
    assert_eq!(world.polis.seen().n_keys, 3);
}

#[test]
fn where_providers_are_configured_only_the_break_glass_account_opens_and_that_is_told() {
    let world = World::start();
    let app = &world.server.app;
    let [police, city] = users::demo_parties();
    let (police, city) = (users::system_actor(police), users::system_actor(city));
    let admin = |login: &str, party: &str| users::NewUser {
        login: login.into(),
        function: "Reserv".into(),
        party: platssamverkan::incident::PartyId(party.into()),
        role: Role::Administrator,
        password: "tre gröna cyklar vid kajen".into(),
    };
    users::add(app, &police, &admin("reserv", POLICE)).expect("added");
    users::add(app, &city, &admin("reserv-2", CITY)).expect("added");
    let attempt = |login: &str, password: &str| {
        let browser = world.visitor();
        let answer =
            browser.post("/api/v1/session", &json!({"login": login, "password": password}));
        (browser, answer)
    };
    for (login, password) in [
        ("kommunpolis", "demo-kommunpolis-2026"),
        ("reserv", "tre gröna cyklar vid kajen"),
        ("reserv", "fel"),
        ("finns-inte", "fel"),
    ] {
        let (browser, answer) = attempt(login, password);
        assert_eq!(answer.problem(), (401, "wrong_credentials".to_owned()), "{login}");
        assert!(me(&browser).is_none());
    }
    assert_eq!(world.visitor().get("/api/v1/demo-users").status, 404);

    break_glass::choose(app, &police, "reserv").expect("chosen");
    let (browser, answer) = attempt("reserv", "tre gröna cyklar vid kajen");
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = me(&browser).expect("in")["break_glass"].clone();
    assert_eq!((told["login"].as_str(), told["used_at"].is_string()), (Some("reserv"), true));
    // The other side's administrators are told too, others are not.
    let city = world.sign_in("stad", "admin", &["pls-adm"]);
    assert!(city.me().expect("in")["break_glass"]["used_at"].is_string());
    let k = world.sign_in("polis", "k", &["pls-k"]);
    assert!(k.me().expect("in")["break_glass"].is_null());
    let log = app.store.read().expect("readable").log("user", "user-reserv").expect("a log");
    let acts: Vec<_> = log.iter().map(|entry| entry.act.as_str()).collect();
    let refused = ["entry_refused"; 2];
    let [first, then @ ..] = &acts[..] else { panic!("nothing") };
    assert_eq!((*first, &then[..2]), ("user_added", &refused[..]));
    assert_eq!(then[2..], ["break_glass_chosen", "break_glass_signed_in"]);
    // One account: choosing another closes the first.
    break_glass::choose(app, &city_actor(), "reserv-2").expect("chosen");
    assert_eq!(attempt("reserv", "tre gröna cyklar vid kajen").1.status, 401);
    assert_eq!(attempt("reserv-2", "tre gröna cyklar vid kajen").1.status, 200);
}

fn city_actor() -> platssamverkan::app::Actor {
    let [_, city] = users::demo_parties();
    users::system_actor(city)
}

#[test]
fn other_providers_than_last_time_sign_everyone_out() {
    let clock = MovableClock::start();
    let app = clock.app_of(true);
    let (token, _) =
        session::sign_in(&app, "kommunpolis", "demo-kommunpolis-2026", &CameFrom::at("::1"), None)
            .expect("in");
    assert!(!sign_in::settle(&app).expect("settled"), "none, as before");
    assert!(session::actor(&app, &token).is_ok());
    let world = World::start();
    let attempt = world.sign_in("polis", "s-1", &["pls-k"]);
    assert!(sign_in::settle(&world.server.app).expect("settled"), "none before, two now");
    assert!(attempt.me().is_none());
    assert!(!sign_in::settle(&world.server.app).expect("settled"));
}

/// As at a first start: the demo's administrators are not there.
fn without_administrators(app: &App) {
    let [police, _] = users::demo_parties();
    let system = users::system_actor(police);
    for login in ["administrator-polis", "administrator-stad"] {
        users::disable(app, &system, login).expect("the command line may");
    }
}

#[test]
fn the_first_start_makes_one_link_per_side_and_a_new_one_ends_the_old() {
    let clock = MovableClock::start();
    let app = clock.app_of(false);
    without_administrators(&app);
    assert!(admin_link::make_first(&clock.app_of(true)).expect("made").is_empty(), "the demo");
    let links = admin_link::make_first(&app).expect("made");
    let parties: Vec<_> = links.iter().map(|(party, _)| party.id.0.as_str()).collect();
    assert_eq!(parties, [POLICE, CITY]);
    assert!(admin_link::make_first(&app).expect("made").is_empty(), "once only");
    let (police, link) = &links[0];
    let newer = admin_link::make(&app, &users::system_actor(police.clone()), &police.id);
    let newer = newer.expect("made");
    let follow = |link: &str, login: &str, password: &str| {
        admin_link::follow(&app, link, login, password, &CameFrom::at("192.0.2.1"), None)
    };
    let password = "tre gröna cyklar vid kajen";
    let refused =
        |answer: Result<_, AppError>| matches!(answer, Err(AppError::Forbidden("link_not_valid")));
    assert!(refused(follow(link.as_str(), "chef", password)), "ended by the newer");
    assert!(refused(follow(&"0".repeat(64), "chef", password)), "wrong");
    assert!(refused(follow("kort", "chef", password)), "no link at all");
    assert!(matches!(follow(newer.as_str(), "chef", "kort"), Err(AppError::Invalid(_))));
    let (token, actor) = follow(newer.as_str(), "chef", password).expect("it leads in");
    assert_eq!((actor.user.role, &actor.party.id), (Role::Administrator, &police.id));
    assert!(session::actor(&app, &token).is_ok());
    assert!(refused(follow(newer.as_str(), "chef-2", password)), "used");
    assert!(session::sign_in(&app, "chef", password, &CameFrom::at("192.0.2.1"), None).is_ok());
    let (_, city) = &links[1];
    clock.forward(admin_link::ENDS_AFTER);
    assert!(refused(follow(city.as_str(), "stad-chef", password)), "expired");
    // Only the hash is kept, and guessing has an end.
    let kept = app.store.read().expect("readable").admin_links().expect("links");
    assert!(kept.iter().all(|kept| !format!("{kept:?}").contains(city.as_str())));
    for _ in 0..20 {
        let _ = follow(&"1".repeat(64), "chef", password);
    }
    assert!(matches!(follow(&"1".repeat(64), "chef", password), Err(AppError::TooMany { .. })));
}

#[test]
fn with_a_provider_the_link_makes_whoever_signs_in_through_it_the_administrator() {
    let world = World::start();
    let app = &world.server.app;
    without_administrators(app);
    let links = admin_link::make_first(app).expect("made");
    let (_, link) = &links[0];
    let body = json!({"link": link.as_str()});
    let through =
        |side: &'static str, body: &serde_json::Value| Attempt::begin(world.visitor(), side, body);
    let crossed = through("stad", &body).err().expect("the police's link at the city's door").1;
    assert_eq!(crossed.problem(), (403, "link_not_valid".to_owned()));
    let wrong = through("polis", &json!({"link": "2".repeat(64)})).err().expect("wrong").1;
    assert_eq!(wrong.text, crossed.text, "refused alike");
    let local = world.visitor().post(
        "/api/v1/sign-in/link",
        &json!({"link": link.as_str(), "login": "chef", "password": "tre gröna cyklar vid kajen"}),
    );
    assert_eq!(local.text, wrong.text, "no local account where a provider is configured");

    world.polis.acts(|script| script.subject = "s-chef".into());
    let attempts: Vec<Attempt> = (0..2)
        .map(|_| through("polis", &body).map_err(|refused| refused.1).expect("begun"))
        .collect();
    let answers: Vec<_> = attempts.iter().map(|one| one.back(&one.at_provider())).collect();
    assert_eq!(answers[0].header("location"), "/inloggning/klar");
    assert_eq!(answers[1].header("location"), "/inloggning?fel=link_not_valid", "used once");
    let me = attempts[0].me().expect("in");
    assert_eq!(
        (me["user"]["role"].as_str(), me["party"]["id"].as_str()),
        (Some("administrator"), Some(POLICE))
    );
    // And next time without any link.
    let again = world.sign_in("polis", "s-chef", &[]);
    assert_eq!(again.me().expect("in")["user"]["role"], "administrator");
    let used = through("polis", &body).err().expect("used").1;
    assert_eq!(used.text, wrong.text);
}

#[test]
fn attempts_are_counted_by_the_address_that_the_trusted_proxy_names() {
    let world = World::start();
    let one = world.server.visitor_from("198.51.100.1");
    let path = "/api/v1/sign-in/polis/callback?code=x&state=x";
    let code = |answer: &crate::support::http::Answer| answer.header("location").to_owned();
    for _ in 0..25 {
        assert_eq!(code(&one.get(path)), "/inloggning?fel=sign_in_refused");
    }
    assert_eq!(code(&one.get(path)), "/inloggning?fel=too_many");
    let other = world.server.visitor_from("198.51.100.2");
    assert_eq!(code(&other.get(path)), "/inloggning?fel=sign_in_refused");
    // What the browser writes itself before the proxy's word does not count.
    let forged = world.server.visitor_from("203.0.113.5, 198.51.100.1");
    assert_eq!(code(&forged.get(path)), "/inloggning?fel=too_many");
    for _ in 0..100 {
        let answer = one.post("/api/v1/sign-in/polis", &json!({}));
        assert_eq!(answer.status, 200);
    }
    assert_eq!(one.post("/api/v1/sign-in/polis", &json!({})).problem(), (429, "too_many".into()));
}

#[test]
fn the_words_of_a_refusal_are_asked_for_by_its_code_and_nothing_else_is_said() {
    let world = World::start();
    let ask = |code: &str, language: &str| {
        let path = format!("/api/v1/sign-in?refusal={code}");
        world.visitor().get_with(&path, &[("Accept-Language", language)]).json()["refusal"].clone()
    };
    assert_eq!(ask("sign_in_expired", "sv")["title"], "Inloggningen gäller inte längre");
    assert_eq!(ask("sign_in_expired", "en")["title"], "The sign-in is no longer valid");
    assert!(ask("ring_oss", "sv").is_null(), "no text of somebody else's");
}
