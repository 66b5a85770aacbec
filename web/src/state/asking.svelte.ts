import { isAbort } from '../api/client'
import { askMethod, cancelMethod, type Query } from '../api/method'
import type { InWork, MethodAnswer } from '../api/contract'

/** One question after another: the old answer stays until the new one is there, the last one wins. */
export class Asking<R> {
  answer = $state.raw<MethodAnswer<R> | null>(null)
  /** Set while the server works and has said so. */
  work = $state.raw<InWork | null>(null)
  busy = $state(false)
  error = $state.raw<unknown>(null)
  cancelled = $state(false)
  #abort: AbortController | null = null

  async ask(path: string, query: Query) {
    this.stop()
    const mine = (this.#abort = new AbortController())
    this.busy = true
    this.error = null
    this.cancelled = false
    try {
      const onwork = (work: InWork) => {
        if (this.#abort === mine) this.work = work
      }
      const answer = await askMethod<R>(path, query, { signal: mine.signal, onwork })
      if (this.#abort === mine) this.answer = answer
    } catch (error) {
      if (!isAbort(error) && this.#abort === mine) this.error = error
    } finally {
      if (this.#abort === mine) {
        this.busy = false
        this.work = null
      }
    }
  }

  /** The server stops too. */
  async cancel() {
    const id = this.work?.id
    this.stop()
    this.cancelled = true
    // Answered meanwhile, or somebody else's to stop: for this page it is over in any case.
    if (id) await cancelMethod(id).catch(() => undefined)
  }

  /** Stops waiting; the server goes on, and asking again joins it. */
  stop() {
    this.#abort?.abort()
    this.#abort = null
    this.busy = false
    this.work = null
  }

  forget() {
    this.stop()
    this.answer = null
    this.error = null
    this.cancelled = false
  }
}
