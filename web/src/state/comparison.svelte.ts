import { api, isAbort } from '../api/client'
import type { CellValues, Compared, MethodAnswer, Period, RunRequest, RunSummary } from '../api/contract'
import { askMethod } from '../api/method'
import type { Difference } from '../classify/difference'
import { justBefore, yearBefore } from '../i18n/dates'

// The run on the map beside the same run of an earlier period: cell by cell and place by place, as the
// method `compare` answers. The earlier run is asked for too, for the places that are gone.

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
  answer = $state.raw<MethodAnswer<Compared> | null>(null)
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
      const { categories, period, study_area, lattice } = run.parameters
      const query = {
        category: categories.join(','),
        ...period,
        area: study_area,
        lattice,
        compare_from: request.period.from,
        compare_to: request.period.to,
        run: run.id,
        gone_of: then.id,
      }
      const answer = await askMethod<Compared>('/compare', query, { signal: mine.signal })
      if (this.#abort !== mine) return
      this.#set(run, values, then, answer)
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
    this.answer = null
    this.cells = this.places = []
    this.gone = []
    this.busy = false
    this.error = null
  }

  #set(now: RunSummary, values: CellValues, then: RunSummary, answer: MethodAnswer<Compared>) {
    const found = answer.result
    // By id, so that it holds if the study area's boundary has changed in between.
    const at = new Map(found.id.map((id, i) => [id, i]))
    this.cells = values.id.map((id) => {
      const i = at.get(id) ?? -1
      return { now: found.now[i] ?? 0, then: found.then_n[i] ?? 0, p: found.p[i] ?? null, adjusted: found.p_adjusted[i] ?? null }
    })
    this.places = found.places.map(({ rank, name, now, then, p, p_adjusted }) => ({ rank, name, now, then, p, adjusted: p_adjusted }))
    this.gone = found.gone.map(({ name, now, then }) => ({ name, now, then }))
    this.answer = answer
    ;[this.now, this.then] = [now, then]
  }
}

export const comparison = new Comparison()
