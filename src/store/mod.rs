//! Kept: what the service remembers, in domain words.
//!
//! One trait, backends behind it. Reads see one consistent state; a [`Write`] is one transaction:
//! everything in it happens at [`Write::commit`] or not at all. Objects that can be edited carry a
//! version; writing over a version that has moved on is [`StoreError::Conflict`].

mod retained;
pub mod sqlite;

pub use retained::{Retained, Retired};

use crate::{
    analysis::{
        found::Found,
        question::{Answer, Origin, Question},
        run::{RunInput, RunResult},
    },
    area::{Area, AreaId, AreaKind, Relation},
    case::{
        access::{ApiKey, CalendarFeed, ParticipantLink},
        agreement::AgreementRecord,
        baseline::Baseline,
        forum::{Forum, ForumId},
        identity::{AdminLink, Identity, PasswordLink},
        information::{Information, InformationId, Sent},
        library::Written,
        log::{
            LogEntry,
            verify::{HeadFile, Verification, Verifier},
        },
        observation::{ObservationId, PlaceObservation},
        opening::{Case, CaseNumber, Opening, OpeningId},
        party::{Party, Side, User},
        release::{Prepared, ReleaseAct, ReleaseId},
        standing::{Delegation, Responsibility},
        text_guard::CleanText,
        work::{
            Work,
            enkat::{Answer as EnkatAnswer, EnkatId, Tally},
        },
        year::Year,
    },
    incident::{
        Category, CategoryCatalogue, Columns, DataVersion, Fingerprint, ImportId, IndicatorId,
        IndicatorValue, PartyId,
    },
    ingest::{AcceptedRow, ImportRecord, ImportState, ImportTotals, Rejection},
    lagesbild::{
        record::{Dossier, Lagesbild},
        step::LagesbildId,
    },
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, path::Path, sync::Arc};

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed it first.
    #[error("{object} has moved on to version {found}")]
    Conflict {
        /// Kind and id.
        object: String,
        /// The version that is there.
        found: u64,
    },
    /// The disk is full or refuses to be written; nothing of the transaction was kept.
    #[error("the disk is full or cannot be written")]
    DiskFull,
    /// Another writer holds the store for too long.
    #[error("the store is busy")]
    Busy,
    /// The file was written by a newer program.
    #[error("the store has schema {found}, this program knows {known}")]
    Newer {
        /// In the file.
        found: u32,
        /// In the program.
        known: u32,
    },
    /// A row that does not make sense: table, column, id.
    #[error("inconsistent {table}.{column} at {id}")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Row.
        id: String,
    },
    /// A backup that cannot be made or used; nothing was replaced.
    #[error("the backup in {directory}: {fault:?} {what}")]
    Backup {
        /// Why.
        fault: BackupFault,
        /// Where the backup is.
        directory: String,
        /// Which file, or what is wrong in the database.
        what: String,
    },
    /// The backend's own words.
    #[error("store: {0}")]
    Backend(String),
}

/// Why a backup cannot be made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupFault {
    /// The directory holds a finished one.
    There,
    /// There is no manifest: it was not finished, or is none.
    NoManifest,
    /// The manifest is not as it was written.
    ManifestDamaged,
    /// A file is not there, or is not the one that the manifest names.
    FileDiffers,
    /// The database in it is not sound.
    Unsound,
}

impl BackupFault {
    /// Every one.
    pub const ALL: [BackupFault; 5] = [
        BackupFault::There,
        BackupFault::NoManifest,
        BackupFault::ManifestDamaged,
        BackupFault::FileDiffers,
        BackupFault::Unsound,
    ];

    /// The code that texts are chosen by.
    pub fn as_str(self) -> &'static str {
        match self {
            BackupFault::There => "backup_there",
            BackupFault::NoManifest => "backup_no_manifest",
            BackupFault::ManifestDamaged => "backup_manifest_damaged",
            BackupFault::FileDiffers => "backup_file_differs",
            BackupFault::Unsound => "backup_unsound",
        }
    }
}

/// A stored value with the version it had when read; hand it back when writing.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned<T> {
    /// The value.
    pub value: T,
    /// Starts at 1, grows by one with each write.
    pub version: u64,
    /// When it was written.
    pub updated: Timestamp,
}

