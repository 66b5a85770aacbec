//! Letters about a meeting: to whom they go, what they say, and what becomes of them when the mail
//! server will not.

use crate::{
    access, case_work,
    support::{
        http::{Browser, Server},
        mail::{Part, calendar_lines, parameter},
        mail_server::{MailServer, Manners, Security, Taken, certificate},
    },
};
use platssamverkan::app::post::{Post, PostSettings};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const FROM: &str = "plats@stad.example";
const POLICE: &str = "kommunpolis@polis.example";
const TRAFFIC: &str = "drift@trafik.example";

fn settings(port: u16, more: &str) -> PostSettings {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("server = \"127.0.0.1\"\nport = {port}\nfrom = \"{FROM}\"\n{more}");
    std::fs::write(folder.path().join("losen"), "åtta ord\n").expect("written");
    std::fs::write(folder.path().join("post.toml"), text).expect("written");
    PostSettings::read(folder.path()).expect("right").expect("there")
}

/// A server on this machine, in the clear.
pub(crate) fn plain(port: u16) -> PostSettings {
    settings(port, "security = \"none\"\nwait_seconds = 2\n")
}

/// A case with a called meeting, a measure of the traffic office, and two addresses.
struct World {
    server: Server,
    city: Browser,
    case: String,
}

impl World {
    fn with(post: Post) -> Self {
        Self::of(Server::with_post(post))
    }

    fn of(server: Server) -> Self {
        let case = access::case(&server);
        let (city, police) = (server.signed_in("samordnare"), server.signed_in("kommunpolis"));
        for (browser, step) in case_work::a_case_with_a_measure(&city, &police, &case) {
            let answer = browser.post(&format!("/api/v1/cases/{case}/steps"), &step);
            assert_eq!(answer.status, 200, "{step}: {}", answer.text);
        }
        let world = Self { server, city, case };
        let [first, ..] = world.functions("polis");
        world.put(&json!([
            {"function": first, "address": POLICE},
            {"function": "Trafikkontoret", "address": TRAFFIC}]));
        world
    }

    fn path(&self, meeting: u32, letter: &str) -> String {
        format!("/api/v1/cases/{}/meetings/{meeting}/{letter}", self.case)
    }

    fn shown(&self) -> Value {
        self.city.get(&format!("/api/v1/cases/{}", self.case)).json()["work"].clone()
    }

    fn step(&self, step: &Value) -> Value {
        let answer = self.city.post(&format!("/api/v1/cases/{}/steps", self.case), step);
        assert_eq!(answer.status, 200, "{step}: {}", answer.text);
        answer.json()["work"].clone()
    }

    /// Contact of a party first.
    fn functions(&self, side: &str) -> [String; 2] {
        let half = &self.shown()["template"][side];
        [half["kontakt"].clone(), half["deltagare"][1].clone()]
            .map(|one| one.as_str().unwrap_or_default().to_owned())
    }

    fn put(&self, contacts: &Value) -> Value {
        let seen = self.shown()["contacts_seen"].clone();
        self.step(&json!({"step": "contacts_put", "seen": seen, "contacts": contacts}))
    }

    fn letter(&self, meeting: u32, letter: &str) -> Value {
        let answer = self.city.get(&self.path(meeting, letter));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Sends it; the last sending as the case tells of it.
    fn send(&self, meeting: u32, letter: &str, again: bool) -> Value {
        let of = self.letter(meeting, letter)["of"].clone();
        let asked = json!({"of": of, "again": again});
        let answer = self.city.post(&self.path(meeting, letter), &asked);
        assert_eq!(answer.status, 200, "{}", answer.text);
        let work = answer.json()["work"].clone();
        let meetings = work["meetings"].as_array().expect("meetings").clone();
        let of = meetings.iter().find(|one| one["no"] == meeting).expect("the meeting");
        of["sent"][0].clone()
    }

    fn refused(&self, meeting: u32, letter: &str, of: &Value) -> (u16, String) {
        self.city.post(&self.path(meeting, letter), &json!({"of": of})).problem()
    }

    fn close(&self, meeting: u32) -> Value {
        let meetings = self.shown()["meetings"].as_array().expect("meetings").clone();
        let seen = meetings.iter().find(|one| one["no"] == meeting).expect("it")["seen"].clone();
        self.step(&json!({"step": "meeting_closed", "no": meeting, "seen": seen, "minutes": {
            "held_on": "2026-06-09", "present": ["Kommunpolis"], "text": "Genomgång av läget.",
            "decisions": ["Röj buskarna vid Ågatan"], "ticked": []}}))
    }
}

/// The one for an address.
fn to<'a>(taken: &'a [Taken], address: &str) -> &'a Taken {
    let mut found = taken.iter().filter(|one| one.to == [address]);
    let one = found.next().unwrap_or_else(|| panic!("nothing to {address}"));
    assert!(found.next().is_none(), "two to {address}");
    one
}

