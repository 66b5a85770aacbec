import { describe, expect, it } from 'vitest'
import type { Enkat } from '../../src/api/contract'
import { answerOf, besides, type Grades } from '../../src/case/enkat'

const none: Grades = { meningsfullt: '', form: '', deltagare: '', mal: '', kommunikation: '' }

describe('an answer to a survey', () => {
  it('leaves out what cannot be judged and says something', () => {
    expect(answerOf(none, '  ')).toBeNull()
    expect(answerOf({ ...none, form: '2', mal: '5' }, ' Kortare möten ')).toEqual({ form: 2, mal: 5, text: 'Kortare möten' })
    expect(answerOf(none, 'Bättre lokal')).toEqual({ text: 'Bättre lokal' })
  })
})

describe('a follow-up', () => {
  const over = (no: number, over_on: string | null): Enkat => ({
    no, over_on, seen: 1, by: { function: 'Samordnare', side: 'stad', party: 'stad', delegation: null } as unknown as Enkat['by'],
    opened_on: '2026-05-01', last_day: '2026-12-31', n_invited: 6, n_answered: 5, least: 5, asked: 'not_asked', result: null,
  })
  it('has the surveys beside it that were over between its first day and the day it was written', () => {
    const all = [over(1, '2025-12-31'), over(2, '2026-01-01'), over(3, '2026-07-02'), over(4, '2026-07-03'), over(5, null)]
    expect(besides(all, { from: '2026-01-01', on: '2026-07-02' }).map((one) => one.no)).toEqual([2, 3])
  })
})