/// The published counts as of a version, with what a view must know about them.
#[derive(Debug, Clone)]
pub struct LoadedCounts {
    /// The rows. A row that several deliveries brought bears the number of a shared one if there is
    /// one, else of the first; so sharing an import asks for loading anew.
    pub columns: Arc<Columns>,
    /// As of.
    pub version: DataVersion,
    /// The deliveries of counts in force as of the version, by number.
    pub imports: Vec<ImportRecord>,
}

/// A value of an indicator in force, and whose it is. The policy says who may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptIndicator {
    /// The value.
    pub value: IndicatorValue,
    /// Party that delivered it.
    pub owner: PartyId,
    /// Shown to all parties that have an agreement with the owner, with this delivery or an earlier one
    /// that said the same.
    pub shared: bool,
    /// Shown to these, likewise.
    pub shared_with: BTreeSet<PartyId>,
    /// With which delivery.
    pub import: ImportId,
    /// Made up.
    pub synthetic: bool,
}

/// A finished run as the store keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredRun {
    /// `run-` and the first 16 hex digits of the hash of party, input and result's fingerprint
    /// together: what two parties see is never the same run, even where the numbers are.
    pub id: String,
    /// Who asked.
    pub created_by: String,
    /// For which party's eyes.
    pub party: PartyId,
    /// When.
    pub created_at: Timestamp,
    /// What it was computed from.
    pub input: RunInput,
    /// What came out.
    pub result: RunResult,
    /// Of the canonical bytes of `result`.
    pub result_fingerprint: Fingerprint,
}

/// A run without its cells, for lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunHeader {
    /// Id.
    pub id: String,
    /// Who asked.
    pub created_by: String,
    /// For whom.
    pub party: PartyId,
    /// When.
    pub created_at: Timestamp,
    /// What it was computed from.
    pub input: RunInput,
    /// Number of places.
    pub n_places: u32,
    /// Counts used.
    pub n_used: u64,
    /// Of the result.
    pub result_fingerprint: Fingerprint,
}

/// An answer of one of the other methods, without the answer itself: for lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodRunHeader {
    /// Of party, question and origin: [`crate::analysis::question::id_of`].
    pub id: String,
    /// Who asked.
    pub created_by: String,
    /// For which party's eyes.
    pub party: PartyId,
    /// When.
    pub created_at: Timestamp,
    /// What was asked.
    pub question: Question,
    /// Of what.
    pub origin: Origin,
    /// Counts used.
    pub n_used: u64,
    /// Of the bytes of what was found, as JSON.
    pub result_fingerprint: Fingerprint,
}

/// The same with the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodRun {
    /// What, by whom, of what.
    #[serde(flatten)]
    pub header: MethodRunHeader,
    /// What came out.
    pub found: Found<Answer>,
}

/// Where somebody came from, as far as that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CameFrom {
    /// Address of the browser, or of the proxy that is not trusted to name it.
    pub address: String,
    /// Kind of browser and system, such as "Firefox, Windows"; never the whole of what it says of itself.
    pub browser: String,
}

impl CameFrom {
    /// From an address, in a browser that does not say what it is.
    pub fn at(address: &str) -> Self {
        Self { address: address.to_owned(), browser: String::new() }
    }
}

/// A signed-in session; the token itself is never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// SHA-256 of the opaque token.
    pub token_hash: [u8; 32],
    /// Whose.
    pub user_id: String,
    /// Since.
    pub created_at: Timestamp,
    /// Last request.
    pub last_seen: Timestamp,
    /// Where it was begun.
    pub from: CameFrom,
}

/// An entry of the log with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedEntry {
    /// From 1, without gaps.
    pub seq: i64,
    /// The entry.
    pub entry: LogEntry,
}