fn addresses(taken: &[Taken]) -> Vec<&str> {
    let mut all: Vec<&str> = taken.iter().flat_map(|one| &one.to).map(String::as_str).collect();
    all.sort_unstable();
    all
}

#[test]
fn each_function_with_an_address_gets_the_call_alone_as_the_page_shows_it() {
    let mail = MailServer::start(Manners::default());
    let world = World::with(Post::through(plain(mail.port)));
    let shown = world.letter(1, "kallelse");
    assert_eq!((&shown["letter"], &shown["mail"]), (&json!("kallelse"), &json!(true)));
    let recipients = shown["recipients"].as_array().expect("recipients");
    let reached = recipients.iter().filter(|one| one["has_address"] == true).count();
    assert_eq!((reached, recipients.len() > 3), (2, true));

    let sent = world.send(1, "kallelse", false);
    assert_eq!(sent["to"].as_array().expect("functions").len(), 2, "{sent}");
    assert_eq!((&sent["missed"], &sent["current"]), (&json!([]), &json!(true)));
    let without = sent["without_address"].as_array().expect("functions").len();
    assert_eq!(without, recipients.len() - 2);

    let taken = mail.taken();
    assert_eq!(addresses(&taken), [TRAFFIC, POLICE]);
    let one = to(&taken, TRAFFIC);
    assert_eq!(one.from, FROM);
    let letter = Part::read(&one.data);
    let expected = format!("Kallelse: platssamverkan Torget ({})", world.case);
    assert_eq!(letter.header("subject"), expected);
    assert_eq!(letter.header("to"), format!("Trafikkontoret <{TRAFFIC}>"));
    assert_eq!(letter.header("from"), format!("Platssamverkan <{FROM}>"));
    assert_eq!(letter.header("auto-submitted"), "auto-generated");
    assert_eq!(letter.header("date"), "Wed, 10 Jun 2026 10:00:00 +0000");
    let other = Part::read(&to(&taken, POLICE).data);
    let id = letter.header("message-id");
    assert!(id.starts_with('<') && id.ends_with("@stad.example>"), "{id}");
    assert_ne!(id, other.header("message-id"));
    assert!(!one.data.contains(POLICE) && !other.header("to").contains(TRAFFIC));

    let said = letter.plain();
    assert_eq!(said, shown["text"].as_str().expect("a text"));
    for line in ["Dagordning:", "1. Mötet öppnas, närvarande", "2026-06-16 kl. 13:00–14:00"] {
        assert!(said.lines().any(|one| one == line), "{line} in {said}");
    }
    let kinds: Vec<&str> = letter.leaves().iter().map(|part| part.header("content-type")).collect();
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    for kind in &kinds[1..] {
        assert!(kind.starts_with("text/calendar"), "{kind}");
        assert_eq!(parameter(kind, "method").as_deref(), Some("REQUEST"));
        assert_eq!(parameter(kind, "charset").as_deref(), Some("utf-8"));
    }
    let attached = letter.leaves()[2].header("content-disposition").to_owned();
    assert!(attached.starts_with("attachment") && attached.contains("invite.ics"), "{attached}");
    let (inside, beside) = (&letter.leaves()[1].text, &letter.leaves()[2].text);
    assert_eq!(inside.trim_end(), beside.trim_end());
    let lines = calendar_lines(&(inside.trim_end().to_owned() + "\r\n"));
    for line in [
        "METHOD:REQUEST".to_owned(),
        format!("UID:{}-mote-1@platssamverkan", world.case.to_lowercase()),
        "DTSTART;TZID=Europe/Stockholm:20260616T130000".to_owned(),
        format!("SEQUENCE:{}", shown["of"]),
        format!("ORGANIZER;CN=Platssamverkan:mailto:{FROM}"),
    ] {
        assert!(lines.contains(&line), "{line} in {lines:#?}");
    }
    let asked: Vec<_> = lines.iter().filter(|line| line.starts_with("ATTENDEE")).collect();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].contains("CN=\"Trafikkontoret\"") && asked[0].ends_with(TRAFFIC));
    // The file to put in a calendar by hand is the same meeting and names nobody.
    let by_hand = calendar_lines(shown["ics"].as_str().expect("a file"));
    assert!(by_hand.contains(&"METHOD:PUBLISH".to_owned()));
    assert!(!by_hand.iter().any(|line| line.contains("mailto:")));
    for name in ["UID:", "DTSTART", "SEQUENCE:", "DESCRIPTION:"] {
        let of = |all: &[String]| all.iter().find(|line| line.starts_with(name)).cloned();
        assert!(of(&lines).is_some());
        assert_eq!(of(&lines), of(&by_hand));
    }
}

