//! The verbs of the trait on a connection that is in a transaction.

use super::{
    access, agreements, areas, baselines, cases, connection::WriteGuard, enkater, forums,
    identities, imports, indicators, information, lagesbilder, library, log, marks, method_runs,
    observations, people, releases, work, years,
};
use crate::{
    area::{Area, AreaId, AreaKind, Relation},
    case::{
        access::{ApiKey, CalendarFeed, ParticipantLink},
        agreement::AgreementRecord,
        baseline::Baseline,
        forum::{Forum, ForumId},
        identity::{AdminLink, Identity, PasswordLink},
        information::{Information, InformationId, Sent},
        library::Written,
        log::LogEntry,
        observation::{ObservationId, PlaceObservation},
        opening::{Case, CaseNumber, Opening, OpeningId},
        party::{Party, Side, User},
        release::{Prepared, ReleaseAct, ReleaseId},
        standing::{Delegation, Responsibility},
        text_guard::CleanText,
        work::{
            Work,
            enkat::{Answer, EnkatId, Tally},
        },
        year::Year,
    },
    incident::{
        Category, CategoryCatalogue, DataVersion, Fingerprint, ImportId, IndicatorId,
        IndicatorValue, PartyId,
    },
    ingest::{ImportRecord, ImportState, Rejection},
    lagesbild::{
        record::{Dossier, Lagesbild},
        step::LagesbildId,
    },
    store::{
        AreasVersion, KeptIndicator, LogQuery, Mark, MethodRun, MethodRunHeader, NumberedEntry,
        Read, RunHeader, SessionRecord, StoreError, StoredRun, Versioned, Write,
    },
};
use jiff::Timestamp;
use rusqlite::Connection;
use std::{collections::BTreeSet, ops::Deref};

/// A guard of a connection whose transaction ends with it.
pub(super) struct Transaction<G>(pub(super) G);

type Result<T> = std::result::Result<T, StoreError>;

impl<G: Deref<Target = Connection>> Read for Transaction<G> {
    fn areas_version(&self) -> Result<AreasVersion> {
        areas::version(&self.0)
    }

    fn areas(&self, kind: Option<AreaKind>) -> Result<Vec<Area>> {
        areas::areas(&self.0, kind)
    }

    fn area(&self, id: &AreaId) -> Result<Vec<Area>> {
        areas::area(&self.0, id)
    }

    fn relations(&self) -> Result<Vec<Relation>> {
        areas::relations(&self.0)
    }

    fn catalogue(&self) -> Result<CategoryCatalogue> {
        areas::catalogue(&self.0)
    }

    fn setting(&self, key: &str) -> Result<Option<String>> {
        areas::setting(&self.0, key)
    }

    fn indicators(&self, id: Option<&IndicatorId>) -> Result<Vec<KeptIndicator>> {
        indicators::indicators(&self.0, id)
    }

    fn data_version(&self) -> Result<DataVersion> {
        imports::data_version(&self.0)
    }

    fn imports(&self) -> Result<Vec<ImportRecord>> {
        imports::imports(&self.0)
    }

    fn import(&self, id: ImportId) -> Result<Option<ImportRecord>> {
        imports::import(&self.0, id)
    }

    fn same_delivery(
        &self,
        owner: &PartyId,
        source: &str,
        file_hash: &Fingerprint,
        content_hash: &Fingerprint,
    ) -> Result<Option<ImportId>> {
        imports::same_delivery(&self.0, owner, source, file_hash, content_hash)
    }

    fn rejections(&self, id: ImportId, offset: u64, limit: u64) -> Result<Vec<Rejection>> {
        imports::rejections(&self.0, id, offset, limit)
    }

    fn run_mark(&self) -> Result<(u64, Option<String>)> {
        work::run_mark(&self.0)
    }

    fn runs(&self) -> Result<Vec<RunHeader>> {
        work::runs(&self.0)
    }

    fn run(&self, id: &str) -> Result<Option<StoredRun>> {
        work::run(&self.0, id)
    }

    fn method_runs(&self) -> Result<Vec<MethodRunHeader>> {
        method_runs::list(&self.0)
    }

    fn method_run(&self, id: &str) -> Result<Option<MethodRun>> {
        method_runs::one(&self.0, id)
    }

