import { isChangedSince } from './desk.svelte'
import { merge, type Merged, type Path } from './merge'

/**
 * What is being written of one thing in a case. When somebody else saved the same thing meanwhile, both
 * texts are kept until the writer has chosen.
 */
export class Draft<T extends object> {
  value: T = $state()!
  /** Both texts, when they differ. */
  conflict = $state.raw<{ merged: Merged<T>; mine: T; theirs: T } | null>(null)
  /** What was being changed has been taken away. */
  gone = $state(false)
  #base: T
  #seen: number
  readonly #paths: readonly Path[]

  constructor(base: T, seen: number, paths: readonly Path[]) {
    this.value = structuredClone(base)
    this.#base = base
    this.#seen = seen
    this.#paths = paths
  }

  /** What is written now, as plain values. */
  get plain(): T {
    return $state.snapshot(this.value) as T
  }

  /** Sends what is written. False when somebody else was first and there is something to choose. */
  async save(send: (value: T, seen: number) => Promise<void>, now: () => { value: T; seen: number } | null): Promise<boolean> {
    try {
      await send(this.plain, this.#seen)
      return true
    } catch (problem) {
      if (!isChangedSince(problem)) throw problem
      const theirs = now()
      this.gone = theirs === null
      if (!theirs) return false
      const mine = this.plain
      const merged = merge(this.#base, mine, theirs.value, this.#paths)
      this.value = structuredClone(merged.value)
      this.conflict = { merged, mine, theirs: theirs.value }
      this.#base = theirs.value
      this.#seen = theirs.seen
      return false
    }
  }
}