/// Which entries of the log.
#[derive(Debug, Clone, Default)]
pub struct LogQuery {
    /// By actors of these parties;
    pub parties: Vec<PartyId>,
    /// and those that the program itself wrote.
    pub of_the_program: bool,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// One act alone.
    pub act: Option<String>,
    /// One kind of object alone.
    pub object_kind: Option<String>,
    /// With a lower number.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

/// What is kept beside the store to hold its log against.
#[derive(Debug, Clone)]
pub struct KeptHeads {
    /// The key that signs now, in hex.
    pub public_key: String,
    /// Each party's files of heads.
    pub files: Vec<HeadFile>,
}

/// Where the counts are kept. Shared by all threads.
pub trait Store: Send + Sync {
    /// A consistent look.
    fn read(&self) -> Result<Box<dyn Read + '_>, StoreError>;
    /// One transaction; there is one writer at a time.
    fn begin(&self) -> Result<Box<dyn Write + '_>, StoreError>;
    /// The published counts now, or as of an earlier version.
    fn load_counts(&self, as_of: Option<DataVersion>) -> Result<LoadedCounts, StoreError>;
    /// Puts the rows of an import in state `Staging` aside in small commits; invisible until
    /// published. Called once with the whole delivery, whose categories are in the catalogue.
    ///
    /// Rows with a key are compared with what the same owner's same source delivered before under
    /// that key: the latest delivery that is published is the one that counts. With
    /// `replace_period`, rows of the source that begin on those local days (setting `time_zone`,
    /// Europe/Stockholm if there is none) and are not in the delivery no longer count once it is
    /// published. Of the totals only `n_new`, `n_changed`, `n_already` and `n_replaced` are filled
    /// in, compared with what is published now.
    fn stage(
        &self,
        import: ImportId,
        rows: &[AcceptedRow],
        rejections: &[Rejection],
    ) -> Result<ImportTotals, StoreError>;
    /// A consistent copy with manifest and hashes, while the store is in use, in a directory that
    /// holds no backup yet. `at` is written in the manifest.
    fn backup(&self, to: &Path, at: Timestamp) -> Result<(), StoreError>;
    /// What of a kind is older than the moment, oldest first: what [`Store::retire`] would remove.
    fn due(&self, what: Retained, before: Timestamp) -> Result<Vec<Retired>, StoreError>;
    /// Removes it and says what it was; each gets its entry in the log in the same transaction. Rows of
    /// counts go in small commits after it.
    fn retire(
        &self,
        what: Retained,
        before: Timestamp,
        entry: &dyn Fn(&Retired) -> LogEntry,
    ) -> Result<Vec<Retired>, StoreError>;
    /// Structure, references, fingerprints and log are sound; otherwise what is not.
    fn check(&self) -> Result<Vec<String>, StoreError>;
    /// The heads of the log that are kept beside it, and the key that signs them.
    fn kept_heads(&self) -> Result<KeptHeads, StoreError>;
    /// Every entry of the log shown to the verifier, and what it says.
    fn verify_log(&self, verifier: Verifier) -> Result<Verification, StoreError>;
}

/// How far something has come: what has the same mark is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Grows with each change.
    pub version: u64,
    /// Time of the last one.
    pub updated: Timestamp,
}

/// A state of the areas; see [`Read::areas_version`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AreasVersion {
    /// Grows with every area that is put.
    pub put: u64,
    /// Grows with every relation that is put.
    pub relations: u64,
    /// Grows with every import that is published or undone.
    pub data: DataVersion,
}

/// What can be asked.
pub trait Read {
    /// Changes with everything that changes the areas: of equal versions all areas are equal.
    fn areas_version(&self) -> Result<AreasVersion, StoreError>;
    /// All versions of all areas of a kind, or of all kinds; by id, then first day.
    fn areas(&self, kind: Option<AreaKind>) -> Result<Vec<Area>, StoreError>;
    /// All versions of one area.
    fn area(&self, id: &AreaId) -> Result<Vec<Area>, StoreError>;
    /// All relations.
    fn relations(&self) -> Result<Vec<Relation>, StoreError>;
    /// All categories in dense order.
    fn catalogue(&self) -> Result<CategoryCatalogue, StoreError>;
    /// A setting, e.g. `study_area`, `time_zone`, `mapping/<source>`.
    fn setting(&self, key: &str) -> Result<Option<String>, StoreError>;
    /// Values of an indicator, or of all, whose delivery is published; of one owner's values for the
    /// same indicator, group, area, period and source only the latest published. By indicator, group,
    /// area, period, source and owner.
    fn indicators(&self, id: Option<&IndicatorId>) -> Result<Vec<KeptIndicator>, StoreError>;
    /// Newest state of the counts.
    fn data_version(&self) -> Result<DataVersion, StoreError>;