    fn openings(&self) -> Result<Vec<Versioned<Opening>>> {
        work::openings(&self.0)
    }

    fn opening(&self, id: &OpeningId) -> Result<Option<Versioned<Opening>>> {
        work::opening(&self.0, id)
    }

    fn opening_marks(&self) -> Result<Vec<(OpeningId, Mark)>> {
        marks::openings(&self.0)
    }

    fn case_marks(&self) -> Result<Vec<(CaseNumber, Mark)>> {
        marks::cases(&self.0)
    }

    fn cases(&self) -> Result<Vec<Work>> {
        cases::list(&self.0)
    }

    fn case(&self, number: &CaseNumber) -> Result<Option<Work>> {
        cases::one(&self.0, number)
    }

    fn forum_marks(&self) -> Result<Vec<(ForumId, Mark)>> {
        marks::forums(&self.0)
    }

    fn forum(&self, id: &ForumId) -> Result<Option<Work<Forum>>> {
        forums::one(&self.0, id)
    }

    fn agreements(&self) -> Result<Vec<Versioned<AgreementRecord>>> {
        agreements::agreements(&self.0)
    }

    fn baselines(&self, agreement: &str) -> Result<Vec<Baseline>> {
        baselines::of_agreement(&self.0, agreement)
    }

    fn year(&self, agreement: &str) -> Result<Option<Year>> {
        years::one(&self.0, agreement)
    }

    fn library(&self, agreement: &str) -> Result<Vec<Written>> {
        library::of_agreement(&self.0, agreement)
    }

    fn release_marks(&self) -> Result<Vec<(ReleaseId, u64)>> {
        marks::releases(&self.0)
    }

    fn releases(&self) -> Result<Vec<ReleaseAct>> {
        releases::list(&self.0)
    }

    fn release(&self, id: &ReleaseId) -> Result<Option<ReleaseAct>> {
        releases::one(&self.0, id)
    }

    fn released_tables(&self, id: &ReleaseId) -> Result<Option<Vec<u8>>> {
        releases::tables(&self.0, id)
    }

    fn log(&self, object_kind: &str, object_id: &str) -> Result<Vec<LogEntry>> {
        log::of_object(&self.0, object_kind, object_id)
    }

    fn log_page(&self, asked: &LogQuery) -> Result<Vec<NumberedEntry>> {
        log::page(&self.0, asked)
    }

    fn all_information(&self) -> Result<Vec<Information>> {
        information::list(&self.0)
    }

    fn information(&self, id: &InformationId) -> Result<Option<Information>> {
        information::one(&self.0, id)
    }

    fn lagesbild_marks(&self) -> Result<Vec<(LagesbildId, u64)>> {
        marks::lagesbilder(&self.0)
    }

    fn lagesbilder(&self) -> Result<Vec<Lagesbild>> {
        lagesbilder::list(&self.0)
    }

    fn lagesbild(&self, id: &LagesbildId) -> Result<Option<Lagesbild>> {
        lagesbilder::one(&self.0, id)
    }

    fn observations(&self) -> Result<Vec<PlaceObservation>> {
        observations::observations(&self.0)
    }

    fn observation(&self, id: &ObservationId) -> Result<Option<PlaceObservation>> {
        observations::observation(&self.0, id)
    }

    fn parties(&self) -> Result<Vec<Party>> {
        people::parties(&self.0)
    }

    fn users(&self) -> Result<Vec<User>> {
        people::users(&self.0)
    }

    fn user_by_login(&self, login: &str) -> Result<Option<(User, String)>> {
        people::user_by_login(&self.0, login)
    }

    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<(SessionRecord, User)>> {
        people::session(&self.0, token_hash)
    }

    fn sessions_of(&self, user: &str) -> Result<Vec<SessionRecord>> {
        people::sessions_of(&self.0, user)
    }

    fn password_link(&self, token_hash: &[u8; 32]) -> Result<Option<PasswordLink>> {
        identities::password_link(&self.0, token_hash)
    }

    fn responsibilities(&self, user: &str) -> Result<Vec<Responsibility>> {
        access::responsibilities(&self.0, user)
    }

    fn delegations(&self, to: Option<&str>) -> Result<Vec<Delegation>> {
        access::delegations(&self.0, to)
    }

    fn api_keys(&self) -> Result<Vec<ApiKey>> {
        access::api_keys(&self.0)
    }

