//! A letter as mail: headers that no text can add to, the words, and for a call the calendar entry.

use super::settings::PostSettings;
use crate::case::work::letter::NotSent;
use jiff::Timestamp;
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use std::time::SystemTime;

/// What one function is sent.
#[derive(Debug)]
pub(super) struct Words {
    /// The function, on one line.
    pub(super) function: String,
    /// Its address.
    pub(super) address: String,
    /// On one line.
    pub(super) subject: String,
    /// What it says.
    pub(super) text: String,
    /// The calendar entry, and its method.
    pub(super) calendar: Option<(String, &'static str)>,
    /// What makes the letter one of its kind: becomes the first part of its id.
    pub(super) id: String,
}

/// RFC 3834: nobody's machine is to answer.
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The mail. An address that mail does not know is refused as the server would.
pub(super) fn message(
    settings: &PostSettings,
    words: &Words,
    now: Timestamp,
) -> Result<Message, NotSent> {
    let address = |text: &str| text.parse::<Address>().ok();
    let from = address(settings.from.as_str()).ok_or(NotSent::SenderRefused)?;
    let to = address(&words.address).ok_or(NotSent::AddressRefused)?;
    let domain = from.domain().to_owned();
    let headers = Message::builder()
        .from(Mailbox::new(Some(settings.from_name.clone()), from))
        .to(Mailbox::new(Some(words.function.clone()), to))
        .subject(words.subject.clone())
        .date(SystemTime::from(now))
        .message_id(Some(format!("<{}@{domain}>", words.id)))
        .header(AutoSubmitted);
    let plain = SinglePart::plain(words.text.replace('\n', "\r\n"));
    let made = match &words.calendar {
        None => headers.singlepart(plain),
        Some((file, method)) => {
            let kind = format!("text/calendar; charset=utf-8; method={method}");
            let kind = ContentType::parse(&kind).map_err(|_| NotSent::SenderRefused)?;
            let entry = SinglePart::builder().header(kind.clone()).body(file.clone());
            let both = MultiPart::alternative().singlepart(plain).singlepart(entry);
            let attached = Attachment::new("invite.ics".to_owned()).body(file.clone(), kind);
            headers.multipart(MultiPart::mixed().multipart(both).singlepart(attached))
        }
    };
    made.map_err(|error| {
        tracing::warn!("a letter could not be written: {error}");
        NotSent::AddressRefused
    })
}