#[test]
fn a_changed_call_goes_to_all_anew_and_a_cancelled_one_is_struck_out() {
    let mail = MailServer::start(Manners::default());
    let world = World::with(Post::through(plain(mail.port)));
    world.send(1, "kallelse", false);
    let first = world.letter(1, "kallelse");
    assert_eq!(world.refused(1, "kallelse", &first["of"]), (409, "nobody_to_send_to".into()));
    assert_eq!(mail.taken().len(), 2);
    assert_eq!(world.send(1, "kallelse", true)["to"].as_array().expect("to").len(), 2);
    assert_eq!(mail.taken().len(), 2);

    // Letters are in nobody's way: whoever was writing in the meeting still has seen the latest.
    let call = json!({"day": "2026-06-17", "begins": "09:00", "ends": "10:00",
        "location": "Tinget", "extra": []});
    let seen = world.shown()["meetings"][0]["seen"].clone();
    world.step(&json!({"step": "meeting_called", "no": 1, "seen": seen, "call": call}));
    let stale = world.refused(1, "kallelse", &first["of"]);
    assert_eq!(stale, (409, "changed_since".into()));
    let second = world.letter(1, "kallelse");
    assert!(second["recipients"].as_array().expect("all").iter().all(|one| one["got"].is_null()));
    let old = world.shown()["meetings"][0]["sent"][0]["current"].clone();
    assert_eq!(old, false);
    assert_eq!(world.send(1, "kallelse", false)["to"].as_array().expect("to").len(), 2);
    let taken = mail.taken();
    let file = |taken: &Taken| calendar_lines(&Part::read(&taken.data).leaves()[2].text);
    let sequence = |lines: &[String]| -> u32 {
        let line = lines.iter().find_map(|line| line.strip_prefix("SEQUENCE:"));
        line.expect("a sequence").parse().expect("a number")
    };
    let called = file(to(&taken, POLICE));
    assert!(u64::from(sequence(&called)) > first["of"].as_u64().expect("a step"));

    let motive = "Platsen är avstängd till midsommar";
    let seen = world.shown()["meetings"][0]["seen"].clone();
    world.step(&json!({"step": "meeting_cancelled", "no": 1, "seen": seen, "motive": motive}));
    let off = world.send(1, "kallelse", false);
    assert_eq!(off["letter"], "installt");
    let taken = mail.taken();
    let letter = Part::read(&to(&taken, POLICE).data);
    assert!(letter.header("subject").starts_with("Inställt möte: platssamverkan Torget"));
    assert!(letter.plain().contains(motive));
    let kind = letter.leaves()[1].header("content-type");
    assert_eq!(parameter(kind, "method").as_deref(), Some("CANCEL"));
    let struck = file(to(&taken, POLICE));
    for line in ["METHOD:CANCEL", "STATUS:CANCELLED"] {
        assert!(struck.contains(&line.to_owned()), "{line}");
    }
    let uid = |lines: &[String]| lines.iter().find(|line| line.starts_with("UID:")).cloned();
    assert_eq!(uid(&struck), uid(&called));
    assert!(sequence(&struck) > sequence(&called));
}

