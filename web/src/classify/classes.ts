// Classes of counts per cell: 0 is "no counts", 1…5 by ascending upper bounds. The server makes the
// bounds, so that list, map and print agree.

/** Class of a count: 0 for none, else the first class whose upper bound holds it (last class if none does). */
export function classOf(n: number, breaks: readonly number[]): number {
  if (n <= 0) return 0
  for (let i = 0; i < breaks.length; i++) if (n <= breaks[i]!) return i + 1
  return Math.max(1, breaks.length)
}

/** Lowest and highest count of a class, both included; an empty class (bounds equal) is null. */
export function boundsOf(index: number, breaks: readonly number[]): [low: number, high: number] | null {
  if (index === 0) return [0, 0]
  const high = breaks[index - 1]
  if (high === undefined) return null
  const low = index === 1 ? 1 : breaks[index - 2]! + 1
  return low > high ? null : [low, high]
}

/** How many cells each class has; the zero class first. */
export function countByClass(counts: readonly number[], breaks: readonly number[]): number[] {
  const result = new Array<number>(breaks.length + 1).fill(0)
  for (const n of counts) result[classOf(n, breaks)]! += 1
  return result
}
