import { api } from '../api/client'
import type { Area, Areas, Categories, Category, Periods } from '../api/contract'
import { i18n } from '../i18n/index.svelte'
import { session } from './session.svelte'

// Names that every page needs: categories, areas, periods. Fetched once per sign-in; an import makes
// them stale.

class Catalogue {
  categories = $state.raw<Category[]>([])
  areas = $state.raw<Area[]>([])
  periods = $state.raw<Periods | null>(null)
  readonly #areaById = $derived(new Map(this.areas.map((area) => [area.id, area])))
  readonly #categoryById = $derived(new Map(this.categories.map((c) => [c.id, c])))
  /** Kinds that have at least one area with ground, most general first as the server lists them. */
  readonly kinds = $derived(
    [...new Map(this.areas.filter((a) => a.bounds).map((a) => [a.kind, a.kind_label]))].map(([id, label]) => ({
      id,
      label,
    })),
  )
  #loading: Promise<void> | null = null

  /** Loads what is missing; a failure can be tried again. */
  load(): Promise<void> {
    this.#loading ??= this.#fetch().catch((error: unknown) => {
      this.#loading = null
      throw error
    })
    return this.#loading
  }

  /** After an import: the next page asks again. */
  stale() {
    this.#loading = null
  }

  async #fetch() {
    const [areas, categories, periods] = await Promise.all([
      api.get<Areas>('/areas'),
      api.get<Categories>('/categories'),
      api.get<Periods>('/periods'),
    ])
    this.areas = areas.items
    this.categories = categories.items
    this.periods = periods
  }

  areaName(id: string) {
    return this.#areaById.get(id)?.name ?? id
  }
  area(id: string) {
    return this.#areaById.get(id)
  }
  categoryLabel(id: string) {
    const category = this.#categoryById.get(id)
    if (!category) return id
    return i18n.lang === 'sv' ? category.label_sv : category.label_en
  }
  partyName(id: string) {
    const known = session.me ? [session.me.party, ...session.me.partners] : []
    return known.find((party) => party.id === id)?.name ?? id
  }
}

export const catalogue = new Catalogue()
