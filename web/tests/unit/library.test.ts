import { describe, expect, it } from 'vitest'
import type { LibraryEntry, LibraryText } from '../../src/api/contract'
import { chosenOf, everything, referenceLines, referencesOf, weeksAfter } from '../../src/library/entries'

const text = (more: Partial<LibraryText>): LibraryText => ({
  name: 'Belysning', description: 'Byt', kind: 'situationell', horizon: 'kort', places: ['park'], problems: ['otrygghet', 'stold'], owner_of: 'stad',
  owner: 'Parkingenjör', expected: 'minskar', indicator: 'Andel otrygga', aterkoppling_weeks: 12, level: 'stark', known: 'k', unknown: 'u', references: [],
  ...more,
})
const used = { places: 0, measures: 0, klar: 0, utgar: 0, battre: 0, oforandrat: 0, samre: 0, oklart: 0 }
const item = (id: string, more: Partial<LibraryText>, retired = false): LibraryEntry => ({
  id, version: 0, from: 'shipped', retired, entry: text(more), shipped: null, used, steps: [],
})

describe('the library', () => {
  it('shows what fits all that is chosen, and what is retired only when asked for', () => {
    const items = [item('a', {}), item('b', { kind: 'social', problems: ['unga'] }), item('c', { horizon: 'lang' }, true)]
    const ids = (filter: object, withRetired = false) => chosenOf(items, { ...everything(), ...filter }, withRetired).map((one) => one.id)
    expect(ids({})).toEqual(['a', 'b'])
    expect(ids({}, true)).toEqual(['a', 'b', 'c'])
    expect(ids({ problem: 'stold' }, true)).toEqual(['a', 'c'])
    expect(ids({ problem: 'stold', horizon: 'lang' }, true)).toEqual(['c'])
    expect(ids({ kind: 'social' })).toEqual(['b'])
    expect(ids({ kind: 'social', problem: 'stold' })).toEqual([])
  })
  it('writes references as lines and reads them back', () => {
    const references = [
      { authors: 'Welsh, B. C.', year: 2022, title: 'Street lighting', doi: '10.1111/1745-9133.12585' },
      { authors: 'Gerell, M.', year: 2016, title: 'Hot spots', doi: null },
    ]
    expect(referencesOf(referenceLines(references))).toEqual({ references, wrong: null })
    expect(referencesOf('\nGerell, M. | 16 | Hot spots').wrong).toBe(2)
    expect(referencesOf('Gerell, M. | 2016 | Hot spots | doi:10.1/x').wrong).toBe(1)
    expect(referencesOf('Gerell, M. | 2016').wrong).toBe(1)
    expect(referencesOf('')).toEqual({ references: [], wrong: null })
  })
  it('counts weeks over the change of clocks and of year', () => {
    expect(weeksAfter('2026-03-20', 2)).toBe('2026-04-03')
    expect(weeksAfter('2026-12-28', 1)).toBe('2027-01-04')
  })
})
