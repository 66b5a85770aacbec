// Classes of a survey share: the same whatever the areas, so that two surveys can be compared by eye.

/** Lower bounds of the classes above the first. */
export const SHARE_BOUNDS = [0.03, 0.05, 0.1, 0.2] as const

/** Purples, light to dark: another hue than the counts, which they are never drawn with. */
export const SHARE_COLOURS = ['#f2f0f7', '#cbc9e2', '#9e9ac8', '#756bb1', '#54278f'] as const

/** The class of a share, 0 the lowest; a share on a bound belongs to the class above it. */
export function classOfShare(share: number): number {
  return SHARE_BOUNDS.filter((bound) => share >= bound).length
}
