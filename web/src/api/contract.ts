// The shapes of the HTTP answers, as the server documents them. The single import point for wire
// types: pages import from here, whether a type is written by hand or generated.

export type Side = 'polis' | 'stad'
export type Bounds = [west: number, south: number, east: number, north: number]
export type LonLat = { lon: number; lat: number }
export type Period = { from: string; to: string }
export type MonthCount = { month: string; n: number }
export type CategoryCount = { id: string; label: string; n: number }
/** Monday first, 24 hours each; aoristic shares, so not whole numbers. */
export type WeekHours = number[][]

export type ProblemBody = {
  type?: string
  title: string
  status: number
  code: string
  detail?: string
  incident?: string
  fields?: { field: string; code: string; text: string }[]
  mine?: unknown
  theirs?: unknown
}

export type Party = { id: string; name: string; side: Side }
export type Me = {
  user: { id: string; login: string; function: string; role: string }
  party: Party
  other_party: Party | null
  may: string[]
  synthetic: boolean
  demo_today: string | null
  study_area: string
  time_zone: string
  version: string
}
export type DemoUser = { login: string; password: string; function: string; party: string; side: Side }

export type Area = {
  id: string
  kind: string
  kind_label: string
  code: string
  name: string
  valid_from: string | null
  valid_to: string | null
  class: string | null
  approximate: boolean
  source: string
  note: string | null
  area_km2: number | null
  bounds: Bounds | null
  label_at: LonLat | null
}
export type Areas = { updated?: string; items: Area[] }

export type Category = {
  id: string
  label_sv: string
  label_en: string
  codes: string[]
  finest: 'base_cell' | 'area_month'
  note_sv: string | null
}
export type Periods = {
  data_from: string | null
  data_to: string | null
  data_version: number
  months: MonthCount[]
  synthetic: boolean
}

export type Expectation = 'background' | 'land'
export type Gate = 'default' | 'count' | 'gi-star' | 'permutation'
export type Correction = 'bh' | 'bonferroni' | 'none'
export type RunParameters = {
  categories: string[]
  period: Period
  study_area: string
  lattice: string
  ring: number
  expectation: Expectation
  gate: Gate
  correction: Correction
  alpha: number
  min_ratio: number
  min_count: number
  max_place_km2: number
  stability: boolean
}
export type RunRequest = Partial<RunParameters> & Pick<RunParameters, 'categories' | 'period'>

export type Place = {
  rank: number
  key: string
  name: string
  n: number
  expected: number
  excess: number
  ratio: number
  ratio_95: [number, number]
  z: number | null
  p_adjusted_min: number
  share_of_incidents: number
  area_km2: number
  lone_cell: boolean
  label_at: LonLat
  bounds: Bounds | null
  n_cells: number
  cells: number[]
  stable_in: number | null
  stability: { setting: string; label: string; covered: number }[]
  week_hours: WeekHours
  months: MonthCount[]
  categories: CategoryCount[]
  areas: { id: string; name: string; kind: string; share: number }[]
}
export type GuardRail = { code: string; value: number; text: string }
export type RunLegend = { breaks: number[]; counts: number[] }
/** A run in a list. */
export type RunHead = {
  id: string
  created_at: string
  created_by: string
  party: string
  parameters: RunParameters
  data_version: number
  data_to: string | null
  synthetic: boolean
  n_used: number
}
export type RunSummary = RunHead & {
  input_fingerprint: string
  result_fingerprint: string
  method_version: number
  code_version: string
  n_left_out: { code: string; text: string; n: number }[]
  land_km2: number
  n_cells: number
  n_hot: number
  guard_rails: GuardRail[]
  ranked_counts: { area_share: number; incident_share: number }[]
  legend: RunLegend
  places: Place[]
}

/** Columns over the cells of a lattice; the position is the dense index of the geometry. */
export type CellValues = {
  run: string
  n_cells: number
  id: string[]
  n: number[]
  expected: number[]
  z: (number | null)[]
  p_adjusted: number[]
  p_permutation: (number | null)[]
  p_cell: number[]
  p_ring: number[]
  hot: (0 | 1 | boolean)[]
}

