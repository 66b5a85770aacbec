import type { Side } from '../api/contract'
import type { LagesbildWords } from '../i18n/lagesbild'
import type { Head } from './wire'

// Where a lägesbild stands as one of the two parties sees it, and what that party does now.

export type Standing = keyof LagesbildWords['standing']

const half = (head: Head, side: Side) => head.halves.find((one) => one.side === side)!
export const otherSide = (side: Side): Side => (side === 'polis' ? 'stad' : 'polis')

export function standingOf(head: Head, side: Side): Standing {
  return head.state === 'utkast' && half(head, otherSide(side)).handed_over ? 'other_handed' : head.state
}

/** What is to be done next. `chief`: the reader signs for the party. */
export function nextWords(t: LagesbildWords['next'], head: Head, side: Side, chief: boolean): string {
  const own = half(head, side)
  switch (head.state) {
    case 'utkast':
      return own.handed_over ? t.wait_other : own.begun ? t.hand_over : t.write
    case 'sammanlagd':
      if (head.n_blocks) return t.mend(head.n_blocks)
      if (own.signed) return t.wait_signature
      return chief ? t.sign : t.wait_chiefs
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
  ersatt: 'okand',
}