#[test]
fn the_list_of_measures_has_the_readers_own_first_and_nothing_of_other_cases() {
    let mail = MailServer::start(Manners::default());
    let world = World::with(Post::through(plain(mail.port)));
    let invited = json!({"actor": "Trafikkontoret", "last_day": "2026-12-31"});
    let link = world.city.post(&format!("/api/v1/cases/{}/links", world.case), &invited).json();
    let secret = link["path"].as_str().expect("a path").split('#').nth(1).expect("a secret");
    let [_, function] = world.functions("stad");
    let measure = |what: &str, owner: &str| {
        json!({"step": "measure_put", "measure": {"what": what, "how": null, "cause": 1,
            "owner_of": "stad", "owner": owner, "start": "2026-06-10", "deadline": "2026-06-12",
            "aterkoppling": "2026-06-11", "expected": "minskar", "indicator": "Skadegörelse",
            "kind": "situationell", "horizon": "kort", "verksamhetsplan": null}})
    };
    world.step(&measure("Klipp häcken", &function));
    let other = World::of(Server::with_post(Post::default()));
    let early = world.city.get(&world.path(1, "atgardslista")).problem();
    assert_eq!(early, (409, "meeting_not_closed".into()));
    world.close(1);
    let over = world.city.get(&world.path(1, "kallelse")).problem();
    assert_eq!(over, (409, "meeting_over".into()));

    let sent = world.send(1, "atgardslista", false);
    assert_eq!(sent["letter"], "atgardslista");
    let taken = mail.taken();
    assert_eq!(addresses(&taken), [TRAFFIC, POLICE]);
    let letter = Part::read(&to(&taken, TRAFFIC).data);
    assert!(letter.header("subject").starts_with("Åtgärdslista: platssamverkan Torget"));
    let said = letter.plain();
    let at = |text: &str| said.find(text).unwrap_or_else(|| panic!("{text} in {said}"));
    assert!(at("- Röj buskarna vid Ågatan") < at("Öppna åtgärder för Trafikkontoret:"));
    let own = at("- Åtgärd 1: Byt armaturer – Trafikkontoret. Klar senast 2026-06-30, \
                  återkoppling 2026-06-20. Läge: Pågår");
    assert!(own < at("Övriga öppna åtgärder:"));
    assert!(at("Övriga öppna åtgärder:") < at("- Åtgärd 2: Klipp häcken"));
    let police = Part::read(&to(&taken, POLICE).data).plain();
    let [kommunpolis, _] = world.functions("polis");
    assert!(police.contains(&format!("Öppna åtgärder för {kommunpolis}:\nInga.")), "{police}");
    assert!(police.contains("Byt armaturer") && police.contains("Klipp häcken"));
    for one in &taken {
        let read = Part::read(&one.data);
        assert!(!one.data.contains(secret) && !read.plain().contains("/lank"), "{}", one.data);
        assert!(read.plain().contains("länk"));
    }
    // Another case of the same city, on the same day, is in none of them.
    assert_eq!(other.letter(1, "kallelse")["mail"], false);

    // A second case of the same parties.
    let foreign = access::case(&world.server);
    assert_ne!(foreign, world.case);
    assert!(!said.contains(&foreign));
    // An addition makes no new letter.
    let seen = world.shown()["meetings"][0]["seen"].clone();
    world.step(&json!({"step": "meeting_addition", "no": 1, "seen": seen, "text": "Rättelse"}));
    let of = world.letter(1, "atgardslista")["of"].clone();
    assert_eq!(world.refused(1, "atgardslista", &of), (409, "nobody_to_send_to".into()));
}

