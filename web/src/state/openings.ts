import type { OpeningHead, Side } from '../api/contract'

/** Whether an opening waits for this side: nobody has signed yet, or the other side has. */
export function awaits(opening: OpeningHead, side: Side): boolean {
  const open = opening.state === 'identifierad' || opening.state === 'bedoms' || opening.state === 'obesvarad'
  return open && !opening.assessed_by.includes(side)
}

/** Openings that are neither a case nor over. */
export function inProgress(opening: OpeningHead): boolean {
  return opening.state === 'identifierad' || opening.state === 'bedoms'
}
