import { describe, expect, it } from 'vitest'
import { addMonths, lastOf, lastWholeQuarter, lastYear, monthsBetween, quarter, twelveMonths } from '../../src/i18n/dates'

describe('periods', () => {
  it('twelve months end with the last month of data', () => {
    expect(twelveMonths('2026-05-31')).toEqual({ from: '2025-06-01', to: '2026-05-31' })
    expect(twelveMonths('2026-01-15')).toEqual({ from: '2025-02-01', to: '2026-01-31' })
  })
  it('the last whole quarter is not the one under way', () => {
    expect(lastWholeQuarter('2026-05-31')).toEqual({ from: '2026-01-01', to: '2026-03-31' })
    expect(lastWholeQuarter('2026-06-30')).toEqual({ from: '2026-04-01', to: '2026-06-30' })
  })
  it('quarters step over the turn of the year', () => {
    expect(quarter('2026-02-10', -1)).toEqual({ from: '2025-10-01', to: '2025-12-31' })
  })
  it('the last whole year', () => {
    expect(lastYear('2026-05-31').from).toBe('2025-01-01')
    expect(lastYear('2025-12-31').to).toBe('2025-12-31')
  })
  it('months know leap years and years', () => {
    expect(lastOf('2024-02')).toBe('2024-02-29')
    expect(addMonths('2025-01', -1)).toBe('2024-12')
    expect(monthsBetween('2025-11-05', '2026-02-01')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
  })
})