#[test]
fn one_refused_address_stops_no_other_and_is_tried_again_alone() {
    let refuses =
        |answer| Manners { answers: vec![(POLICE.to_owned(), answer)], ..Manners::default() };
    for (answer, why) in
        [("550 5.1.1 no such mailbox", "address_refused"), ("451 4.7.1 come back later", "later")]
    {
        let mail = MailServer::start(refuses(answer));
        let world = World::with(Post::through(plain(mail.port)));
        let [kommunpolis, _] = world.functions("polis");
        let sent = world.send(1, "kallelse", false);
        assert_eq!(sent["to"], json!(["Trafikkontoret"]), "{sent}");
        assert_eq!(sent["missed"], json!([{"function": kommunpolis, "why": why}]));
        assert_eq!(addresses(&mail.taken()), [TRAFFIC]);
        mail.behave(|manners| manners.answers.clear());
        let sent = world.send(1, "kallelse", false);
        assert_eq!(sent["to"], json!([kommunpolis]));
        assert_eq!(addresses(&mail.taken()), [POLICE]);
        // All of it stands in the case, and the log names functions through the steps alone.
        let file = world.city.get(&format!("/api/v1/cases/{}/akt.html", world.case)).text;
        assert!(file.contains("Inte till") && file.contains(POLICE), "the file of the case");
        let steps = world.shown()["steps"].as_array().expect("steps").clone();
        assert_eq!(steps.iter().filter(|step| step["step"] == "letter_sent").count(), 2);
        assert!(!serde_json::to_string(&steps).expect("JSON").contains('@'));
    }
}

#[test]
fn a_sender_that_the_server_does_not_want_is_said() {
    let answers = vec![(FROM.to_owned(), "553 5.7.1 not you")];
    let mail = MailServer::start(Manners { answers, ..Manners::default() });
    let world = World::with(Post::through(plain(mail.port)));
    let sent = world.send(1, "kallelse", false);
    let why: Vec<&Value> =
        sent["missed"].as_array().expect("all").iter().map(|one| &one["why"]).collect();
    assert_eq!(why, [&json!("sender_refused"), &json!("sender_refused")]);
}

#[test]
fn a_server_that_is_down_loses_nothing() {
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        free.local_addr().expect("bound").port()
    };
    let world = World::with(Post::through(plain(port)));
    let sent = world.send(1, "kallelse", false);
    assert_eq!(sent["to"], json!([]));
    let missed = sent["missed"].as_array().expect("functions").clone();
    assert_eq!(missed.len(), 2);
    assert!(missed.iter().all(|one| one["why"] == "unreachable"), "{missed:?}");
    let mail = MailServer::at(port, Manners::default());
    assert_eq!(world.send(1, "kallelse", false)["to"].as_array().expect("both").len(), 2);
    assert_eq!(addresses(&mail.taken()), [TRAFFIC, POLICE]);
}

