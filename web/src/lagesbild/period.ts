import type { LagesbildWords } from '../i18n/lagesbild'

// The half-years that a lägesbild speaks of.

type Days = { from: string; to: string }

/** The first and last day of a half-year, such as `2026-H1`. */
export function daysOf(half: string): Days {
  const [year, which] = half.split('-H')
  return which === '1' ? { from: `${year}-01-01`, to: `${year}-06-30` } : { from: `${year}-07-01`, to: `${year}-12-31` }
}

/** The half-year of a day. */
export function halfOf(day: string): string {
  return `${day.slice(0, 4)}-H${Number(day.slice(5, 7)) <= 6 ? 1 : 2}`
}

/** The half-year of a day, the one before and the one after: those that one begins a lägesbild for. */
export function halvesAround(day: string): string[] {
  const year = Number(day.slice(0, 4))
  return halfOf(day).endsWith('1') ? [`${year - 1}-H2`, `${year}-H1`, `${year}-H2`] : [`${year}-H1`, `${year}-H2`, `${year + 1}-H1`]
}

/** "första halvåret 2026", or the two days where it is no half-year. */
export function periodWords(t: { half: LagesbildWords['half'] }, { from, to }: Days): string {
  const half = halfOf(from)
  const days = daysOf(half)
  return days.from === from && days.to === to ? t.half(half.endsWith('1'), from.slice(0, 4)) : shortPeriod({ from, to })
}

/** "2015" for a whole year, "2015-03" for a month, otherwise the two days. */
export function shortPeriod({ from, to }: Days): string {
  const year = from.slice(0, 4)
  if (from === `${year}-01-01` && to === `${year}-12-31`) return year
  const month = from.slice(0, 7)
  const last = new Date(Date.UTC(Number(year), Number(from.slice(5, 7)), 0)).toISOString().slice(0, 10)
  return from === `${month}-01` && to === last ? month : `${from}–${to}`
}
