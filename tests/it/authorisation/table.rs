//! What each operation needs and whose its object is, and what each role may: DOMAIN and TRUST in
//! tables, without the program.

/// Whose object an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Open to anybody, signed in or not.
    Nobodys,
    /// Whoever asks: its own view, its own party.
    Ones,
    /// The police's of the agreement, and not shared.
    Police,
    /// The two parties' of the agreement.
    Joint,
    /// The police's, in work: for those of it who see cases.
    PoliceDraft,
    /// Nobody has such a thing.
    NotThere,
}

/// The four parties of the world: two with an agreement, and one of each side without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Of {
    Police,
    City,
    OtherPolice,
    OtherCity,
}

impl Whose {
    pub(super) fn is_for(self, party: Of) -> bool {
        match self {
            Whose::Nobodys | Whose::Ones => true,
            Whose::Police | Whose::PoliceDraft => party == Of::Police,
            Whose::NotThere => false,
            Whose::Joint => matches!(party, Of::Police | Of::City),
        }
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Be signed in, as a person or a system.
    Be,
    /// Be a person.
    BeAPerson,
    Counts,
    Cases,
    Export,
    /// Take a case out as a file: to read it and to take out.
    CaseFile,
    Run,
    /// Count within an area of one's own drawing.
    Draw,
    /// The same as a file.
    DrawFile,
    Deliver,
    Prepare,
    Assess,
    Close,
    /// Tell the other party, and receive what it tells.
    Inform,
    /// Say what has been done in the year of an agreement.
    KeepYear,
    /// Begin a lägesbild, hand the own draft over, write the joint text.
    WorkLagesbild,
    /// Say how far a measure has come.
    Report,
    Invite,
    Delegate,
    Administrate,
    /// Read what is released for the city.
    Released,
    PrepareRelease,
    /// Sign a release of the own party, or take it back.
    ApproveRelease,
    /// Prepare or sign it.
    EitherRelease,
}

/// In the order of DOMAIN's roles, then what a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Samordnare,
    Chief,
    Analyst,
    Convener,
    GisReader,
    Reader,
    Administrator,
    KeyIntern,
    KeyCity,
    KeyPublic,
}

/// A line per role: what it may, written down once more.
pub(super) fn may(role: Role, want: Want) -> bool {
    use Want::*;
    if want == CaseFile {
        return may(role, Cases) && may(role, Export);
    }
    if want == DrawFile {
        return may(role, Draw) && may(role, Export);
    }
    let wants: &[Want] = match role {
        Role::Samordnare => &[
            Be,
            BeAPerson,
            Counts,
            Cases,
            Export,
            Run,
            Deliver,
            Prepare,
            Assess,
            Inform,
            KeepYear,
            WorkLagesbild,
            Report,
            Invite,
            Delegate,
            Released,
            PrepareRelease,
            ApproveRelease,
            EitherRelease,
        ],
        Role::Chief => &[
            Be,
            BeAPerson,
            Counts,
            Cases,
            Export,
            Run,
            Assess,
            Close,
            Inform,
            KeepYear,
            WorkLagesbild,
            Delegate,
            Released,
            ApproveRelease,
            EitherRelease,
        ],
        Role::Analyst => &[
            Be,
            BeAPerson,
            Counts,
            Cases,
            Export,
            Run,
            Draw,
            Released,
            PrepareRelease,
            EitherRelease,
        ],
        Role::Convener => &[Be, BeAPerson, Counts, Cases, Report, Invite, Released],
        Role::GisReader => &[Be, BeAPerson, Released],
        Role::Reader => &[Be, BeAPerson, Counts, Cases, Export, Released],
        Role::Administrator => &[
            Be,
            BeAPerson,
            Counts,
            Cases,
            Export,
            Run,
            Deliver,
            Delegate,
            Administrate,
            Released,
            PrepareRelease,
            EitherRelease,
        ],
        Role::KeyIntern => &[Be, Counts, Export, Released],
        Role::KeyCity => &[Be, Released],
        Role::KeyPublic => &[Be],
    };
    wants.contains(&want)
}