#[test]
fn a_server_that_hangs_holds_nobody() {
    let silent = MailServer::start(Manners { hangs: true, ..Manners::default() });
    let world = World::with(Post::through(plain(silent.port)));
    let begun = Instant::now();
    let sent = world.send(1, "kallelse", false);
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    let missed = sent["missed"].as_array().expect("functions");
    assert!(missed.len() == 2 && missed.iter().all(|one| one["why"] == "unreachable"));

    // It hangs after the first: that one is not lost.
    let half = MailServer::start(Manners { hangs_after: Some(1), ..Manners::default() });
    let world = World::with(Post::through(plain(half.port)));
    let begun = Instant::now();
    let sent = world.send(1, "kallelse", false);
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert_eq!((sent["to"].as_array().map(Vec::len), half.taken().len()), (Some(1), 1));
    assert_eq!(sent["missed"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_server_is_trusted_by_its_certificate_and_told_nothing_before() {
    let login = Some(("plats".to_owned(), "åtta ord".to_owned()));
    let known = "user = \"plats\"\npassword_file = \"losen\"\nwait_seconds = 2\n";
    let trusting = |security: &str, ca: &str| {
        let ca = certificate(ca);
        format!("security = \"{security}\"\nca_file = {:?}\n{known}", ca.display().to_string())
    };
    for (security, name) in [(Security::Starttls, "starttls"), (Security::Tls, "tls")] {
        let mail =
            MailServer::start(Manners { security, login: login.clone(), ..Manners::default() });
        let world = World::with(Post::through(settings(mail.port, &trusting(name, "ca.pem"))));
        let sent = world.send(1, "kallelse", false);
        assert_eq!(sent["to"].as_array().map(Vec::len), Some(2), "{name}: {sent}");
        let taken = mail.taken();
        assert!(taken.iter().all(|one| one.encrypted && one.signed_in), "{name}");

        // Vouched for by nobody we know: by the well-known authorities, or by those of the file.
        let unknown = format!("security = \"{name}\"\n{known}");
        for more in [unknown, trusting(name, "other-ca.pem")] {
            let world = World::with(Post::through(settings(mail.port, &more)));
            let before = mail.heard().len();
            let sent = world.send(1, "kallelse", false);
            let missed = sent["missed"].as_array().expect("functions");
            let all = missed.len() == 2 && missed.iter().all(|one| one["why"] == "not_trusted");
            assert!(all, "{name}: {sent}");
            let heard = mail.heard().split_off(before);
            assert!(
                heard.iter().all(|said| ["EHLO stad.example", "STARTTLS"].contains(&said.as_str()))
            );
            assert!(mail.taken().is_empty());
        }
    }

    // One that offers no encryption is told nothing more.
    let open = MailServer::start(Manners { login: login.clone(), ..Manners::default() });
    let world = World::with(Post::through(settings(open.port, &trusting("starttls", "ca.pem"))));
    let sent = world.send(1, "kallelse", false);
    assert_eq!(sent["missed"][0]["why"], "not_trusted");
    assert!(!open.heard().iter().any(|said| said.starts_with("AUTH") || said.starts_with("MAIL")));

    // And one that does not know us.
    let other = Some(("plats".to_owned(), "ett annat".to_owned()));
    let strict =
        MailServer::start(Manners { security: Security::Tls, login: other, ..Manners::default() });
    let world = World::with(Post::through(settings(strict.port, &trusting("tls", "ca.pem"))));
    let sent = world.send(1, "kallelse", false);
    assert_eq!(sent["missed"][0]["why"], "login_refused");
    assert!(strict.taken().is_empty());
}

#[test]
fn no_text_makes_a_header_or_a_line_of_its_own() {
    let mail = MailServer::start(Manners::default());
    let world = World::with(Post::through(plain(mail.port)));
    let evil = "Tinget\r\nX-Evil: ett\r\n\r\n.\r\nMAIL FROM:<x>\r\nEND:VEVENT";
    let function = "Fastighetsägare\r\nBcc: alla\r\n\r\ntext";
    let mut template = world.shown()["template"].clone();
    template["ovriga"] = json!(["Trafikkontoret", function]);
    let seen = world.shown()["template_seen"].clone();
    world.step(&json!({"step": "template_put", "seen": seen, "template": template}));
    world.put(&json!([{"function": function, "address": TRAFFIC}]));
    let call = json!({"day": "2026-06-17", "begins": "09:00", "ends": "10:00", "location": evil,
        "extra": ["Punkt\r\nX-Evil: två"]});
    let seen = world.shown()["meetings"][0]["seen"].clone();
    world.step(&json!({"step": "meeting_called", "no": 1, "seen": seen, "call": call}));
    let sent = world.send(1, "kallelse", false);
    assert_eq!(sent["to"], json!([function]), "{sent}");
    let taken = mail.taken();
    assert_eq!(addresses(&taken), [TRAFFIC]);
    let letter = Part::read(&taken[0].data);
    let known = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "auto-submitted",
        "mime-version",
        "content-type",
    ];
    for name in letter.headers.keys() {
        assert!(known.contains(&name.as_str()), "{name}");
    }
    assert_eq!(letter.header("to"), format!("Fastighetsägare Bcc: alla text <{TRAFFIC}>"));
    assert_eq!(letter.leaves().len(), 3);
    assert!(letter.plain().contains("\nTinget X-Evil: ett . MAIL FROM:<x> END:VEVENT\n"));
    let lines = calendar_lines(&letter.leaves()[2].text);
    assert!(!lines.iter().any(|line| line.starts_with("X-EVIL") || line.starts_with("X-Evil")));
    assert_eq!(lines.iter().filter(|line| *line == "END:VEVENT").count(), 1);
    assert_eq!(lines.iter().filter(|line| line.starts_with("ATTENDEE")).count(), 1);
    assert!(mail.heard().iter().all(|said| said != "MAIL FROM:<x>"));
}

#[test]
fn without_a_mail_server_letters_are_read_and_copied() {
    let world = World::of(Server::start());
    let shown = world.letter(1, "kallelse");
    assert_eq!(shown["mail"], false);
    assert!(shown["text"].as_str().expect("a text").contains("Dagordning:"));
    calendar_lines(shown["ics"].as_str().expect("a file"));
    let refused = world.refused(1, "kallelse", &shown["of"]);
    assert_eq!(refused, (409, "no_mail_server".into()));
    assert_eq!(world.city.get(&world.path(7, "kallelse")).problem().0, 404);
    assert_eq!(world.city.get(&world.path(0, "atgardslista")).problem().0, 404);
}

#[test]
fn addresses_belong_to_functions_of_the_template_and_two_who_write_are_told() {
    let world = World::of(Server::start());
    let steps = format!("/api/v1/cases/{}/steps", world.case);
    let police = world.server.signed_in("kommunpolis");
    let put = |browser: &Browser, seen: &Value, contacts: Value| {
        let step = json!({"step": "contacts_put", "seen": seen, "contacts": contacts});
        browser.post(&steps, &step)
    };
    let seen = world.shown()["contacts_seen"].clone();
    let of = |function: &str, address: &str| json!([{"function": function, "address": address}]);
    let field = |address: &str| {
        let answer = put(&police, &seen, of("Trafikkontoret", address));
        assert_eq!(answer.status, 400, "{}", answer.text);
        let field = answer.json()["fields"][0].clone();
        (field["field"].clone(), field["code"].clone())
    };
    let address = json!("contacts[0].address");
    assert_eq!(field("trafik"), (address.clone(), json!("not_an_address")));
    assert_eq!(field("811228-9874@trafik.example"), (address.clone(), json!("number_of_person")));
    assert_eq!(field(" "), (address.clone(), json!("missing")));
    assert_eq!(field(&format!("a@{}.example", "b.".repeat(150))), (address, json!("too_long")));
    let refused = |contacts| put(&police, &seen, contacts).problem();
    assert_eq!(refused(of("Okänd funktion", TRAFFIC)), (409, "no_such_function".into()));
    let twice = json!([{"function": "Trafikkontoret", "address": TRAFFIC},
        {"function": "Trafikkontoret", "address": POLICE}]);
    assert_eq!(refused(twice), (409, "function_twice".into()));
    let personal = put(&police, &seen, of("ring 070-174 06 05", TRAFFIC)).json();
    assert_eq!(personal["fields"][0]["field"], "contacts[0].function");

    assert_eq!(put(&police, &seen, of("Trafikkontoret", POLICE)).status, 200);
    let late = put(&world.city, &seen, of("Trafikkontoret", TRAFFIC)).problem();
    assert_eq!(late, (409, "changed_since".into()));
    let now = world.shown();
    assert_eq!(now["contacts"], of("Trafikkontoret", POLICE));
    let undone = json!({"step": "undone", "no": now["contacts_seen"], "seen": 0});
    assert_eq!(police.post(&steps, &undone).status, 200);
    assert_eq!(world.shown()["contacts"].as_array().map(Vec::len), Some(2));
    // Nothing of it leaves the two parties.
    let visitor = world.server.visitor().get(&format!("/api/v1/cases/{}", world.case));
    assert_eq!(visitor.status, 401);
}
