import { api } from '../api/client'
import type { Indicator, IndicatorList } from '../api/contract'
import { catalogue } from '../state/catalogue.svelte'
import type { Names } from './reference'

// What areas, categories and indicators are called.

class Called implements Names {
  indicators = $state.raw<Indicator[]>([])

  async load(signal?: AbortSignal) {
    const [list] = await Promise.all([api.get<IndicatorList>('/indicators?limit=1', signal), catalogue.load()])
    this.indicators = list.indicators
  }
  category = (id: string) => catalogue.categoryLabel(id)
  area = (id: string) => catalogue.areaName(id)
  indicator = (id: string) => this.indicators.find((one) => one.id === id)?.label ?? id
}

export const called = new Called()
