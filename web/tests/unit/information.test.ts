import { describe, expect, it } from 'vitest'
import type { Information } from '../../src/api/contract'
import { draftOf, localMinute, toSend } from '../../src/information/draft'

const ZONE = 'Europe/Stockholm'
const of = (place: Information['place']): Information => ({
  id: 'i-1', version: 2, agreement: 'a', from: 'p', to: 's',
  told: { about: 'atgard', happened: '2026-01-15T20:30:00Z', what: 'Insats', significance: 'Planen', recipient: 'Samordnare' },
  place, sent_by: 'Kommunpolis', sent_at: '2026-01-14T08:00:00Z', awaits: null, withdrawn: false, steps: [], may: [], synthetic: true,
})

describe('what is written of information', () => {
  it('says nothing of time, place and recipient that was not chosen', () => {
    const draft = { ...draftOf(undefined, ZONE, '2026-06-10'), what: ' Bråk ', significance: ' Oro ' }
    expect(draft.now).toBe(true)
    expect(draft.happened).toMatch(/^2026-06-10T\d\d:\d\d$/)
    expect(toSend(draft)).toEqual({ about: 'handelse', what: 'Bråk', significance: 'Oro' })
  })
  it('is the clock of the study area, in winter and in summer', () => {
    expect(localMinute('2026-01-15T20:30:00Z', ZONE)).toBe('2026-01-15T21:30')
    expect(localMinute('2026-07-15T22:30:00Z', ZONE)).toBe('2026-07-16T00:30')
  })
  it('keeps in a correction what nobody changed', () => {
    const area = { kind: 'area', id: 'plats/x:y', name: 'X', at: null } as const
    expect(toSend(draftOf(of(area), ZONE, ''))).toEqual({
      about: 'atgard', what: 'Insats', significance: 'Planen', happened: '2026-01-15T21:30', area: 'plats/x:y', recipient: 'Samordnare', agreement: 'a',
    })
    const point = { kind: 'point', id: '8c', name: '', at: { lon: 18.05, lat: 59.33 } } as const
    expect(toSend(draftOf(of(point), ZONE, ''))).toMatchObject({ point: { lon: 18.05, lat: 59.33 } })
    const seen = { kind: 'observation', id: 'o-1', name: 'X', at: null } as const
    expect(toSend(draftOf(of(seen), ZONE, ''))).toMatchObject({ observation: 'o-1' })
    expect(toSend(draftOf(of(null), ZONE, ''))).not.toHaveProperty('area')
  })
})
