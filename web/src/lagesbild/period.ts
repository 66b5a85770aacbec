import type { LagesbildWords } from '../i18n/lagesbild'
import type { Days } from './wire'

/** `2026-H1` as "första halvåret 2026". */
export function halfWords(t: Pick<LagesbildWords, 'half'>, half: string): string {
  return t.half(half.endsWith('1'), half.slice(0, 4))
}

/** "2015" for a whole year, "2015-03" for a month, otherwise the two days. */
export function shortPeriod({ from, to }: Days): string {
  const year = from.slice(0, 4)
  if (from === `${year}-01-01` && to === `${year}-12-31`) return year
  const month = from.slice(0, 7)
  const last = new Date(Date.UTC(Number(year), Number(from.slice(5, 7)), 0)).toISOString().slice(0, 10)
  return from === `${month}-01` && to === last ? month : `${from}–${to}`
}
