import { describe, expect, it } from 'vitest'
import { differenceBreaks, differenceClass } from '../../src/classify/difference'
import { daysIn, justBefore, yearBefore } from '../../src/i18n/dates'

describe('the difference of two counts', () => {
  it('falls in three classes each way, the same class for the same size', () => {
    const breaks = differenceBreaks([0, 1, 1, 1, -1, 2, 2, -3, 9, -20])
    for (const d of [1, 2, 3, 9, 20]) expect(differenceClass(-d, breaks)).toBe(differenceClass(d, breaks) + 3)
    expect(differenceClass(0, breaks)).toBe(0)
    expect(differenceClass(-20, breaks)).toBe(6)
    expect(differenceBreaks([0, 0])).toEqual([1, 2])
  })
})

describe('the period to compare with', () => {
  it('is the same days a year before, whole months staying whole', () => {
    expect(yearBefore({ from: '2025-05-01', to: '2026-04-30' })).toEqual({ from: '2024-05-01', to: '2025-04-30' })
    expect(yearBefore({ from: '2025-02-01', to: '2025-02-28' })).toEqual({ from: '2024-02-01', to: '2024-02-29' })
    expect(yearBefore({ from: '2024-02-29', to: '2024-03-10' })).toEqual({ from: '2023-02-28', to: '2023-03-10' })
  })
  it('is the one just before, as many months or as many days', () => {
    expect(justBefore({ from: '2026-02-01', to: '2026-04-30' })).toEqual({ from: '2025-11-01', to: '2026-01-31' })
    expect(justBefore({ from: '2026-03-10', to: '2026-03-12' })).toEqual({ from: '2026-03-07', to: '2026-03-09' })
    expect(daysIn({ from: '2024-02-01', to: '2024-03-01' })).toBe(30)
  })
})
