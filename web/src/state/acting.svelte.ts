// What every form and list of the administration does: load, act, and say why it did not work.

/** One act at a time: whether it is being done, and why the last one was not. */
export class Acting {
  working = $state(false)
  error = $state.raw<unknown>(null)

  /** Does it; true when it was done. */
  async run(act: () => Promise<void>): Promise<boolean> {
    this.working = true
    this.error = null
    try {
      await act()
      return true
    } catch (problem) {
      this.error = problem
      return false
    } finally {
      this.working = false
    }
  }

  /** The same for a form: the page stays where it is. */
  readonly submit = (act: () => Promise<void>) => (event: SubmitEvent) => {
    event.preventDefault()
    void this.run(act)
  }
}

/** Something that is loaded when its part of the page is shown, and again after each change of it. */
export class Loaded<T> {
  value = $state.raw<T | null>(null)
  error = $state.raw<unknown>(null)
  readonly #fetch: () => Promise<T>

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch
  }

  /** What is there stays until the new is. */
  readonly load = async () => {
    this.error = null
    try {
      this.value = await this.#fetch()
    } catch (problem) {
      this.error = problem
    }
  }
}
