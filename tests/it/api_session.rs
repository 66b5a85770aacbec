//! Signing in and out over HTTP, and how long a session lives.

use crate::support::{clock::MovableClock, http::Server};
use jiff::SignedDuration;
use platssamverkan::{
    app::{
        AppError,
        session::{self, Token},
        users,
    },
    case::party::Role,
    store::CameFrom,
};
use serde_json::json;

#[test]
fn each_demo_user_signs_in_and_is_told_who_it_is() {
    let server = Server::start();
    let shown = server.visitor().get("/api/v1/demo-users").json();
    assert_eq!(shown.as_array().map(Vec::len), Some(8));
    for user in shown.as_array().expect("a list") {
        let login = user["login"].as_str().expect("a login");
        let me = server.signed_in(login).get("/api/v1/me").json();
        assert_eq!(me["user"]["login"], login);
        assert_eq!(me["party"]["side"], user["side"]);
        assert_ne!(me["other_party"]["side"], user["side"], "the agreement joins two sides");
    }
    let me = server.signed_in("kommunpolis").get("/api/v1/me").json();
    assert_eq!(
        me,
        json!({
            "user": {"id": "user-kommunpolis", "login": "kommunpolis", "function": "Kommunpolis",
                "role": "kommunpolis"},
            "party": {"id": "polis-lpo-norrmalm", "name": "Polisen, lokalpolisområde Norrmalm",
                "side": "polis"},
            "other_party": {"id": "sdf-norra-innerstaden",
                "name": "Norra innerstadens stadsdelsförvaltning", "side": "stad"},
            "partners": [{"id": "sdf-norra-innerstaden",
                "name": "Norra innerstadens stadsdelsförvaltning", "in_force": true}],
            "may": ["read_areas", "read_counts", "export", "import", "share", "run", "read_cases",
                "identify", "add_evidence", "assess", "inform", "work_case", "hold_meetings",
                "keep_year", "write_lagesbild", "work_lagesbild", "invite",
                "delegate", "prepare_release", "approve_release", "read_released"],
            "has_password": true,
            "synthetic": true,
            "demo_today": "2026-06-10",
            "study_area": "kommun/0180",
            "time_zone": "Europe/Stockholm",
            "version": env!("CARGO_PKG_VERSION"),
        })
    );
}

#[test]
fn unknown_users_and_wrong_passwords_are_answered_alike() {
    let server = Server::start();
    let visitor = server.visitor();
    let attempt = |login: &str, password: &str| {
        visitor.post("/api/v1/session", &json!({"login": login, "password": password}))
    };
    let wrong = attempt("kommunpolis", "inte rätt lösenord");
    let unknown = attempt("finns-inte", "inte rätt lösenord");
    assert_eq!(wrong.problem(), (401, "wrong_credentials".to_owned()));
    assert_eq!(wrong.text, unknown.text);
    assert!(!wrong.headers.contains_key("set-cookie"));
}

#[test]
fn five_failures_make_the_account_wait_and_the_right_password_does_not_help() {
    let server = Server::start();
    let visitor = server.visitor();
    let attempt = |login: &str, password: &str| {
        visitor.post("/api/v1/session", &json!({"login": login, "password": password}))
    };
    for _ in 0..5 {
        assert_eq!(attempt("samordnare", "fel").status, 401);
    }
    let refused = attempt("samordnare", "demo-samordnare-2026");
    assert_eq!(refused.problem(), (429, "too_many".to_owned()));
    assert_eq!(refused.header("retry-after"), "300");
    // Writing the login otherwise is the same account.
    assert_eq!(attempt(" SAMORDNARE ", "demo-samordnare-2026").status, 429);
    assert_eq!(attempt("kommunpolis", "demo-kommunpolis-2026").status, 200);
}

#[test]
fn the_cookie_cannot_be_read_by_scripts_and_is_new_at_each_sign_in() {
    let server = Server::start();
    let browser = server.visitor();
    let credentials = json!({"login": "lpo-chef", "password": "demo-lpo-chef-2026"});
    let cookie = |answer: &crate::support::http::Answer| {
        let set = answer.header("set-cookie").to_owned();
        assert!(set.starts_with("session=") && set.contains("; HttpOnly; SameSite=Lax"), "{set}");
        set.split(';').next().expect("a pair").to_owned()
    };
    let first = cookie(&browser.post("/api/v1/session", &credentials));
    let second = cookie(&browser.post("/api/v1/session", &credentials));
    assert_ne!(first, second);
    let with = |cookie: &str| server.visitor().get_with("/api/v1/me", &[("Cookie", cookie)]).status;
    assert_eq!(with(&first), 401, "the old session ended");
    assert_eq!(with(&second), 200);
    let forged = format!("session={}", "0".repeat(64));
    assert_eq!(with(&forged), 401);

    let left = browser.send("DELETE", "/api/v1/session", &[], "");
    assert_eq!(left.status, 204);
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(with(&second), 401, "signing out ends it on the server, not only in the browser");
    assert_eq!(browser.get("/api/v1/me").problem(), (401, "not_signed_in".to_owned()));
}