    fn api_key(&self, secret_hash: &[u8; 32]) -> Result<Option<ApiKey>> {
        access::api_key(&self.0, secret_hash)
    }

    fn participant_links(&self) -> Result<Vec<ParticipantLink>> {
        access::participant_links(&self.0)
    }

    fn participant_link(&self, secret_hash: &[u8; 32]) -> Result<Option<ParticipantLink>> {
        access::participant_link(&self.0, secret_hash)
    }

    fn enkat_answered(&self, id: &EnkatId) -> Result<BTreeSet<CleanText>> {
        enkater::answered(&self.0, id)
    }

    fn enkat_tally(&self, id: &EnkatId) -> Result<Tally> {
        enkater::tally(&self.0, id)
    }

    fn calendar_feeds(&self) -> Result<Vec<CalendarFeed>> {
        access::calendar_feeds(&self.0)
    }

    fn calendar_feed(&self, secret_hash: &[u8; 32]) -> Result<Option<CalendarFeed>> {
        access::calendar_feed(&self.0, secret_hash)
    }

    fn identity(&self, issuer: &str, subject: &str) -> Result<Option<(Identity, Option<User>)>> {
        identities::by_subject(&self.0, issuer, subject)
    }

    fn identity_by_id(&self, id: &str) -> Result<Option<Identity>> {
        identities::by_id(&self.0, id)
    }

    fn waiting_identities(&self, side: Side) -> Result<Vec<Identity>> {
        identities::waiting(&self.0, side)
    }

    fn admin_link(&self, token_hash: &[u8; 32]) -> Result<Option<AdminLink>> {
        identities::link(&self.0, token_hash)
    }

    fn admin_links(&self) -> Result<Vec<AdminLink>> {
        identities::links(&self.0)
    }
}

