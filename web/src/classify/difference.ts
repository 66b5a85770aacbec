// Two periods of the same cells or places, as the server has counted and tested them: classes of the
// difference for the map.

export type Difference = {
  now: number
  then: number
  /** Two-sided, before correction; null when there is nothing in either period. */
  p: number | null
  /** After Benjamini–Hochberg over all that were tested. */
  adjusted: number | null
}

/** Upper bounds of a small and a middle difference, by thirds of what differs; the large has none. */
export function differenceBreaks(differences: readonly number[]): [small: number, middle: number] {
  const sizes = differences.map(Math.abs).filter((d) => d > 0).sort((a, b) => a - b)
  const at = (share: number) => sizes[Math.floor(share * (sizes.length - 1))] ?? 1
  const small = Math.max(1, at(0.6))
  return [small, Math.max(small + 1, at(0.95))]
}

/** 0 the same; 1, 2, 3 more and more; 4, 5, 6 fewer and fewer. */
export function differenceClass(d: number, [small, middle]: readonly [number, number]): number {
  if (d === 0) return 0
  const size = Math.abs(d) <= small ? 1 : Math.abs(d) <= middle ? 2 : 3
  return d > 0 ? size : size + 3
}
