import type { CaseWork, PlannedMeasure } from '../api/contract'

// What a meeting takes up, from what is open: what is late first.

export type Point =
  | { kind: 'overdue' | 'feedback'; measure: PlannedMeasure }
  | { kind: 'cause'; no: number; text: string }
  | { kind: 'standing' | 'extra'; text: string }
  | { kind: 'next'; by: string | null }

type Open = Pick<CaseWork, 'causes' | 'measures' | 'next_meeting_by'>

export function isOver(measure: PlannedMeasure): boolean {
  return measure.progress.state === 'klar' || measure.progress.state === 'utgar'
}

/** The points of a meeting on a day, each open item once, after what is always taken up. */
export function agenda(work: Open, day: string, extra: string[], standing: string[] = []): Point[] {
  const byDay = (a: PlannedMeasure, b: PlannedMeasure) => a.due.localeCompare(b.due) || a.no - b.no
  const open = work.measures.filter((measure) => !isOver(measure)).sort(byDay)
  const overdue = open.filter((measure) => measure.overdue)
  const feedback = open.filter(
    (measure) => !measure.overdue && (measure.feedback_missing || measure.measure.aterkoppling <= day || measure.due <= day),
  )
  const answered = new Set(work.measures.filter((m) => m.progress.state !== 'utgar').map((m) => m.measure.cause))
  const causes = work.causes.filter((cause) => !answered.has(cause.no))
  return [
    ...standing.map((text) => ({ kind: 'standing' as const, text })),
    ...overdue.map((measure) => ({ kind: 'overdue' as const, measure })),
    ...feedback.map((measure) => ({ kind: 'feedback' as const, measure })),
    ...causes.map(({ no, cause }) => ({ kind: 'cause' as const, no, text: cause.text })),
    ...extra.map((text) => ({ kind: 'extra' as const, text })),
    { kind: 'next', by: work.next_meeting_by },
  ]
}
