//! Letters on their way to the configured mail server, one recipient at a time: nobody sees who else
//! gets one, and a refused address stops no other.

use super::settings::{PostSettings, Security};
use crate::case::work::letter::NotSent;
use lettre::{
    Message,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{CertificateStore, SmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::ClientId,
    },
};
use std::{
    error::Error as _,
    time::{Duration, Instant},
};

/// All letters together take no longer, but for the last answer.
const TIME_LIMIT: Duration = Duration::from_secs(18);

/// The way of one letter.
pub(super) type Sent = Result<(), NotSent>;

/// Sends each letter; how it went stands at the same place. A server that does not answer is asked no
/// more.
pub(super) fn send_all(settings: &PostSettings, letters: &[Message]) -> Vec<Sent> {
    let begun = Instant::now();
    let mut open = match connected(settings) {
        Ok(open) => open,
        Err(why) => return vec![Err(why); letters.len()],
    };
    let mut gone = false;
    let sent = letters.iter().map(|letter| {
        if gone || begun.elapsed() > TIME_LIMIT {
            return Err(NotSent::Unreachable);
        }
        let sent = send(&mut open, letter);
        gone = matches!(sent, Err(NotSent::Unreachable | NotSent::NotTrusted));
        sent
    });
    let sent = sent.collect();
    if !gone {
        let _ = open.quit();
    }
    sent
}

/// A connection on which letters can be sent: encrypted and signed in, as the settings say.
fn connected(settings: &PostSettings) -> Result<SmtpConnection, NotSent> {
    let (wait, hello) = (Some(settings.wait), hello(settings));
    let tls = match settings.security {
        Security::None => None,
        Security::Tls | Security::Starttls => Some(trusted(settings)?),
    };
    let from_the_start = tls.as_ref().filter(|_| settings.security == Security::Tls);
    let server = (settings.server.as_str(), settings.port);
    let mut open = SmtpConnection::connect(server, wait, &hello, from_the_start, None)
        .map_err(|error| on_the_way(&error))?;
    if let (Security::Starttls, Some(tls)) = (settings.security, &tls) {
        if !open.can_starttls() {
            tracing::warn!("the mail server offers no STARTTLS");
            open.abort();
            return Err(NotSent::NotTrusted);
        }
        open.starttls(tls, &hello).map_err(|error| on_the_way(&error))?;
    }
    if let Some((user, password)) = &settings.login {
        let known = Credentials::new(user.clone(), password.clone());
        if let Err(error) = open.auth(&[Mechanism::Plain, Mechanism::Login], &known) {
            let refused = error.is_permanent() || error.is_client();
            open.abort();
            tracing::warn!("the mail server did not let us in: {:?}", error.status());
            return Err(if refused { NotSent::LoginRefused } else { on_the_way(&error) });
        }
    }
    Ok(open)
}

/// One letter. After a refusal the connection is good for the next.
fn send(open: &mut SmtpConnection, letter: &Message) -> Sent {
    let envelope = letter.envelope();
    if let Err(error) = open.command(Mail::new(envelope.from().cloned(), Vec::new())) {
        return Err(refused(open, &error, NotSent::SenderRefused));
    }
    for to in envelope.to() {
        if let Err(error) = open.command(Rcpt::new(to.clone(), Vec::new())) {
            return Err(refused(open, &error, NotSent::AddressRefused));
        }
    }
    let ready = open.command(Data);
    let taken = ready.and_then(|_| open.message(&letter.formatted()));
    taken.map(drop).map_err(|error| refused(open, &error, NotSent::AddressRefused))
}

/// What the server says no to is forgotten there, so that the next letter begins anew.
fn refused(open: &mut SmtpConnection, error: &Error, why: NotSent) -> NotSent {
    if error.status().is_none() {
        return on_the_way(error);
    }
    tracing::warn!("a letter was not taken: {why:?}, {:?}", error.status());
    let _ = open.command(Rset);
    if error.is_transient() { NotSent::Later } else { why }
}

/// We call ourselves by the domain that letters come from.
fn hello(settings: &PostSettings) -> ClientId {
    let domain = settings.from.as_str().rsplit('@').next().unwrap_or_default();
    ClientId::Domain(domain.to_owned())
}

fn trusted(settings: &PostSettings) -> Result<TlsParameters, NotSent> {
    let mut tls = TlsParameters::builder(settings.server.clone());
    if !settings.roots.is_empty() {
        tls = tls.certificate_store(CertificateStore::None);
        for root in &settings.roots {
            tls = tls.add_root_certificate(root.clone());
        }
    }
    tls.build().map_err(|error| on_the_way(&error))
}

/// What went wrong before the server had an opinion of a letter.
fn on_the_way(error: &Error) -> NotSent {
    let mut source = error.source();
    let mut distrusted = error.is_tls();
    while let Some(cause) = source {
        // What is wrong with a certificate comes out of the stream as invalid data.
        let io = cause.downcast_ref::<std::io::Error>();
        distrusted |= io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData);
        source = cause.source();
    }
    tracing::warn!("the mail server cannot be used: {error}");
    match error.status() {
        Some(_) if error.is_transient() => NotSent::Later,
        _ if distrusted => NotSent::NotTrusted,
        _ => NotSent::Unreachable,
    }
}