/// What an operation of the document needs; `None` when nobody has said.
pub(super) fn needs(operation: &str) -> Option<(Want, Whose)> {
    use {Want::*, Whose::*};
    let needs = OPERATIONS.iter().find(|(_, _, all)| all.contains(&operation));
    return needs.map(|(want, whose, _)| (*want, *whose));

    const OPERATIONS: &[(Want, Whose, &[&str])] = &[
        (
            Be,
            Nobodys,
            &[
                "GET /healthz",
                "GET /readyz",
                "GET /plats/{file}",
                "GET /ogc",
                "GET /ogc/conformance",
                "GET /ogc/api",
                "GET /ogc/collections",
                "GET /ogc/collections/{collection}",
                "GET /ogc/collections/{collection}/queryables",
                "GET /ogc/collections/{collection}/schema",
                "GET /ogc/collections/{collection}/items",
                "GET /ogc/collections/{collection}/items/{feature}",
                "GET /wfs",
                "POST /wfs",
                "GET /tiles",
                "GET /tiles/{layer}",
                "GET /tiles/{layer}/{z}/{x}/{y}",
                "GET /demo-users",
                "POST /session",
                "DELETE /session",
                "POST /participation",
                "POST /participation/answers",
                "POST /participation/enkater",
                "GET /calendar.ics",
                "GET /sign-in",
                "POST /sign-in/{side}",
                "GET /sign-in/{side}/callback",
                "POST /sign-in/link",
                "POST /password/link",
            ],
        ),
        (
            Be,
            Ones,
            &[
                "GET /me",
                "GET /areas",
                "GET /areas.geojson",
                "GET /basemap.json",
                "GET /areas/utsatta",
                "GET /areas/{kind}/{code}",
                "GET /categories",
                "GET /periods",
                "GET /places",
                "GET /power",
                "GET /two-counts",
                "GET /cells/{lattice}/geometry",
                "GET /cells/{lattice}/tiles",
                "GET /cells/{lattice}/tiles/{z}/{x}/{y}",
            ],
        ),
        (
            BeAPerson,
            Ones,
            &[
                "GET /delegations",
                "GET /sessions",
                "DELETE /sessions",
                "POST /password",
                "GET /calendar/feeds",
            ],
        ),
        // No base map is set up there.
        (Be, NotThere, &["GET /basemap/{z}/{x}/{y}"]),
        (BeAPerson, NotThere, &["DELETE /sessions/{id}", "DELETE /calendar/feeds/{id}"]),
        (BeAPerson, Police, &["POST /delegations/{id}/revocation"]),
        (Delegate, Police, &["POST /delegations"]),
        (
            Counts,
            Ones,
            &[
                "GET /series",
                "POST /lagesbilder/figures",
                "GET /areas/{kind}/{code}/report",
                "GET /indicators",
                "GET /observations",
                "GET /observations/places",
                "GET /imports",
                "GET /runs",
                "GET /hotspots/runs",
                "GET /backtest/defaults",
            ],
        ),
        (
            Counts,
            Police,
            &[
                "GET /history/{of}/{id}",
                "GET /imports/{id}",
                "GET /cells/{lattice}/values",
                "GET /map.svg",
                "GET /hotspots/runs/{id}",
                "GET /hotspots/runs/{id}/cells.geojson",
                "GET /hotspots/runs/{id}/places.geojson",
                "GET /runs/{id}",
            ],
        ),
        (
            Released,
            Ones,
            &[
                "GET /ogc/stad",
                "GET /ogc/stad/conformance",
                "GET /ogc/stad/api",
                "GET /ogc/stad/collections",
                "GET /ogc/stad/collections/{collection}",
                "GET /ogc/stad/collections/{collection}/queryables",
                "GET /ogc/stad/collections/{collection}/schema",
                "GET /ogc/stad/collections/{collection}/items",
                "GET /ogc/stad/collections/{collection}/items/{feature}",
                "GET /wfs/stad",
                "POST /wfs/stad",
                "GET /tiles/stad",
                "GET /tiles/stad/{layer}",
                "GET /tiles/stad/{layer}/{z}/{x}/{y}",
            ],
        ),
        (
            Export,
            Ones,
            &[
                "GET /ogc/intern",
                "GET /ogc/intern/conformance",
                "GET /ogc/intern/api",
                "GET /ogc/intern/collections",
                "GET /ogc/intern/collections/{collection}",
                "GET /ogc/intern/collections/{collection}/queryables",
                "GET /ogc/intern/collections/{collection}/schema",
                "GET /ogc/intern/collections/{collection}/items",
                "GET /ogc/intern/collections/{collection}/items/{feature}",
                "GET /wfs/intern",
                "POST /wfs/intern",
                "GET /tiles/intern",
                "GET /tiles/intern/{layer}",
                "GET /tiles/intern/{layer}/{z}/{x}/{y}",
            ],
        ),
        (
            Export,
            Ones,
            &[
                "GET /export/{file}",
                "GET /areas/utsatta.html",
                "GET /areas/{kind}/{code}/report.html",
            ],
        ),
        (Draw, Ones, &["POST /areas/report"]),
        (DrawFile, Ones, &["POST /areas/report.html"]),
        (Run, Ones, &["POST /hotspots/runs"]),
        // Each asks for what nobody has computed; what is there is read by `/runs`.
        (
            Run,
            Ones,
            &[
                "GET /backtest",
                "GET /change",
                "GET /compare",
                "GET /concentration",
                "GET /dbscan",
                "GET /effect",
                "GET /effect/candidates",
                "GET /emerging",
                "GET /joint-list",
                "GET /kde",
                "GET /local-moran",
                "GET /near-repeat",
                "GET /profile",
                "GET /scan",
            ],
        ),
        (Counts, Police, &["POST /hotspots/runs/{id}/verify", "POST /runs/{id}/verify"]),
        (Counts, NotThere, &["POST /effect/pooled"]),
        // Nothing is in work when it is asked: for those who may it is not there either.
        (Run, NotThere, &["DELETE /runs/{id}"]),
        (Deliver, Ones, &["POST /imports", "POST /observations"]),
        (
            Deliver,
            Police,
            &[
                "GET /imports/{id}/rejections",
                "GET /imports/{id}/rejections.csv",
                "POST /imports/{id}/commit",
                "POST /imports/{id}/share",
                "POST /imports/{id}/undo",
                "PUT /observations/{id}",
                "POST /observations/{id}/share",
                "POST /observations/{id}/withdraw",
            ],
        ),
        (
            Cases,
            Ones,
            &[
                "GET /openings",
                "GET /cases",
                "GET /commitments",
                "GET /forums",
                "GET /information",
                "GET /lagesbilder",
                "GET /chefsamrad",
                "GET /duties",
                "GET /compilations/{year}",
                "POST /calendar/feeds",
                "GET /measure-library",
                "GET /measure-library/{id}",
                "GET /places/neighbours",
            ],
        ),
        (
            Cases,
            Joint,
            &[
                "GET /openings/{id}",
                "GET /cases/{number}",
                "GET /cases/{number}/effect/similar",
                "GET /cases/{number}/links",
                "POST /cases/{number}/enkater/{no}/answers",
                "GET /cases/{number}/meetings/{no}/kallelse",
                "GET /cases/{number}/meetings/{no}/atgardslista",
                "GET /forums/{agreement}/{forum}",
                "GET /forums/{agreement}/{forum}/links",
                "POST /forums/{agreement}/{forum}/enkater/{no}/answers",
                "GET /forums/{agreement}/{forum}/meetings/{no}/kallelse",
                "GET /forums/{agreement}/{forum}/meetings/{no}/atgardslista",
                "GET /information/{id}",
                "GET /lagesbilder/{id}",
                "GET /lagesbilder/{id}/check",
                "GET /lagesbilder/{id}/diff",
                "GET /lagesbilder/{id}/disagreements",
                "GET /agreements/{id}/priorities",
                "GET /agreements/{id}/baseline",
                "GET /agreements/{id}/term",
            ],
        ),
        (
            KeepYear,
            Joint,
            &[
                "POST /agreements/{id}/baseline",
                "POST /agreements/{id}/duties/{key}/steps",
                "POST /agreements/{id}/term/steps",
            ],
        ),
        (WorkLagesbild, Ones, &["POST /lagesbilder"]),
        (WorkLagesbild, Joint, &["POST /lagesbilder/{id}/steps"]),
        (Inform, Ones, &["POST /information", "GET /information/recipients"]),
        (
            Inform,
            Joint,
            &[
                "POST /information/{id}/receipt",
                "PUT /information/{id}",
                "POST /information/{id}/withdrawal",
            ],
        ),
        (CaseFile, Ones, &["GET /compilations/{year}/{file}"]),
        (
            CaseFile,
            Joint,
            &[
                "GET /cases/{number}/{file}",
                "GET /forums/{agreement}/{forum}/{file}",
                "GET /agreements/{id}/arkiv.zip",
                "GET /agreements/{id}/chefsamrad/{file}",
                "GET /agreements/{id}/priorities.html",
                "GET /agreements/{id}/baseline.html",
                "GET /lagesbilder/{id}/{file}",
            ],
        ),
        (
            Prepare,
            Ones,
            &[
                "GET /commitments/owners",
                "POST /commitments/handover",
                "POST /measure-library",
                "POST /openings",
                "PUT /measure-library/{id}",
                "POST /measure-library/{id}/restoration",
                "POST /measure-library/{id}/retirement",
            ],
        ),
        (Prepare, Joint, &["POST /cases/{number}/effect/looks", "POST /openings/{id}/evidence"]),
        (Assess, Joint, &["POST /openings/{id}/assessments", "POST /openings/{id}/withdraw"]),
        (Close, Joint, &["POST /openings/{id}/close"]),
        // What each kind of step needs is in `case_work`; this is the report on a measure.
        (
            Report,
            Joint,
            &[
                "POST /cases/{number}/steps",
                "POST /cases/{number}/meetings/{no}/kallelse",
                "POST /cases/{number}/meetings/{no}/atgardslista",
                "POST /forums/{agreement}/{forum}/steps",
                "POST /forums/{agreement}/{forum}/meetings/{no}/kallelse",
                "POST /forums/{agreement}/{forum}/meetings/{no}/atgardslista",
            ],
        ),
        (
            Invite,
            Joint,
            &[
                "POST /cases/{number}/links",
                "POST /cases/{number}/links/{id}/revocation",
                "POST /forums/{agreement}/{forum}/links",
                "POST /forums/{agreement}/{forum}/links/{id}/revocation",
            ],
        ),
        (Released, Ones, &["GET /releases"]),
        (Released, PoliceDraft, &["GET /releases/{id}", "GET /releases/{id}/tables"]),
        (PrepareRelease, Ones, &["POST /releases"]),
        (PrepareRelease, Police, &["POST /releases/{id}/proposal"]),
        (ApproveRelease, Police, &["POST /releases/{id}/approvals"]),
        (EitherRelease, Police, &["POST /releases/{id}/withdrawal"]),
        (
            Administrate,
            Ones,
            &[
                "GET /users",
                "POST /users",
                "GET /keys",
                "POST /keys",
                "GET /retention",
                "GET /agreements",
                "POST /agreements",
                "GET /identities",
                "GET /audit",
                "GET /audit.csv",
            ],
        ),
        (Administrate, NotThere, &["POST /identities/{id}/assign", "POST /identities/{id}/refuse"]),
        (
            Administrate,
            Police,
            &[
                "PUT /users/{id}",
                "POST /users/{id}/password-link",
                "DELETE /users/{id}/sessions",
                "POST /keys/{id}/revocation",
            ],
        ),
        (
            Administrate,
            Joint,
            &[
                "POST /agreements/{id}/proposal",
                "POST /agreements/{id}/confirmation",
                "POST /agreements/{id}/refusal",
                "POST /agreements/{id}/withdrawal",
                "POST /agreements/{id}/end",
            ],
        ),
    ];
}
