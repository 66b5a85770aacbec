import { api, isAbort } from '../api/client'

/** One resource after another by address; what is of another address is gone at once. */
export class Fetched<T> {
  value = $state.raw<T | null>(null)
  error = $state.raw<unknown>(null)
  #abort: AbortController | null = null
  #address = ''

  get(address: string) {
    if (address === this.#address && (this.value || !this.error)) return
    this.#abort?.abort()
    const mine = (this.#abort = new AbortController())
    this.#address = address
    this.value = null
    this.error = null
    api.get<T>(address, mine.signal).then(
      (value) => {
        if (this.#abort === mine) this.value = value
      },
      (error: unknown) => {
        if (!isAbort(error) && this.#abort === mine) this.error = error
      },
    )
  }

  stop() {
    this.#abort?.abort()
    this.#abort = null
    this.#address = ''
  }
}
