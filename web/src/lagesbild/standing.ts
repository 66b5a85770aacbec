import type { Side } from '../api/contract'
import type { LagesbildWords } from '../i18n/lagesbild'
import type { Head } from './wire'

// Where a lägesbild stands as one of the two parties sees it, and what that party does now.

export type Standing = keyof LagesbildWords['standing']

export const otherSide = (side: Side): Side => (side === 'polis' ? 'stad' : 'polis')

export function standingOf({ state, handed_over }: Pick<Head, 'state' | 'handed_over'>, side: Side): Standing {
  return state === 'utkast' && handed_over.includes(otherSide(side)) ? 'other_handed' : state
}

/** What is to be done next. `stopping`: how many numbers stop the decision, where that is known. */
export function nextWords(t: LagesbildWords['next'], head: Pick<Head, 'state' | 'begun' | 'handed_over' | 'signed_by'>, side: Side, isChief: boolean, stopping: number | null): string {
  switch (head.state) {
    case 'utkast':
      return head.handed_over.includes(side) ? t.wait_other : head.begun.includes(side) ? t.hand_over : t.write
    case 'sammanlagd':
      if (stopping) return t.mend(stopping)
      if (head.signed_by.includes(side)) return t.wait_signature
      if (stopping === null) return t.together
      return isChief ? t.sign : t.wait_chiefs
    case 'beslutad':
      return t.read
    case 'ersatt':
      return t.replaced
  }
}

/** The colour that goes with the word, as other states of the desk have it. */
export const tone: Record<Standing, string> = {
  utkast: 'planerad',
  other_handed: 'bedoms',
  sammanlagd: 'pagar',
  beslutad: 'klar',
  ersatt: 'utgar',
}
