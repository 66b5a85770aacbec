import { api, isAbort, url } from '../api/client'
import type { CellValues, RunRequest, Runs, RunSummary } from '../api/contract'
import { catalogue } from './catalogue.svelte'
import { go, place } from './history.svelte'
import { session } from './session.svelte'
import { lastOf, monthOf, twelveMonths } from '../i18n/dates'
import { answers, DEFAULTS, format, parse, requestOf, stateOfRun, type MapState } from './url'

// What the map page shows. The address is the truth; `state` is read from it, `change` writes it, and
// the run it names is fetched. An old picture stays until the new one is there; the last request wins.

class Selection {
  #last: MapState = DEFAULTS
  /** The map's own address; on other pages the one it had, so that a page on its way out stays as it was. */
  readonly state = $derived.by(() => {
    if (place.route.page === 'karta') this.#last = parse(place.search)
    return this.#last
  })
  run = $state.raw<RunSummary | null>(null)
  values = $state.raw<CellValues | null>(null)
  busy = $state(false)
  error = $state.raw<unknown>(null)
  /** False until the first answer, so that "no analysis" is not said too early. */
  looked = $state(false)

  readonly period = $derived.by(() => {
    const to = catalogue.periods?.data_to
    return to ? twelveMonths(to > lastOf(monthOf(to)) ? lastOf(monthOf(to)) : to) : null
  })
  readonly request = $derived(
    this.period && session.me ? requestOf(this.state, this.period, session.me.study_area) : null,
  )
  /** The filters say something else than the picture shows. */
  readonly stale = $derived(
    this.run !== null && this.request !== null && !answers(this.request, this.run.parameters),
  )
  readonly place = $derived(this.run?.places.find((p) => p.rank === this.state.place) ?? null)

  #runs = new Map<string, { run: RunSummary; values: CellValues }>()
  #abort: AbortController | null = null

  /** Writes the address. Moves of the map replace, everything else can be undone with "back". */
  change(patch: Partial<MapState>, how: { replace?: boolean } = {}) {
    // An answer that comes after the user has left must not bring the map back.
    if (place.route.page !== 'karta') return
    go(`/karta${format({ ...this.state, ...patch })}`, { ...how, keepScroll: true })
  }

  select(rank: number | null) {
    if (rank !== this.state.place) this.change({ place: rank })
  }

  /** Asks for the run the filters describe and shows it. */
  async compute(how: { replace?: boolean } = {}) {
    const request = this.request
    if (!request) return
    await this.#latest(async (signal) => {
      const run = await api.post<RunSummary>('/hotspots/runs', request satisfies RunRequest, { signal })
      const values = await this.#valuesOf(run, signal)
      // The same place in the new run stays selected, also one that was chosen while it was computed.
      const key = this.place?.key
      this.#show(run, values)
      const rank = run.places.find((p) => p.key === key)?.rank ?? null
      this.change({ run: run.id, place: rank }, how)
    })
  }

  /** Follows the address: fetches the run it names, or makes the first one when it names none. */
  async follow() {
    const id = this.state.run
    if (id && this.run?.id === id && this.values?.run === id) return
    if (id) {
      await this.#latest(async (signal) => {
        const known = this.#runs.get(id)
        if (known) return this.#show(known.run, known.values)
        const run = await api.get<RunSummary>(`/hotspots/runs/${encodeURIComponent(id)}`, signal)
        this.#show(run, await this.#valuesOf(run, signal))
      })
    } else if (session.may('run') && this.request) {
      await this.compute({ replace: true })
    } else {
      await this.#latest(async (signal) => {
        const { items } = await api.get<Runs>('/hotspots/runs', signal)
        const latest = items[0]
        if (latest) this.change(stateOfRun(latest.id, latest.parameters), { replace: true })
      })
    }
  }

  forget() {
    this.#runs.clear()
    this.run = null
    this.values = null
    this.looked = false
    this.error = null
  }

  #valuesOf(run: RunSummary, signal: AbortSignal) {
    return api.get<CellValues>(url(`/cells/${run.parameters.lattice}/values`, { run: run.id }), signal)
  }

  #show(run: RunSummary, values: CellValues) {
    this.#runs.set(run.id, { run, values })
    if (this.#runs.size > 12) this.#runs.delete(this.#runs.keys().next().value!)
    ;[this.run, this.values] = [run, values]
  }

  async #latest(work: (signal: AbortSignal) => Promise<void>) {
    this.#abort?.abort()
    const mine = (this.#abort = new AbortController())
    this.busy = true
    this.error = null
    try {
      await work(mine.signal)
    } catch (error) {
      if (!isAbort(error) && this.#abort === mine) this.error = error
    } finally {
      if (this.#abort === mine) {
        this.busy = false
        this.looked = true
      }
    }
  }
}

export const selection = new Selection()