export type NamedPlace = {
  id: string
  name: string
  kind: 'named' | 'pinned'
  geometry: GeoJSON.Geometry | null
  label_at: LonLat | null
  parts: string[]
  approximate: boolean
  source: string
}

export type OpeningState = 'identifierad' | 'bedoms' | 'avbojd' | 'obesvarad' | 'oppnad'
export type EvidenceKind =
  | 'dialogue'
  | 'felanmalan'
  | 'trygghetsvandring'
  | 'ordningsvakt'
  | 'enkat'
  | 'information_10'
export type NewEvidence = { kind: EvidenceKind; title: string; on: string; text: string; n?: number }
export type RunEvidence = {
  id: string
  rank: number
  result_fingerprint: string
  parameters: RunParameters
  place: Place
  synthetic: boolean
  data_to: string | null
}
export type Evidence = {
  no: number
  kind: string
  kind_label: string
  title: string
  on: string
  text: string
  n: number | null
  added_by_side: Side
  added_at: string
  run: RunEvidence | null
}
export type Assessment = {
  side: Side
  party: string
  signer_function: string
  verdict: 'ja' | 'nej'
  motive: string
  diarienummer: string | null
  at: string
  evidence_fingerprint: string
  additions: Evidence[]
  superseded: boolean
  withdrawn_because: string | null
}
export type LogLine = { at: string; function: string; side: Side | null; act: string; text: string; reference: string | null }
export type PlaceOf = {
  geometry: GeoJSON.Geometry | null
  label_at: LonLat | null
  area_km2: number | null
  approximate: boolean
  areas: { id: string; name: string; kind: string; share: number }[]
}
export type Parties = Record<Side, { id: string; name: string }>
export type OpeningHead = {
  id: string
  version: number
  updated: string
  state: OpeningState
  name: string
  identified_by: { function: string; party: string; side: Side }
  identified_at: string
  answer_by: string | null
  case: string | null
  /** Sides with an assessment in force, the first first. */
  assessed_by: Side[]
  awaits_my_answer: boolean
  /** The hotspot place it started from. */
  run: { id: string; rank: number } | null
}
export type Opening = OpeningHead & {
  place: PlaceOf
  parties: Parties
  evidence: Evidence[]
  evidence_fingerprint: string
  frozen: boolean
  assessments: Assessment[]
  closings: { signer: { function: string; party: string; side: Side }; motive: string; at: string }[]
  warnings: { code: string; text: string }[]
  may: string[]
  log: LogLine[]
}
export type CaseHead = {
  number: string
  state: string
  name: string
  opened_at: string
  opening: string
  diarienummer: Record<Side, string | null>
}
export type Case = {
  number: string
  version: number
  state: string
  name: string
  place: PlaceOf
  opening: string
  opened_at: string
  parties: Parties
  diarienummer: Record<Side, string | null>
  evidence_fingerprint: string
  assessments: Assessment[]
  evidence: Evidence[]
  run: { id: string; rank: number } | null
  warnings: { code: string; text: string }[]
  log: LogLine[]
}

export type ImportState = 'staging' | 'previewed' | 'published' | 'undone'
export type ImportTotals = {
  n_read: number
  n_accepted: number
  n_counts: number
  n_rejected: number
  n_new: number
  n_changed: number
  n_already: number
  n_replaced: number
  by_code: { code: string; text: string; n: number; notice: boolean }[]
  by_category: CategoryCount[]
  by_month: MonthCount[]
  period: { from: string | null; to: string | null } | null
  read_as: string
  dropped_columns: string[]
  mended: { code: string; text: string; value: number }[]
  warnings: { code: string; text: string; value: number }[]
}
export type Import = {
  id: number
  kind: 'incidents' | 'areas'
  state: ImportState
  file: string
  source: string
  owner: string
  owner_name: string
  synthetic: boolean
  shared: boolean
  created_by: string
  created_at: string
  published_at: string | null
  already_imported_as: number | null
  totals: ImportTotals
}
export type Rejection = {
  file: string
  line: number
  record: number | null
  column: string | null
  value: string | null
  code: string
  text: string
  notice: boolean
}
export type Page<T> = { items: T[]; next?: string | number | null }
