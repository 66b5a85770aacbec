import { describe, expect, it } from 'vitest'
import { CLASS_COLOURS, contrast, HOT, inkOn, luminance, rampOf } from '../../src/classify/colours'

describe('colours of the map', () => {
  it('get darker with every class, so that grey print keeps the order', () => {
    const light = CLASS_COLOURS.map(luminance)
    expect([...light].sort((a, b) => b - a)).toEqual(light)
  })
  it('differ in lightness from the next class by a visible step', () => {
    for (let i = 1; i < CLASS_COLOURS.length; i++) {
      expect(contrast(CLASS_COLOURS[i - 1]!, CLASS_COLOURS[i]!), `${i - 1}/${i}`).toBeGreaterThan(1.1)
    }
  })
  it('have an ink that can be read on each of them', () => {
    for (const colour of CLASS_COLOURS) expect(contrast(colour, inkOn(colour)), colour).toBeGreaterThan(4)
  })
  it('mark hot cells by an outline seen on its white casing', () => expect(contrast(HOT, '#ffffff')).toBeGreaterThan(4.5))
  it('ramp from nothing to the busiest hour', () => {
    expect([0, 0.01, 0.5, 1].map(rampOf)).toEqual([CLASS_COLOURS[0], CLASS_COLOURS[1], CLASS_COLOURS[3], CLASS_COLOURS[5]])
  })
})
