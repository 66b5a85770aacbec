import { api, isAbort, url } from '../api/client'
import type { CellValues, Period, RunRequest, RunSummary } from '../api/contract'
import { differences, type Difference } from '../classify/difference'
import { daysIn, justBefore, yearBefore } from '../i18n/dates'

// The run on the map beside the same run of an earlier period: cell by cell and place by place.

export type Against = 'aret-fore' | 'perioden-fore'
export const AGAINST: readonly Against[] = ['aret-fore', 'perioden-fore']

export type PlaceDifference = Difference & { rank: number; name: string }

export function againstOf(layer: string): Against | null {
  return AGAINST.find((against) => against === layer) ?? null
}
export function periodOf(against: Against, period: Period): Period {
  return against === 'aret-fore' ? yearBefore(period) : justBefore(period)
}

class Comparison {
  now = $state.raw<RunSummary | null>(null)
  then = $state.raw<RunSummary | null>(null)
  cells = $state.raw<Difference[]>([])
  places = $state.raw<PlaceDifference[]>([])
  /** Places of the earlier run that share no cell with a place of now. */
  gone = $state.raw<{ name: string; now: number; then: number }[]>([])
  busy = $state(false)
  error = $state.raw<unknown>(null)
  #abort: AbortController | null = null
  #of = ''

  async compare(run: RunSummary, values: CellValues, against: Against) {
    const key = `${run.id} ${against}`
    if (key === this.#of && (this.busy || this.then)) return
    this.#abort?.abort()
    const mine = (this.#abort = new AbortController())
    this.#of = key
    this.busy = true
    this.error = null
    try {
      const request: RunRequest = { ...run.parameters, period: periodOf(against, run.parameters.period), stability: false }
      const then = await api.post<RunSummary>('/hotspots/runs', request, { signal: mine.signal })
      const before = await api.get<CellValues>(url(`/cells/${request.lattice}/values`, { run: then.id }), mine.signal)
      if (this.#abort !== mine) return
      this.#set(run, values, then, before)
    } catch (error) {
      if (!isAbort(error) && this.#abort === mine) {
        this.error = error
        this.then = null
      }
    } finally {
      if (this.#abort === mine) this.busy = false
    }
  }

  forget() {
    this.#abort?.abort()
    this.#abort = null
    this.#of = ''
    this.now = this.then = null
    this.cells = this.places = []
    this.gone = []
    this.busy = false
    this.error = null
  }

  #set(now: RunSummary, values: CellValues, then: RunSummary, before: CellValues) {
    const length = daysIn(now.parameters.period) / daysIn(then.parameters.period)
    // By id, so that it holds if the study area's boundary has changed in between.
    const at = new Map(before.id.map((id, i) => [id, i]))
    const earlier = values.id.map((id) => before.n[at.get(id) ?? -1] ?? 0)
    const sum = (cells: readonly number[], n: readonly number[]) => cells.reduce((total, cell) => total + (n[cell] ?? 0), 0)
    this.cells = differences(values.n, earlier, length)
    const places = differences(
      now.places.map((place) => place.n),
      now.places.map((place) => sum(place.cells, earlier)),
      length,
    )
    this.places = now.places.map((place, i) => ({ ...places[i]!, rank: place.rank, name: place.name }))
    const inPlaces = new Set(now.places.flatMap((place) => place.cells.map((cell) => values.id[cell])))
    const today = new Map(values.id.map((id, i) => [id, values.n[i] ?? 0]))
    this.gone = then.places
      .filter((place) => !place.cells.some((cell) => inPlaces.has(before.id[cell])))
      .map((place) => ({
        name: place.name,
        then: place.n,
        now: place.cells.reduce((total, cell) => total + (today.get(before.id[cell]!) ?? 0), 0),
      }))
    ;[this.now, this.then] = [now, then]
  }
}

export const comparison = new Comparison()