impl Write for Transaction<WriteGuard<'_>> {
    fn put_area(&mut self, area: &Area, import: Option<ImportId>) -> Result<()> {
        areas::put_area(&self.0, area, import)
    }

    fn put_relation(&mut self, relation: &Relation) -> Result<()> {
        areas::put_relation(&self.0, relation)
    }

    fn put_category(&mut self, category: &Category) -> Result<u16> {
        areas::put_category(&self.0, category)
    }

    fn put_indicators(&mut self, import: ImportId, values: &[IndicatorValue]) -> Result<()> {
        indicators::put_indicators(&self.0, import, values)
    }

    fn put_setting(&mut self, key: &str, value: &str) -> Result<()> {
        areas::put_setting(&self.0, key, value)
    }

    fn new_import(&mut self, record: &ImportRecord) -> Result<ImportId> {
        imports::new_import(&self.0, record)
    }

    fn put_import(&mut self, record: &ImportRecord) -> Result<()> {
        imports::put_import(&self.0, record)
    }

    fn flip_import(&mut self, id: ImportId, to: ImportState, at: Timestamp) -> Result<DataVersion> {
        imports::flip_import(&self.0, id, to, at)
    }

    fn drop_import(&mut self, id: ImportId) -> Result<()> {
        imports::drop_import(&self.0, id)
    }

    fn put_run(&mut self, run: &StoredRun) -> Result<()> {
        work::put_run(&self.0, run)
    }

    fn put_method_run(&mut self, run: &MethodRun) -> Result<()> {
        method_runs::put(&self.0, run)
    }

    fn put_opening(&mut self, opening: &Opening, expected: u64, at: Timestamp) -> Result<u64> {
        work::put_opening(&self.0, opening, expected, at)
    }

    fn next_case_number(&mut self, year: i16) -> Result<CaseNumber> {
        cases::next_number(&self.0, year)
    }

    fn put_case(&mut self, case: &Case) -> Result<()> {
        cases::put(&self.0, case)
    }

    fn append_case_step(&mut self, work: &Work, expected: u64) -> Result<()> {
        cases::append(&self.0, work, expected)
    }

    fn append_forum_step(&mut self, work: &Work<Forum>, expected: u64) -> Result<()> {
        forums::append(&self.0, work, expected)
    }

    fn put_agreement(
        &mut self,
        agreement: &AgreementRecord,
        expected: u64,
        at: Timestamp,
    ) -> Result<u64> {
        agreements::put_agreement(&self.0, agreement, expected, at)
    }

    fn put_baseline(&mut self, baseline: &Baseline) -> Result<()> {
        baselines::put(&self.0, baseline)
    }

    fn append_year_step(&mut self, year: &Year, expected: u64) -> Result<()> {
        years::append(&self.0, year, expected)
    }

    fn append_library_step(&mut self, entry: &Written, expected: u64) -> Result<()> {
        library::append(&self.0, entry, expected)
    }

    fn put_release(&mut self, act: &Prepared, tables: &[u8]) -> Result<()> {
        releases::put(&self.0, act, tables)
    }

    fn append_release_step(&mut self, act: &ReleaseAct, expected: u64) -> Result<()> {
        releases::append(&self.0, act, expected)
    }

    fn append_log(&mut self, entry: &LogEntry) -> Result<()> {
        log::append(&self.0, entry)
    }

    fn put_information(&mut self, sent: &Sent) -> Result<()> {
        information::put(&self.0, sent)
    }

    fn append_information_step(&mut self, it: &Information, expected: u64) -> Result<()> {
        information::append(&self.0, it, expected)
    }

    fn put_lagesbild(&mut self, dossier: &Dossier) -> Result<()> {
        lagesbilder::put(&self.0, dossier)
    }

    fn append_lagesbild_step(&mut self, it: &Lagesbild, expected: u64) -> Result<()> {
        lagesbilder::append(&self.0, it, expected)
    }

    fn put_observation(&mut self, observation: &PlaceObservation) -> Result<()> {
        observations::put_observation(&self.0, observation)
    }

    fn put_party(&mut self, party: &Party) -> Result<()> {
        people::put_party(&self.0, party)
    }

    fn put_user(&mut self, user: &User, password_hash: Option<&str>) -> Result<()> {
        people::put_user(&self.0, user, password_hash)
    }

    fn put_session(&mut self, session: &SessionRecord) -> Result<()> {
        people::put_session(&self.0, session)
    }

    fn end_session(&mut self, token_hash: &[u8; 32]) -> Result<()> {
        people::end_session(&self.0, token_hash)
    }

    fn put_responsibilities(&mut self, user: &str, all: &[Responsibility]) -> Result<()> {
        access::put_responsibilities(&self.0, user, all)
    }

    fn put_delegation(&mut self, delegation: &Delegation) -> Result<()> {
        access::put_delegation(&self.0, delegation)
    }

    fn put_api_key(&mut self, key: &ApiKey, secret_hash: Option<&[u8; 32]>) -> Result<()> {
        access::put_api_key(&self.0, key, secret_hash)
    }

    fn put_participant_link(
        &mut self,
        link: &ParticipantLink,
        secret_hash: Option<&[u8; 32]>,
    ) -> Result<()> {
        access::put_participant_link(&self.0, link, secret_hash)
    }

    fn put_enkat_answer(
        &mut self,
        id: &EnkatId,
        function: &CleanText,
        answer: &Answer,
    ) -> Result<()> {
        enkater::put_answer(&self.0, id, function, answer)
    }

    fn put_calendar_feed(
        &mut self,
        feed: &CalendarFeed,
        secret_hash: Option<&[u8; 32]>,
    ) -> Result<()> {
        access::put_calendar_feed(&self.0, feed, secret_hash)
    }

    fn end_sessions_of(&mut self, user: &str) -> Result<()> {
        people::end_sessions_of(&self.0, user)
    }

    fn end_all_sessions(&mut self) -> Result<()> {
        people::end_all_sessions(&self.0)
    }

    fn put_password_link(&mut self, link: &PasswordLink) -> Result<()> {
        identities::put_password_link(&self.0, link)
    }

    fn end_password_link(&mut self, user: &str) -> Result<()> {
        identities::end_password_link(&self.0, user)
    }

    fn put_identity(&mut self, identity: &Identity) -> Result<()> {
        identities::put(&self.0, identity)
    }

    fn forget_waiting_identities(&mut self, before: Timestamp) -> Result<()> {
        identities::forget_waiting(&self.0, before)
    }

    fn put_admin_link(&mut self, link: &AdminLink) -> Result<()> {
        identities::put_link(&self.0, link)
    }

    fn commit(self: Box<Self>) -> Result<()> {
        self.0.commit()
    }
}