    /// All imports, newest first.
    fn imports(&self) -> Result<Vec<ImportRecord>, StoreError>;
    /// One import.
    fn import(&self, id: ImportId) -> Result<Option<ImportRecord>, StoreError>;
    /// A previewed or published import of the owner's source with the same bytes or the same
    /// content; the published one if there are several.
    fn same_delivery(
        &self,
        owner: &PartyId,
        source: &str,
        file_hash: &Fingerprint,
        content_hash: &Fingerprint,
    ) -> Result<Option<ImportId>, StoreError>;
    /// Listed rows of an import, in file order, from `offset`.
    fn rejections(
        &self,
        id: ImportId,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<Rejection>, StoreError>;

    /// How many runs there are, and the id of the one that was kept last: of equal answers all runs are
    /// equal, since a run never changes and only old ones are removed.
    fn run_mark(&self) -> Result<(u64, Option<String>), StoreError>;
    /// Runs, newest first.
    fn runs(&self) -> Result<Vec<RunHeader>, StoreError>;
    /// One run, whole.
    fn run(&self, id: &str) -> Result<Option<StoredRun>, StoreError>;

    /// Answers of the other methods, newest first.
    fn method_runs(&self) -> Result<Vec<MethodRunHeader>, StoreError>;
    /// One of them, whole.
    fn method_run(&self, id: &str) -> Result<Option<MethodRun>, StoreError>;

    /// How far each opening has come, newest first.
    fn opening_marks(&self) -> Result<Vec<(OpeningId, Mark)>, StoreError>;
    /// Openings, newest first.
    fn openings(&self) -> Result<Vec<Versioned<Opening>>, StoreError>;
    /// One opening.
    fn opening(&self, id: &OpeningId) -> Result<Option<Versioned<Opening>>, StoreError>;
    /// How far each case has come, by number.
    fn case_marks(&self) -> Result<Vec<(CaseNumber, Mark)>, StoreError>;
    /// Cases by number, each with all that was done in it.
    fn cases(&self) -> Result<Vec<Work>, StoreError>;
    /// One case.
    fn case(&self, number: &CaseNumber) -> Result<Option<Work>, StoreError>;
    /// How far each forum has come in which anything was done, by agreement and forum.
    fn forum_marks(&self) -> Result<Vec<(ForumId, Mark)>, StoreError>;
    /// One forum; nothing until something is done in it.
    fn forum(&self, id: &ForumId) -> Result<Option<Work<Forum>>, StoreError>;
    /// Agreements in every state, in the order in which they were first recorded.
    fn agreements(&self) -> Result<Vec<Versioned<AgreementRecord>>, StoreError>;
    /// What was frozen of the measurements of an agreement, oldest first. What is not what was frozen is
    /// [`StoreError::Inconsistent`] and never handed out.
    fn baselines(&self, agreement: &str) -> Result<Vec<Baseline>, StoreError>;
    /// What was said of the year of an agreement; nothing where there is no such agreement.
    fn year(&self, agreement: &str) -> Result<Option<Year>, StoreError>;
    /// What the parties of an agreement have done with the entries of its library, by entry; those with
    /// which nothing was done are not there.
    fn library(&self, agreement: &str) -> Result<Vec<Written>, StoreError>;
    /// How far each release act has come, in the order in which they were computed.
    fn release_marks(&self) -> Result<Vec<(ReleaseId, u64)>, StoreError>;
    /// Release acts in every state, in the order in which they were computed.
    fn releases(&self) -> Result<Vec<ReleaseAct>, StoreError>;
    /// One of them.
    fn release(&self, id: &ReleaseId) -> Result<Option<ReleaseAct>, StoreError>;
    /// The bytes of the tables of an act, as they were put. Other bytes than those that were
    /// fingerprinted are [`StoreError::Inconsistent`] and never handed out.
    fn released_tables(&self, id: &ReleaseId) -> Result<Option<Vec<u8>>, StoreError>;
    /// Log of an object, oldest first.
    fn log(&self, object_kind: &str, object_id: &str) -> Result<Vec<LogEntry>, StoreError>;
    /// Entries of the log, newest first.
    fn log_page(&self, asked: &LogQuery) -> Result<Vec<NumberedEntry>, StoreError>;

    /// Information under §10, in the order in which it was sent.
    fn all_information(&self) -> Result<Vec<Information>, StoreError>;
    /// One of them.
    fn information(&self, id: &InformationId) -> Result<Option<Information>, StoreError>;

    /// How far each lägesbild has come, in the order in which they were begun.
    fn lagesbild_marks(&self) -> Result<Vec<(LagesbildId, u64)>, StoreError>;
    /// Lägesbilder in the order in which they were begun, with both parties' drafts sealed in them.
    fn lagesbilder(&self) -> Result<Vec<Lagesbild>, StoreError>;
    /// One of them.
    fn lagesbild(&self, id: &LagesbildId) -> Result<Option<Lagesbild>, StoreError>;

    /// Places named as unsafe, in order of recording.
    fn observations(&self) -> Result<Vec<PlaceObservation>, StoreError>;
    /// One of them.
    fn observation(&self, id: &ObservationId) -> Result<Option<PlaceObservation>, StoreError>;

    /// All parties.
    fn parties(&self) -> Result<Vec<Party>, StoreError>;
    /// All users.
    fn users(&self) -> Result<Vec<User>, StoreError>;
    /// A user and its argon2id hash, by login.
    fn user_by_login(&self, login: &str) -> Result<Option<(User, String)>, StoreError>;
    /// A session and its user, by the hash of the token.
    fn session(&self, token_hash: &[u8; 32]) -> Result<Option<(SessionRecord, User)>, StoreError>;

    /// Sessions of a user, the one begun last first.
    fn sessions_of(&self, user: &str) -> Result<Vec<SessionRecord>, StoreError>;
    /// A link for a new password, by the hash of its token.
    fn password_link(&self, token_hash: &[u8; 32]) -> Result<Option<PasswordLink>, StoreError>;

    /// The ground a user answers for, at any time; by area, then first day.
    fn responsibilities(&self, user: &str) -> Result<Vec<Responsibility>, StoreError>;
    /// Delegations to a user, or all of them, in the order they were given.
    fn delegations(&self, to: Option<&str>) -> Result<Vec<Delegation>, StoreError>;
    /// Keys of systems, in the order they were made.
    fn api_keys(&self) -> Result<Vec<ApiKey>, StoreError>;
    /// The key whose secret has this SHA-256.
    fn api_key(&self, secret_hash: &[u8; 32]) -> Result<Option<ApiKey>, StoreError>;
    /// Links of participants, in the order they were made.
    fn participant_links(&self) -> Result<Vec<ParticipantLink>, StoreError>;
    /// The link whose secret has this SHA-256.
    fn participant_link(
        &self,
        secret_hash: &[u8; 32],
    ) -> Result<Option<ParticipantLink>, StoreError>;
    /// The functions that have answered a survey.
    fn enkat_answered(&self, id: &EnkatId) -> Result<BTreeSet<CleanText>, StoreError>;
    /// All that was answered, as sums. What of it may be shown, the survey says.
    fn enkat_tally(&self, id: &EnkatId) -> Result<Tally, StoreError>;
    /// Calendars that somebody subscribes to, in the order they were made.
    fn calendar_feeds(&self) -> Result<Vec<CalendarFeed>, StoreError>;
    /// The one whose secret has this SHA-256.
    fn calendar_feed(&self, secret_hash: &[u8; 32]) -> Result<Option<CalendarFeed>, StoreError>;
    /// Whom an issuer knows as the subject, and the user it is assigned to.
    fn identity(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<(Identity, Option<User>)>, StoreError>;
    /// The same by its id.
    fn identity_by_id(&self, id: &str) -> Result<Option<Identity>, StoreError>;
    /// Identities of a side about which nothing is decided; the one seen last comes first.
    fn waiting_identities(&self, side: Side) -> Result<Vec<Identity>, StoreError>;
    /// A link for a first administrator, by the hash of its token.
    fn admin_link(&self, token_hash: &[u8; 32]) -> Result<Option<AdminLink>, StoreError>;
    /// All of them, oldest first.
    fn admin_links(&self) -> Result<Vec<AdminLink>, StoreError>;
}

/// What can be changed, inside one transaction; reads see the transaction's own writes.
pub trait Write: Read {
    /// Adds or replaces one version of an area (same id and first day). `import` says who brought
    /// it: then it holds while that import is published, and what it replaced comes back when the
    /// import is undone.
    fn put_area(&mut self, area: &Area, import: Option<ImportId>) -> Result<(), StoreError>;
    /// Adds a relation unless it is there.
    fn put_relation(&mut self, relation: &Relation) -> Result<(), StoreError>;
    /// Appends a category unless its id is there; returns its dense index.
    fn put_category(&mut self, category: &Category) -> Result<u16, StoreError>;
    /// Adds values that hold while the import is published.
    fn put_indicators(
        &mut self,
        import: ImportId,
        values: &[IndicatorValue],
    ) -> Result<(), StoreError>;
    /// Sets a setting.
    fn put_setting(&mut self, key: &str, value: &str) -> Result<(), StoreError>;

    /// A new import in state `Staging`; numbered in order.
    fn new_import(&mut self, record: &ImportRecord) -> Result<ImportId, StoreError>;
    /// Rewrites totals and sharing of an import, and its state from `Staging` to `Previewed`; every
    /// other change of state is a [`Write::flip_import`].
    fn put_import(&mut self, record: &ImportRecord) -> Result<(), StoreError>;
    /// Flips a previewed import to published, or a published one to undone, under a new data
    /// version. Short, whatever the size of the import.
    fn flip_import(
        &mut self,
        id: ImportId,
        to: ImportState,
        at: Timestamp,
    ) -> Result<DataVersion, StoreError>;
    /// Removes an import that was never published. Short, whatever its size: the rows are cleared
    /// away at the next [`Store::stage`].
    fn drop_import(&mut self, id: ImportId) -> Result<(), StoreError>;

    /// Keeps a run; the same id again is the same run and changes nothing. The same id with another
    /// result or for another party is [`StoreError::Inconsistent`].
    fn put_run(&mut self, run: &StoredRun) -> Result<(), StoreError>;

    /// Keeps an answer; the same id again changes nothing. The same id with another answer or for
    /// another party is [`StoreError::Inconsistent`].
    fn put_method_run(&mut self, run: &MethodRun) -> Result<(), StoreError>;

    /// Inserts (`expected` = 0) or replaces the version that was read; returns the new version.
    fn put_opening(
        &mut self,
        opening: &Opening,
        expected: u64,
        at: Timestamp,
    ) -> Result<u64, StoreError>;
    /// Next free number of a year, PLS-YYYY-NNN without gaps: taken by [`Write::put_case`] in the
    /// same transaction.
    fn next_case_number(&mut self, year: i16) -> Result<CaseNumber, StoreError>;
    /// Keeps a case as it was opened; nothing changes or removes it.
    fn put_case(&mut self, case: &Case) -> Result<(), StoreError>;
    /// Appends the last step of a case that was read with version `expected`; nothing can take it back.
    fn append_case_step(&mut self, work: &Work, expected: u64) -> Result<(), StoreError>;
    /// Appends the last step of a forum that was read with version `expected`, and with the first the
    /// forum as it was set up; nothing can take either back.
    fn append_forum_step(&mut self, work: &Work<Forum>, expected: u64) -> Result<(), StoreError>;
    /// Inserts (`expected` = 0) or replaces the version that was read; returns the new version.
    fn put_agreement(
        &mut self,
        agreement: &AgreementRecord,
        expected: u64,
        at: Timestamp,
    ) -> Result<u64, StoreError>;
    /// Keeps a baseline with the number that follows the last; nothing changes or removes it.
    fn put_baseline(&mut self, baseline: &Baseline) -> Result<(), StoreError>;
    /// Appends the last step of a year that was read with version `expected`; nothing can take it back.
    fn append_year_step(&mut self, year: &Year, expected: u64) -> Result<(), StoreError>;
    /// Appends the last step of an entry that was read with version `expected`; nothing can take it back.
    fn append_library_step(&mut self, entry: &Written, expected: u64) -> Result<(), StoreError>;
    /// Keeps what an act has computed; nothing changes or removes it. `tables` must have the
    /// fingerprint that the act says, and its id be new.
    fn put_release(&mut self, act: &Prepared, tables: &[u8]) -> Result<(), StoreError>;
    /// Appends the last step of an act that was read with version `expected`; nothing can take it
    /// back.
    fn append_release_step(&mut self, act: &ReleaseAct, expected: u64) -> Result<(), StoreError>;
    /// Appends to the log, whose chain it goes on; nothing can take it back. At commit the store adds
    /// what it owes the log itself: a signed head when one is due.
    fn append_log(&mut self, entry: &LogEntry) -> Result<(), StoreError>;

    /// Keeps information as it was sent; nothing changes or removes it, and its id must be new.
    fn put_information(&mut self, sent: &Sent) -> Result<(), StoreError>;
    /// Appends the last step of information that was read with version `expected`; nothing can take it
    /// back.
    fn append_information_step(
        &mut self,
        information: &Information,
        expected: u64,
    ) -> Result<(), StoreError>;

    /// Keeps what a new lägesbild is about; nothing changes or removes it, and its id must be new.
    fn put_lagesbild(&mut self, dossier: &Dossier) -> Result<(), StoreError>;
    /// Appends the last step of a lägesbild that was read with version `expected`; nothing can take it
    /// back. What an overwritten draft said leaves it by [`Store::retire`] alone.
    fn append_lagesbild_step(&mut self, it: &Lagesbild, expected: u64) -> Result<(), StoreError>;

    /// Adds an observation, or replaces the one with the same id and owner, whose history must go on
    /// in it ([`PlaceObservation::follows`]): it only ever grows. Another owner's is
    /// [`StoreError::Inconsistent`].
    fn put_observation(&mut self, observation: &PlaceObservation) -> Result<(), StoreError>;

    /// Adds or renames a party.
    fn put_party(&mut self, party: &Party) -> Result<(), StoreError>;
    /// Adds or changes a user; `password_hash` only when it changes.
    fn put_user(&mut self, user: &User, password_hash: Option<&str>) -> Result<(), StoreError>;
    /// Starts or refreshes a session.
    fn put_session(&mut self, session: &SessionRecord) -> Result<(), StoreError>;
    /// Ends a session.
    fn end_session(&mut self, token_hash: &[u8; 32]) -> Result<(), StoreError>;
    /// Ends every session of a user.
    fn end_sessions_of(&mut self, user: &str) -> Result<(), StoreError>;
    /// Ends every session of everyone.
    fn end_all_sessions(&mut self) -> Result<(), StoreError>;
    /// Adds a link for a new password; the user's earlier one is gone.
    fn put_password_link(&mut self, link: &PasswordLink) -> Result<(), StoreError>;
    /// Removes the user's link, if it has one.
    fn end_password_link(&mut self, user: &str) -> Result<(), StoreError>;
    /// Adds an identity, or changes what is decided about it and when it was last seen. Issuer,
    /// subject and side never change: then it is [`StoreError::Inconsistent`].
    fn put_identity(&mut self, identity: &Identity) -> Result<(), StoreError>;
    /// Removes the waiting identities that were last seen before.
    fn forget_waiting_identities(&mut self, before: Timestamp) -> Result<(), StoreError>;
    /// Adds a link, or changes when it ends and was used.
    fn put_admin_link(&mut self, link: &AdminLink) -> Result<(), StoreError>;

    /// Replaces the ground a user answers for.
    fn put_responsibilities(
        &mut self,
        user: &str,
        all: &[Responsibility],
    ) -> Result<(), StoreError>;
    /// Adds a delegation or writes down that it was taken back. The same id for another deputy is
    /// [`StoreError::Inconsistent`].
    fn put_delegation(&mut self, delegation: &Delegation) -> Result<(), StoreError>;
    /// Adds a key with the hash of its secret; without one the key that has the id is changed.
    fn put_api_key(
        &mut self,
        key: &ApiKey,
        secret_hash: Option<&[u8; 32]>,
    ) -> Result<(), StoreError>;
    /// Adds a link with the hash of its secret; without one the link that has the id is changed.
    fn put_participant_link(
        &mut self,
        link: &ParticipantLink,
        secret_hash: Option<&[u8; 32]>,
    ) -> Result<(), StoreError>;

    /// A function answers a survey; nothing joins the two again. A second time is
    /// [`StoreError::Inconsistent`].
    fn put_enkat_answer(
        &mut self,
        id: &EnkatId,
        function: &CleanText,
        answer: &EnkatAnswer,
    ) -> Result<(), StoreError>;

    /// Adds a feed with the hash of its secret; without one the feed that has the id is changed.
    fn put_calendar_feed(
        &mut self,
        feed: &CalendarFeed,
        secret_hash: Option<&[u8; 32]>,
    ) -> Result<(), StoreError>;

    /// Makes it all durable. Dropping a `Write` without this undoes it.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
