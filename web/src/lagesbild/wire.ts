// What the API says of a lägesbild, under shorter names.

import type { Side } from '../api/contract'

export type Part = 'polis' | 'stad' | 'gemensam'
export type Judged = 'battre' | 'oforandrat' | 'samre'
export type Key = { kind: 'area' | 'priority'; id: string }
export type Days = { from: string; to: string }
export type Figure = { category: string | null; indicator: string | null; group: string | null; area: string; period: Days }
export type Whole = { category: string | null; indicator: string | null; group: string | null; area: string | null }
export type Reference = {
  figure: Figure
  measure: 'count' | 'share_of' | 'change_from' | 'difference_from' | 'ratio_to' | 'rank'
  whole: Whole | null
  since: Days | null
  other: Figure | null
  among: string[] | null
  first: 'highest' | 'lowest' | null
}
export type Tie = { start: number; end: number; reference: Reference | null; not_checked: string | null }
export type Numbered = { start: number; end: number; written: string; tied: 'reference' | 'not_checked' | null }
export type Statement = { id: number; text: string; ties: Tie[]; numbers: Numbered[] }
export type Section = { key: Key; title: string; statements: Statement[]; judged: Judged | null }
export type NewStatement = { id: number; text: string; ties: Tie[] }
export type NewSection = { key: Key; statements: NewStatement[]; judged: Judged | null }
export type SourceKind = 'statistik' | 'enkat' | 'dialog' | 'underrattelse' | 'annat'
export type SourceState = 'used' | 'not_used' | 'not_available'
export type Source = { id: string; kind: SourceKind; state: SourceState; note: string | null }
export type PlaceRef = { kind: 'case' | 'opening' | 'observation'; id: string }
export type Place = PlaceRef & { name: string | null }
export type Dialogue = { on: string; with: string; n: number | null }
export type Basis = { sources: Source[]; places: Place[]; run: string | null; indicators: Figure[]; dialogues: Dialogue[] }
export type Content = { sections: Section[]; basis: Basis }
export type NewContent = { sections: NewSection[]; sources: Source[]; places: PlaceRef[]; run: string | null; indicators: Figure[]; dialogues: Dialogue[] }

export type Signer = { function: string; party: string; side: Side }
export type Head = {
  id: string
  version: number
  updated: string
  agreement: string
  agreement_name: string
  half: string
  period: Days
  state: 'utkast' | 'sammanlagd' | 'beslutad' | 'ersatt'
  begun: Side[]
  handed_over: Side[]
  signed_by: Side[]
  decided_on: string | null
  previous: string | null
  corrects: boolean
  replaced_by: string | null
}
export type Beginning = { agreement: string; agreement_name: string; halves: string[]; previous: string | null }
export type HeadList = { items: Head[]; may_begin: Beginning[] }
export type SideBySide = { key: Key; title: string; polis: Section | null; stad: Section | null; gemensam: Section | null }
export type Document = { fingerprint: string; sections: SideBySide[]; polis: Basis; stad: Basis; explanations: unknown[] }
export type Decided = { by: Signer; motive: string; diarienummer: string; body: string; body_name: string; on: string; n_tried: number }
export type Step = { act: string; text: string; by: Signer; at: string }
export type Act =
  | 'draft_put' | 'draft_section_put' | 'draft_from_previous' | 'handed_over' | 'taken_back' | 'section_put' | 'section_put_gemensam' | 'explained' | 'signed' | 'unsigned'
export type Lagesbild = Head & {
  side: Side
  own: Content | null
  document: Document | null
  decisions: Decided[]
  may: Act[]
  offered: { key: Key; title: string }[]
  sources: { id: string; name: string; kind: SourceKind }[]
  warning: { code: string; text: string }
  steering: { id: string; name: string } | null
  steps: Step[]
}
export type NewStep = {
  step: Exclude<Act, 'section_put_gemensam'>
  content?: NewContent
  section?: NewSection
  part?: Part
  warned?: string
  statement?: number
  start?: number
  end?: number
  reason?: string
  diarienummer?: string
  motive?: string
  fingerprint?: string
}

export type FigureSource = { what: string; number: number; unit: string; source: string; extracted_on: string | null; synthetic: boolean }
export type Verdict = {
  code: 'ok' | 'fails' | 'weak_words'
  rule: string
  rule_text: string
  fault: string | null
  fault_text: string | null
  value: number
  unit: string
  stated: number | null
  rounded: number | null
  low: number | null
  high: number | null
  inside: boolean
  weak: string | null
}
export type Missing = 'no_data' | 'suppressed' | 'not_extracted' | 'zero_base' | 'units_differ'
export type Outcome = 'ok' | 'fails' | 'weak_words' | 'cannot_be_recomputed' | 'not_checked' | 'with_its_number' | 'untied'
export type Trial = {
  section: Key
  section_title: string
  part: Part
  statement: number
  start: number
  end: number
  written: string
  outcome: Outcome
  text: string
  blocks: boolean
  explanation: string | null
  verdict: Verdict | null
  missing: Missing | null
  not_checked: string | null
  reference: Reference | null
  says: string | null
  sources: FigureSource[]
}
export type Summary = { n_tried: number; n_ok: number; n_fails: number; n_weak: number; n_cannot_be_recomputed: number; n_not_checked: number; n_untied: number; n_explained: number; n_blocking: number }
export type Check = { of: 'own_draft' | 'document'; fingerprint: string | null; data_version: number; summary: Summary; items: Trial[] }
export type FigureAnswer = {
  numbers: Numbered[]
  says: string | null
  value: number | null
  unit: string | null
  missing: Missing | null
  missing_text: string | null
  sources: FigureSource[]
  verdict: Verdict | null
}
export type Stated = { statement: number; written: string }
export type Disagreement = {
  code: 'different_numbers' | 'judged_opposite' | 'judged_differently' | 'section_only_one' | 'place_only_one' | 'source_only_one'
  text: string
  section: Key | null
  section_title: string | null
  says: string | null
  polis: Stated | null
  stad: Stated | null
  judged_polis: Judged | null
  judged_stad: Judged | null
  place: Place | null
  source: string | null
  side: Side | null
  other: SourceState | null
}
export type Change = {
  code: string
  text: string
  section: Key
  section_title: string
  part: Part | null
  old_text: string | null
  new_text: string | null
  old_judged: Judged | null
  new_judged: Judged | null
  numbers: { old: string; old_says: string; new: string; new_says: string }[]
}
