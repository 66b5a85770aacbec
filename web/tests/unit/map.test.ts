import { describe, expect, it } from 'vitest'
import { figureOf } from '../../src/map/figure'
import { meaningOf, neighbour } from '../../src/map/keyboard'
import { basemapLayer, cellColour, layers } from '../../src/map/layers'
import { routeOf } from '../../src/routes'
import { awaits } from '../../src/state/openings'
import type { OpeningHead } from '../../src/api/contract'

const press = (key: string, altKey = false) => meaningOf({ key, altKey, ctrlKey: false, metaKey: false })

describe('keys on the map', () => {
  it('have one meaning each, and leave panning to the map', () => {
    expect([press('Enter'), press('Escape'), press('?'), press('ArrowRight', true), press('ArrowUp', true)]).toEqual(['select', 'clear', 'help', 'next', 'previous'])
    expect(press('ArrowRight')).toBeNull()
    expect(meaningOf({ key: 'Enter', altKey: false, ctrlKey: true, metaKey: false })).toBeNull()
  })
  it('step through the list in its order and stop at its ends', () => {
    const ranks = [1, 2, 3]
    expect(neighbour(ranks, null, 1)).toBe(1)
    expect(neighbour(ranks, null, -1)).toBe(3)
    expect(neighbour(ranks, 2, 1)).toBe(3)
    expect(neighbour(ranks, 3, 1)).toBe(3)
    expect(neighbour([], 1, 1)).toBeNull()
  })
})

describe('the style', () => {
  it('asks for no glyphs or sprites and draws text in a family without digits', () => {
    for (const layer of layers()) {
      const fonts = layer.type === 'symbol' ? (layer.layout?.['text-font'] as string[]) : ['none']
      for (const font of fonts) expect(font).not.toMatch(/\d/)
    }
    expect(JSON.stringify(layers())).not.toMatch(/https?:/)
  })
  it('puts the base map above the ground and under everything that is counted', () => {
    const ids = layers().map((layer) => layer.id)
    expect(ids.indexOf('cells')).toBe(ids.indexOf('ground') + 1)
    expect(ids).not.toContain(basemapLayer().id)
    expect(cellColour([0])).toEqual(expect.arrayContaining(['rgba(0,0,0,0)']))
    expect(cellColour([])).not.toEqual(expect.arrayContaining(['rgba(0,0,0,0)']))
  })
})

describe('the still figure of a place', () => {
  const square = (w: number): GeoJSON.Polygon => ({ type: 'Polygon', coordinates: [[[18, 59.3], [18 + w, 59.3], [18 + w, 59.3 + w / 2], [18, 59.3 + w / 2], [18, 59.3]]] })
  it('draws the place within its frame with a scale shorter than the frame', () => {
    const figure = figureOf(square(0.01), null, null)!
    const numbers = figure.place.match(/-?\d+\.\d/g)!.map(Number)
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBeLessThanOrEqual(figure.width)
    expect(figure.scale.px).toBeLessThan(120)
    expect(figure.point).toBeNull()
  })
  it('marks a place without extent by a point in the middle', () => {
    expect(figureOf({ type: 'Point', coordinates: [18, 59.3] }, null, null)!.point).toEqual([240, 150])
    expect(figureOf(null, { lon: 18, lat: 59.3 }, null)!.point).toEqual([240, 150])
    expect(figureOf(null, null, null)).toBeNull()
  })
})

describe('addresses of the desk', () => {
  it('lead to their pages', () => {
    expect(routeOf('/')).toEqual({ page: 'start' })
    expect(routeOf('/plats/run-1/4')).toEqual({ page: 'plats', run: 'run-1', rank: 4 })
    expect(routeOf('/atgardsbibliotek')).toEqual({ page: 'atgardsbibliotek', id: null })
    expect(routeOf('/atgardsbibliotek/belysning')).toEqual({ page: 'atgardsbibliotek', id: 'belysning' })
    expect(routeOf('/import/12/')).toEqual({ page: 'import', id: 12 })
    expect(routeOf('/arende/PLS-2026-001')).toEqual({ page: 'arende', number: 'PLS-2026-001' })
  })
  it('and nowhere else', () => {
    for (const path of ['/plats/run-1', '/plats/run-1/x', '/import/x', '/karta/1', '/a/b/c/d', '/%E0%A4%A']) expect(routeOf(path).page, path).toBe('okand')
  })
})

describe('an opening', () => {
  const opening = (state: OpeningHead['state'], assessed_by: OpeningHead['assessed_by']) => ({ state, assessed_by }) as OpeningHead
  it('waits for the side that has not answered', () => {
    expect(awaits(opening('bedoms', ['polis']), 'stad')).toBe(true)
    expect(awaits(opening('bedoms', ['polis']), 'polis')).toBe(false)
    expect(awaits(opening('identifierad', []), 'polis')).toBe(true)
    expect(awaits(opening('oppnad', []), 'stad')).toBe(false)
  })
})
