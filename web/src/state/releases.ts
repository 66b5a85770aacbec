// Fixed periods as the releases write them: `2025-K1`, `2025-H1`, `2025`.

export type Grain = 'kvartal' | 'halvar' | 'ar'

const PER_YEAR: Record<Grain, number> = { kvartal: 4, halvar: 2, ar: 1 }

/** The name of the nth (from 0) period of a year. */
export function periodName(year: number, grain: Grain, nth: number): string {
  if (grain === 'ar') return `${year}`
  return `${year}-${grain === 'kvartal' ? 'K' : 'H'}${nth + 1}`
}

/** The periods that are over on a day and begin on or after the first day, newest first. */
export function periodsOver(grain: Grain, first: string, today: string): string[] {
  const [from, to] = [Number(first.slice(0, 4)), Number(today.slice(0, 4))]
  const names: string[] = []
  for (let year = to; year >= from; year--) {
    for (let nth = PER_YEAR[grain] - 1; nth >= 0; nth--) {
      const months = 12 / PER_YEAR[grain]
      const begins = `${year}-${String(nth * months + 1).padStart(2, '0')}-01`
      const next = nth + 1 === PER_YEAR[grain] ? `${year + 1}-01-01` : `${year}-${String((nth + 1) * months + 1).padStart(2, '0')}-01`
      if (next <= today && begins >= first) names.push(periodName(year, grain, nth))
    }
  }
  return names
}
