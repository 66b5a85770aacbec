import { describe, expect, it } from 'vitest'
import { percent, size } from '../../src/case/ground'
import { figureOf } from '../../src/map/figure'

const square = (west: number): GeoJSON.Polygon => ({
  type: 'Polygon',
  coordinates: [[[west, 59.33], [west + 0.001, 59.33], [west + 0.001, 59.3305], [west, 59.3305], [west, 59.33]]],
})

describe('the ground of a place', () => {
  it('is told in square metres while it is small', () => {
    expect(size(0.0127)).toBe('12\u00a0700 m²')
    expect(size(1.256)).toBe('1,26 km²')
    expect(size(null)).toBe('utan yta')
  })
  it('is shared by something or by nothing, wholly or not', () => {
    expect(percent(0.12)).toBe('12\u00a0%')
    expect(percent(0.004)).toBe('mindre än 1\u00a0%')
    expect(percent(0.996)).toBe('99\u00a0%')
    expect(percent(1)).toBe('100\u00a0%')
  })
  it('is drawn with what lies near it, all of it in the picture', () => {
    const figure = figureOf(square(18.06), null, null, undefined, [
      { geometry: square(18.07), name: 'Klara' },
      { geometry: { type: 'Point', coordinates: [18.05, 59.33] }, name: 'Entrén' },
    ])!
    expect(figure.labels.map((label) => label.text)).toEqual(['Klara', 'Entrén'])
    expect(figure.others.map((other) => other.point !== null)).toEqual([false, true])
    const [x] = figure.others[1]!.point!
    expect(x).toBeGreaterThan(0)
    for (const label of figure.labels) expect(label.x > 0 && label.x < figure.width && label.y > 0).toBe(true)
    const alone = figureOf(square(18.06), null, null)!
    expect(alone.others).toEqual([])
    expect(alone.scale.px / alone.scale.m).toBeGreaterThan(figure.scale.px / figure.scale.m)
  })
})
