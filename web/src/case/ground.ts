import { nearby } from '../i18n/grannar'
import { i18n } from '../i18n/index.svelte'

/** The size of a place as one speaks of it: small ones in square metres. */
export function size(km2: number | null): string {
  if (km2 === null) return nearby.t.noSize
  return km2 < 0.1 ? `${i18n.n(Math.round(km2 * 1e6))} m²` : `${i18n.d(km2, 2)} km²`
}

/** A share in whole per cent; what there is any of is never none, and what is left out is never all. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return nearby.t.less(i18n.percent(0.01, 0))
  return i18n.percent(share > 0.99 && share < 0.999 ? 0.99 : share, 0)
}
