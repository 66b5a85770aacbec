// Two periods of the same cells or places: the difference, and whether chance explains it. Exact: given
// the sum of two Poisson counts, one of them is binomial.

export type Difference = {
  now: number
  then: number
  /** Two-sided, before correction; null when there is nothing in either period. */
  p: number | null
  /** After Benjamini–Hochberg over all that were tested. */
  adjusted: number | null
}

/** `length`: how much longer now is than then. */
export function differences(now: readonly number[], then: readonly number[], length = 1): Difference[] {
  const share = length / (1 + length)
  const p = now.map((n, i) => (n + (then[i] ?? 0) > 0 ? exactP(n, n + (then[i] ?? 0), share) : null))
  const adjusted = benjaminiHochberg(p)
  return now.map((n, i) => ({ now: n, then: then[i] ?? 0, p: p[i]!, adjusted: adjusted[i]! }))
}

const logFactorials = [0]
function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push(logFactorials[i - 1]! + Math.log(i))
  return logFactorials[n]!
}

/** Probability of what is no more likely than `k` of `n` when each has the chance `share`. */
export function exactP(k: number, n: number, share: number): number {
  const [a, b] = [Math.log(share), Math.log1p(-share)]
  const log = (i: number) => logFactorial(n) - logFactorial(i) - logFactorial(n - i) + i * a + (n - i) * b
  const limit = log(k) + 1e-7
  let sum = 0
  for (let i = 0; i <= n; i++) {
    const l = log(i)
    if (l <= limit) sum += Math.exp(l)
  }
  return Math.min(1, sum)
}

/** Corrected over all that are not null. */
export function benjaminiHochberg(p: readonly (number | null)[]): (number | null)[] {
  const tested = p.flatMap((value, i) => (value === null ? [] : [{ value, i }])).sort((a, b) => b.value - a.value)
  const result: (number | null)[] = p.map(() => null)
  let least = 1
  tested.forEach(({ value, i }, down) => {
    least = Math.min(least, (value * tested.length) / (tested.length - down))
    result[i] = least
  })
  return result
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