#[test]
fn a_change_that_another_site_sends_is_refused() {
    let server = Server::start();
    let credentials = json!({"login": "lpo-chef", "password": "demo-lpo-chef-2026"}).to_string();
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let status = |name: &str, value: &str| {
        let request = agent.post(format!("http://{}/api/v1/session", server.address));
        let request = request.header("Content-Type", "application/json").header(name, value);
        request.send(&credentials).expect("an answer").status().as_u16()
    };
    assert_eq!(status("Origin", "https://evil.example"), 403);
    assert_eq!(status("Sec-Fetch-Site", "cross-site"), 403);
    assert_eq!(status("X-Nothing", "at all"), 403);
    assert_eq!(status("Sec-Fetch-Site", "same-origin"), 200);
    assert_eq!(status("Origin", &format!("http://{}", server.address)), 200);
}

fn signed_in(clock: &MovableClock) -> (std::sync::Arc<platssamverkan::app::App>, Token) {
    let app = clock.app();
    let (token, actor) = session::sign_in(
        &app,
        "kommunpolis",
        "demo-kommunpolis-2026",
        &CameFrom::at("127.0.0.1"),
        None,
    )
    .expect("the demo user signs in");
    assert_eq!(actor.user.role, Role::Kommunpolis);
    (app, token)
}

fn is_out(app: &platssamverkan::app::App, token: &Token) -> bool {
    matches!(session::actor(app, token), Err(AppError::NotSignedIn))
}

#[test]
fn a_session_ends_after_half_an_hour_of_silence() {
    let clock = MovableClock::start();
    let (app, token) = signed_in(&clock);
    clock.forward(SignedDuration::from_mins(29));
    assert!(!is_out(&app, &token));
    clock.forward(SignedDuration::from_mins(29));
    assert!(!is_out(&app, &token), "it was used in between");
    clock.forward(SignedDuration::from_mins(30));
    assert!(is_out(&app, &token));
}

#[test]
fn a_session_ends_after_ten_hours_however_busy() {
    let clock = MovableClock::start();
    let (app, token) = signed_in(&clock);
    for _ in 0..39 {
        clock.forward(SignedDuration::from_mins(15));
        assert!(!is_out(&app, &token));
    }
    clock.forward(SignedDuration::from_mins(15));
    assert!(is_out(&app, &token));
}

#[test]
fn a_disabled_user_is_out_at_once_and_cannot_come_back() {
    let clock = MovableClock::start();
    let (app, token) = signed_in(&clock);
    let [police, _] = users::demo_parties();
    let system = users::system_actor(police);
    users::disable(&app, &system, "kommunpolis").expect("the command line may");
    assert!(is_out(&app, &token));
    let again =
        session::sign_in(&app, "kommunpolis", "demo-kommunpolis-2026", &CameFrom::at("::1"), None);
    assert!(matches!(again, Err(AppError::WrongCredentials)));
}

#[test]
fn administrators_manage_users_of_their_own_party_and_nobody_else_does() {
    let clock = MovableClock::start();
    let app = clock.app();
    let [police, city] = users::demo_parties();
    let new = |login: &str, party: &platssamverkan::case::party::Party, role| users::NewUser {
        login: login.into(),
        function: "Ersättare".into(),
        party: party.id.clone(),
        role,
        password: "tre gröna cyklar vid kajen".into(),
    };
    let system = users::system_actor(police.clone());
    let admin = new("admin-polis", &police, Role::Administrator);
    let admin = users::add(&app, &system, &admin).expect("the command line may");
    let admin = platssamverkan::app::Actor::plain(admin, police.clone());
    assert!(users::add(&app, &admin, &new("ersattare", &police, Role::Kommunpolis)).is_ok());
    let foreign = users::add(&app, &admin, &new("annan", &city, Role::Trygghetssamordnare));
    assert!(matches!(foreign, Err(AppError::NotFound)));
    let crossed = users::add(&app, &admin, &new("fel-sida", &police, Role::Stadsdelsdirektor));
    assert!(matches!(crossed, Err(AppError::Invalid(_))));
    let taken = users::add(&app, &admin, &new("ersattare", &police, Role::Analytiker));
    assert!(matches!(taken, Err(AppError::Invalid(_))));
    let listed = users::list(&app, &admin).expect("may list");
    assert!(listed.iter().all(|user| user.party == police.id) && listed.len() == 6);
    let disabled = users::disable(&app, &admin, "samordnare");
    assert!(matches!(disabled, Err(AppError::NotFound)), "the city's user");
    let mut kommunpolis = admin.clone();
    kommunpolis.user.role = Role::Kommunpolis;
    assert!(matches!(users::list(&app, &kommunpolis), Err(AppError::Forbidden("not_allowed"))));
}
