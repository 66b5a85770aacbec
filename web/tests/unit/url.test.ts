import { describe, expect, it } from 'vitest'
import { answers, DEFAULTS, format, parse, requestOf, stateOfRun, type MapState } from '../../src/state/url'

const all: MapState = {
  categories: ['fickstold', 'vald_offentlig_miljo'],
  from: '2025-06-01', to: '2026-05-31', area: 'kommun/0180', lattice: 'sweref:250', ring: 2, expectation: 'land', gate: 'gi-star',
  correction: 'bonferroni', alpha: 0.01, minRatio: 2, minCount: 5, maxPlaceKm2: 0.3, layer: 'emerging', choices: { alpha: '0.01', gate: 'gi-star' }, run: 'run-0123456789abcdef', place: 4, kind: '', base: false,
  hidden: [0, 5], view: { lon: 18.06324, lat: 59.33258, zoom: 13.25 },
}

describe('the address of the map', () => {
  it('is empty for the defaults', () => expect(format(DEFAULTS)).toBe(''))
  it('gives back everything that was put in', () => expect(parse(format(all))).toEqual(all))
  it('knows what is expected in proportion to something, by its name', () => {
    const state = { ...DEFAULTS, expectation: 'exposure:befolkning' as const, lattice: 'areas:stadsdel' }
    expect(parse(format(state))).toEqual(state)
    expect(parse('?vantat=exposure:<b>').expectation).toBe(DEFAULTS.expectation)
  })
  it('is the same text after a round trip, so that back and forward do not wander', () => {
    expect(format(parse(format(all)))).toBe(format(all))
  })
  it('can be read aloud: no escaped commas, colons or slashes', () => expect(format(all)).not.toMatch(/%/))
  it('does not depend on the order in which categories were ticked', () => {
    expect(format({ ...all, categories: [...all.categories].reverse() })).toBe(format(all))
  })
  it('falls back to the default for what does not parse', () => {
    const strange = '?fran=igår&rutnat=h3:99&grind=x&alfa=7&plats=-1&dolj=9,a&vy=200,0,1&ring=1e9&kvot=NaN'
    expect(parse(strange)).toEqual(DEFAULTS)
    expect(parse('?ring=0').ring, 'the server takes 1 to 5').toBe(DEFAULTS.ring)
    expect(parse('?ring=5').ring).toBe(5)
  })
})

describe('a run and its filters', () => {
  const request = requestOf({ ...all }, { from: 'x', to: 'y' }, 'kommun/0180')
  it('takes the open period and area from the installation', () => {
    const open = requestOf(DEFAULTS, { from: '2025-06-01', to: '2026-05-31' }, 'kommun/0180')
    expect(open.period).toEqual({ from: '2025-06-01', to: '2026-05-31' })
    expect(open.study_area).toBe('kommun/0180')
  })
  it('answers the filters it was made with, and no others', () => {
    expect(answers(request, request)).toBe(true)
    expect(answers(request, { ...request, categories: [...request.categories].reverse() })).toBe(true)
    expect(answers(request, { ...request, alpha: 0.05 })).toBe(false)
    expect(answers(request, { ...request, period: { ...request.period, to: '2026-04-30' } })).toBe(false)
  })
  it('keeps the filters to what they offer when it was made with something they do not know', () => {
    expect(stateOfRun('run-1', { ...request, gate: 'newer' as never }).gate).toBe(DEFAULTS.gate)
  })
  it('can be linked to with its own parameters', () => {
    const state = { ...DEFAULTS, ...stateOfRun('run-1', request) }
    expect(answers(requestOf(parse(format(state)), { from: '', to: '' }, ''), request)).toBe(true)
  })
})
