import { api, url } from '../api/client'
import type { Area, Areas, Indicator, IndicatorList } from '../api/contract'
import { catalogue } from '../state/catalogue.svelte'
import type { Names } from './reference'

// What areas, categories and indicators are called.

class Called implements Names {
  indicators = $state.raw<Indicator[]>([])
  /** The areas of today, then those that were there when an indicator was counted. */
  areas = $state.raw<Area[]>([])

  async load(signal?: AbortSignal) {
    const [list] = await Promise.all([api.get<IndicatorList>('/indicators?limit=1', signal), catalogue.load()])
    const days = [...new Set(list.indicators.map(({ to }) => to))]
    const then = await Promise.all(days.map((at) => api.get<Areas>(url('/areas', { at }), signal)))
    this.indicators = list.indicators
    const all = [...catalogue.areas, ...then.flatMap(({ items }) => items)]
    this.areas = [...new Map(all.toReversed().map((area) => [area.id, area])).values()].toReversed()
  }
  category = (id: string) => catalogue.categoryLabel(id)
  area = (id: string) => this.areas.find((one) => one.id === id)?.name ?? id
  indicator = (id: string) => this.indicators.find((one) => one.id === id)?.label ?? id
}

export const called = new Called()
