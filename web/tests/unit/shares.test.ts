import { expect, test } from 'vitest'
import { luminance } from '../../src/classify/colours'
import { classOfShare, SHARE_BOUNDS, SHARE_COLOURS } from '../../src/classify/shares'

test('a share on a bound belongs to the class above it', () => {
  expect([0, 0.0299, 0.03, 0.05, 0.08, 0.1, 0.2, 1].map(classOfShare)).toEqual([0, 0, 1, 2, 2, 3, 4, 4])
  expect(SHARE_COLOURS.length).toBe(SHARE_BOUNDS.length + 1)
})

test('more is darker, so that the order survives grey', () => {
  const lightness = SHARE_COLOURS.map(luminance)
  expect(lightness).toEqual([...lightness].sort((a, b) => b - a))
})
