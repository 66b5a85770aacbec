// What the API says of a lägesbild.

import type { Side } from '../api/contract'

export type Part = 'polis' | 'stad' | 'gemensam'
export type Judged = 'battre' | 'oforandrat' | 'samre'
export type SectionKey = { area: string } | { priority: string }
export type Days = { from: string; to: string }
export type Subject = { category: string } | { indicator: { id: string; group?: string | null } }
export type Figure = { subject: Subject; area: string; period: Days }
export type Measure =
  | 'count'
  | { share_of: { subject?: Subject | null; area?: string | null } }
  | { change_from: { period: Days } }
  | { difference_from: Figure }
  | { ratio_to: Figure }
  | { rank: { among: string[]; first: 'highest' | 'lowest' } }
export type Reference = Figure & { measure: Measure }
export type Span = { start: number; end: number }
export type To = { reference: Reference } | { not_checked: { reason: string } }
export type Tie = { span: Span; to: To }
export type Statement = { id: number; text: string; ties: Tie[] }
export type Section = { key: SectionKey; statements: Statement[]; judged: Judged | null }
export type SourceKind = 'statistik' | 'enkat' | 'dialog' | 'underrattelse' | 'annat'
export type SourceState = 'used' | 'not_used' | 'not_available'
export type Source = { id: string; kind: SourceKind; state: SourceState; note: string | null }
export type Dialogue = { on: string; with: string; n: number | null }
export type Content = { sections: Section[]; sources: Source[]; places: string[]; run: string | null; indicators: Figure[]; dialogues: Dialogue[] }

export type State = 'utkast' | 'sammanlagd' | 'beslutad' | 'ersatt'
export type Half = { side: Side; begun: boolean; handed_over: string | null; signed: Signature | null }
export type Signature = { by: string; on: string; diarienummer: string; motive: string; body: string }
export type Head = { id: string; version: number; agreement: string; agreement_name: string; period: Days; state: State; halves: Half[]; n_blocks: number | null; decided_on: string | null }
export type HeadList = { items: Head[]; agreements: { id: string; name: string }[]; may_begin: boolean }

export type Named = { id: string; name: string }
export type Step = { step: string; by: string; side: Side; at: string }
export type Lagesbild = Head & {
  own: Content | null
  document: { polis: Content; stad: Content; gemensam: Content } | null
  areas: Named[]
  priorities: Named[]
  places: Named[]
  body: { id: string; name: string } | null
  fingerprint: string | null
  previous: string | null
  replaced_by: string | null
  steps: Step[]
  may: string[]
}

export type Value = { number: number; unit: string }
export type Outcome = 'ok' | 'fails' | 'weak_words' | 'cannot_be_recomputed' | 'not_checked' | 'untied' | 'with_its_number'
export type Tried = {
  span: Span
  written: string
  outcome: Outcome
  blocks: boolean
  value: Value | null
  rounded: number | null
  range: { low: number | null; high: number | null } | null
  inside: boolean | null
  rule: string | null
  fault: string | null
  missing: string | null
  explained: string | null
  source: string | null
  extracted_on: string | null
}
export type Trial = Tried & { section: SectionKey; part: Part; statement: number }
export type Summary = { n_tried: number; n_fails: number; n_weak: number; n_cannot_be_recomputed: number; n_not_checked: number; n_untied: number; n_explained: number }
export type Check = { data_version: number; summary: Summary; trials: Trial[] }

export type At = { part: Part; id: number }
export type Disagreement =
  | { code: 'different_numbers'; reference: Reference; polis: { statement: At; written: string }; stad: { statement: At; written: string } }
  | { code: 'judged_opposite' | 'judged_differently'; section: SectionKey; polis: Judged; stad: Judged }
  | { code: 'section_only_one'; section: SectionKey; side: Side }
  | { code: 'place_only_one'; place: string; side: Side }
  | { code: 'source_only_one'; source: string; side: Side; other: SourceState | null }
export type Change =
  | { code: 'section_added' | 'section_removed'; section: SectionKey }
  | { code: 'judged_changed'; section: SectionKey; part: Part; old: Judged | null; new: Judged | null }
  | { code: 'statement_added' | 'statement_removed'; section: SectionKey; statement: At; text: string }
  | { code: 'statement_changed'; section: SectionKey; statement: At; old_text: string; new_text: string }
