import { describe, expect, it } from 'vitest'
import type { CaseEffect, EffectLook } from '../../src/api/contract'
import { heldAgainst, partsFrom, verdictOf } from '../../src/case/verdict'

const look = (no: number, code: string, preliminary: boolean) => ({ no, verdict: { code, preliminary } }) as EffectLook
const early = look(1, 'minskning_pavisad', true)
const verdict = look(2, 'gar_inte_att_avgora', false)
const plan = { from: '2025-06-01', to: '2025-11-30' }
const effect = (looks: EffectLook[]) => ({ agreed: { plan }, looks }) as unknown as CaseEffect
const judged = (from: string, to: string, no: number | null) => ({ from, to, look: no })

describe('what a judgement of the effect is held against', () => {
  it('is the verdict, where it is of days that are judged, whatever the judgement rests on', () => {
    const both = effect([early, verdict])
    expect(verdictOf(both)).toBe(verdict)
    expect(heldAgainst(both, judged('2025-07-01', '2025-12-31', 1))).toBe(verdict)
    expect(heldAgainst(both, judged('2025-12-01', '2026-05-31', 1))).toBe(early)
    expect(heldAgainst(both, judged('2025-12-01', '2026-05-31', null))).toBeUndefined()
  })

  it('is before the verdict the look that it rests on, if any', () => {
    const one = effect([early])
    expect(verdictOf(one)).toBeUndefined()
    expect(heldAgainst(one, judged('2025-07-01', '2025-12-31', 1))).toBe(early)
    expect(heldAgainst(one, judged('2025-07-01', '2025-12-31', null))).toBeUndefined()
  })

  it('and one that says something else is told apart', () => {
    expect(partsFrom(verdict, 'gar_inte_att_avgora')).toBe(false)
    expect(partsFrom(verdict, 'battre')).toBe(true)
    expect(partsFrom(verdict, 'oforandrat')).toBe(true)
    expect(partsFrom(early, 'battre')).toBe(false)
    expect(partsFrom(undefined, 'battre')).toBe(false)
    expect(partsFrom(verdict, '')).toBe(false)
  })
})
