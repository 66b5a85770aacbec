// The single import point for wire types: pages import from here, never from ./types. Those are
// generated from the server's own types, so what the server changes is an error here or in a page.

export type { Area } from './types/Area'
export type { Assessment } from './types/Assessment'
export type { AuditEntry } from './types/AuditEntry'
export type { AuditPage } from './types/AuditPage'
export type { Backtest } from './types/Backtest'
export type { Case } from './types/Case'
export type { CaseHead } from './types/CaseHead'
export type { Category } from './types/Category'
export type { CellValues } from './types/CellValues'
export type { Change } from './types/Change'
export type { ChangeRow } from './types/ChangeRow'
export type { Compared } from './types/Compared'
export type { Concentration } from './types/Concentration'
export type { Credentials } from './types/Credentials'
export type { DemoUser } from './types/DemoUser'
export type { DensePlaces } from './types/DensePlaces'
export type { Effect } from './types/Effect'
export type { EffectCandidates } from './types/EffectCandidates'
export type { Emerging } from './types/Emerging'
export type { Evidence } from './types/Evidence'
export type { FirstAdministrator } from './types/FirstAdministrator'
export type { Import } from './types/Import'
export type { InWork } from './types/InWork'
export type { JointList } from './types/JointList'
export type { JointPlace } from './types/JointPlace'
export type { Kde } from './types/Kde'
export type { LocalMoran } from './types/LocalMoran'
export type { LogLine } from './types/LogLine'
export type { Me } from './types/Me'
export type { MethodCard as Card } from './types/MethodCard'
export type { MethodDefaults } from './types/MethodDefaults'
export type { MonthCount } from './types/MonthCount'
export type { Motive } from './types/Motive'
export type { NamedPlace } from './types/NamedPlace'
export type { NearRepeat } from './types/NearRepeat'
export type { NewAssessment } from './types/NewAssessment'
export type { NewEvidence } from './types/NewEvidence'
export type { NewSignIn } from './types/NewSignIn'
export type { NewOpening } from './types/NewOpening'
export type { Opening } from './types/Opening'
export type { OpeningHead } from './types/OpeningHead'
export type { OpeningWarning } from './types/OpeningWarning'
export type { Periods } from './types/Periods'
export type { NewPlaceObservation } from './types/NewPlaceObservation'
export type { Place } from './types/Place'
export type { PlaceObservation } from './types/PlaceObservation'
export type { PlaceObservationList as PlaceObservations } from './types/PlaceObservationList'
export type { PlaceTrend } from './types/PlaceTrend'
export type { PooledEffect } from './types/PooledEffect'
export type { Power } from './types/Power'
export type { ProblemBody } from './types/ProblemBody'
export type { ProviderChoice } from './types/ProviderChoice'
export type { RefusalText } from './types/RefusalText'
export type { NewRelease } from './types/NewRelease'
export type { Release } from './types/Release'
export type { ReleaseHead } from './types/ReleaseHead'
export type { ReleaseTables } from './types/ReleaseTables'
export type { Rejection } from './types/Rejection'
export type { RunHead } from './types/RunHead'
export type { RunRequest } from './types/RunRequest'
export type { RunSummary } from './types/RunSummary'
export type { Scan } from './types/Scan'
export type { SeriesBody } from './types/SeriesBody'
export type { SeriesMonth } from './types/SeriesMonth'
export type { SignInAddress } from './types/SignInAddress'
export type { SignInChoices } from './types/SignInChoices'
export type { Verification } from './types/Verification'
export type { WeekProfile } from './types/WeekProfile'

// Lists under the plural of what they hold: `OpeningList` and `PlaceList` are components of the desk.
export type { AreaList as Areas } from './types/AreaList'
export type { CaseList as Cases } from './types/CaseList'
export type { CategoryList as Categories } from './types/CategoryList'
export type { ImportList as Imports } from './types/ImportList'
export type { MethodRunList as MethodRuns } from './types/MethodRunList'
export type { OpeningList as Openings } from './types/OpeningList'
export type { PlaceList as NamedPlaces } from './types/PlaceList'
export type { RejectionList as Rejections } from './types/RejectionList'
export type { ReleaseList as Releases } from './types/ReleaseList'
export type { RunList as Runs } from './types/RunList'

// Names that say more on a page, or that TypeScript and the map have for something else.
export type { Answered as MethodAnswer } from './types/Answered'
export type { Days as Period } from './types/Days'
export type { Parameters as RunParameters } from './types/Parameters'
export type { Point as LonLat } from './types/Point'

// Parts of generated types that the server has no name for.
import type { Area } from './types/Area'
import type { NewEvidence } from './types/NewEvidence'
import type { Party } from './types/Party'
import type { Parameters as RunParameters } from './types/Parameters'
import type { Place } from './types/Place'

export type Side = Party['side']
/** What a user can add; a run as evidence comes with the opening. */
export type EvidenceKind = NewEvidence['kind']
/** West, south, east, north. */
export type Bounds = NonNullable<Area['bounds']>
/** Monday first, 24 hours each; aoristic shares, so not whole numbers. */
export type WeekHours = Place['week_hours']

// What a filter offers is what a run can have been made with.
export type Expectation = RunParameters['expectation']
export type Gate = RunParameters['gate']
export type Correction = RunParameters['correction']

// Not here: GeoJSON answers, which are GeoJSON.FeatureCollection as everywhere.
