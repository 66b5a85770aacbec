import type { OpeningHead, Side } from '../api/contract'

/** Whether an opening waits for an answer from this side. */
export function awaits(opening: OpeningHead, side: Side): boolean {
  if (opening.awaits_my_answer !== undefined) return opening.awaits_my_answer
  if (opening.state !== 'identifierad' && opening.state !== 'bedoms' && opening.state !== 'obesvarad') return false
  return !(opening.assessed_by ?? []).includes(side)
}

/** Openings that are neither a case nor over. */
export function inProgress(opening: OpeningHead): boolean {
  return opening.state === 'identifierad' || opening.state === 'bedoms'
}
