import { i18n } from '../i18n/index.svelte'
import type { Layer, MethodSpec } from '../methods/kinds'
import { isAnswerOf, layerNamed } from '../methods/registry'
import { differenceOverlay } from '../map/differenceOverlay'
import type { CellValues, RunSummary } from '../api/contract'
import { Asking } from './asking.svelte'
import { againstOf, comparison } from './comparison.svelte'

// What is drawn instead of counts, as the address says: a comparison or a method, asked of the same
// counts, area and cells as the run on the map.

class MapLayer {
  readonly asking = new Asking<any>()
  #choices: Record<string, string> = {}
  #made = $state.raw<Awaited<ReturnType<NonNullable<MethodSpec['layer']>>> | null>(null)
  name = $state('')
  readonly against = $derived(againstOf(this.name))
  readonly method = $derived(layerNamed(this.name))
  readonly busy = $derived(this.against ? comparison.busy : this.asking.busy)
  readonly error = $derived(this.against ? comparison.error : this.asking.error)
  /** What to draw and what the legend says; null while there is nothing to show. */
  readonly layer = $derived.by<Layer | null>(() => {
    if (this.against && comparison.now && comparison.then) {
      return differenceOverlay(`${this.name} ${comparison.now.id}`, comparison.cells, i18n.t, (value) => i18n.n(value))
    }
    const answer = this.asking.answer
    if (this.method && this.#made && answer && isAnswerOf(this.method, answer.card)) return this.#made.layerOf(answer, i18n.t)
    return null
  })

  show(name: string, run: RunSummary | null, values: CellValues | null, choices: Record<string, string> = {}) {
    this.name = name
    this.#choices = choices
    if (!this.against) comparison.forget()
    if (!this.method) this.asking.forget()
    if (!run || !values || values.run !== run.id) return
    if (this.against) void comparison.compare(run, values, this.against)
    else if (this.method) this.#ask(this.method, run)
  }

  again(run: RunSummary, values: CellValues) {
    comparison.forget()
    this.asking.forget()
    this.show(this.name, run, values, this.#choices)
  }

  #ask(method: MethodSpec, run: RunSummary) {
    if (this.asking.answer && !isAnswerOf(method, this.asking.answer.card)) this.asking.forget()
    // A layer of the method before would be drawn from this one's answer.
    this.#made = null
    void method.layer!().then((made) => {
      if (this.method === method) this.#made = made
    })
    const p = run.parameters
    const frame = {
      category: p.categories.join(','),
      from: p.period.from,
      to: p.period.to,
      area: p.study_area,
      lattice: method.lattices ? p.lattice : null,
    }
    const choices = method.choices.flatMap((c) => (this.#choices[c.key] ? [[c.key, this.#choices[c.key]!]] : []))
    void this.asking.ask(method.path, { ...(method.frame === false ? { run: run.id } : frame), ...Object.fromEntries(choices) })
  }
}

export const mapLayer = new MapLayer()
