import type { Change, ChangeRow, LonLat, Period } from '../api/contract'
import { firstOf, lastOf } from '../i18n/dates'
import { DEFAULTS, format } from '../state/url'

export type Level = 'alarm' | 'watch' | 'none'

/** The days of the window that a ranking is about. */
export function windowOf(change: Pick<Change, 'from' | 'to'>): Period {
  return { from: firstOf(change.from), to: lastOf(change.to) }
}

/** Rows that are worth a look, in the server's order. */
export function remarkable(rows: readonly ChangeRow[]): ChangeRow[] {
  return rows.filter((row) => row.level !== 'none')
}

/** The map with the row's own filters: its category and months, looking at its area, or its place in its run. */
export function mapOf(row: ChangeRow, period: Period, at: LonLat | null): string {
  const place = /^hotspot\/(.+):(\d+)$/.exec(row.area)
  if (place) return format({ ...DEFAULTS, run: place[1]!, place: Number(place[2]) })
  return format({ ...DEFAULTS, categories: [row.category], ...period, view: at && { lon: at.lon, lat: at.lat, zoom: 14 } })
}
