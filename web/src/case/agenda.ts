import type { PlannedMeasure } from '../api/contract'

/** Nothing more is to be done. */
export function isOver(measure: PlannedMeasure): boolean {
  return measure.progress.state === 'klar' || measure.progress.state === 'utgar'
}
