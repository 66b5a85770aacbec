import { tick } from 'svelte'
import { api, Problem } from '../api/client'
import type { Case, Forum, InWork, NewStep } from '../api/contract'
import { untilAnswered } from '../api/method'
import { casework } from '../i18n/arenden'

/** What cases and forums have in common for whoever works in them. */
export type Worked = Pick<Case, 'number' | 'agreement' | 'version' | 'name' | 'state' | 'evidence' | 'log' | 'work'>

/** A forum in the same form: nothing was frozen for it, and its name is all it is called by. */
export type WorkedForum = Worked & Forum

/** A case or a forum that is worked on: every step answers with the whole of it. */
export class CaseDesk<T extends Worked = Worked> {
  case: T = $state.raw()!
  /** A forum neither rests nor ends: that is the agreement's matter. */
  readonly isForum: boolean
  readonly path: string
  readonly #read: (answer: unknown) => T

  private constructor(path: string, answer: unknown, read: (answer: unknown) => T) {
    this.path = path
    this.#read = read
    this.case = read(answer)
    this.isForum = path.startsWith('/forums/')
  }

  static async open(number: string, signal?: AbortSignal): Promise<CaseDesk<Case>> {
    const path = `/cases/${encodeURIComponent(number)}`
    return new CaseDesk(path, await api.get<unknown>(path, signal), (answer) => answer as Case)
  }

  static async openForum(agreement: string, forum: string, signal?: AbortSignal): Promise<CaseDesk<WorkedForum>> {
    const path = `/forums/${encodeURIComponent(agreement)}/${encodeURIComponent(forum)}`
    const read = (answer: unknown): WorkedForum => {
      const found = answer as Forum
      return { ...found, number: `${found.agreement}-${found.forum}`, evidence: [] }
    }
    return new CaseDesk(path, await api.get<unknown>(path, signal), read)
  }

  get work() {
    return this.case.work
  }

  /** What is not written down here, where there is such a part. */
  get keptOut(): string | null {
    return 'kept_out' in this.case ? (this.case as unknown as Forum).kept_out : null
  }

  /** Does one thing. Where somebody else was first, the case is shown as it is now. */
  async step(step: NewStep) {
    await this.#orAsItIsNow(() => this.send(`${this.path}/steps`, step))
  }

  /** Looks at the effect by the plan, and waits while it is counted. */
  async look() {
    const body = { seen: this.work.effect.seen }
    const inWork = (answer: object): answer is InWork => !('work' in answer)
    await this.#orAsItIsNow(async () => {
      this.case = this.#read(await untilAnswered(() => api.post<object>(`${this.path}/effect/looks`, body), inWork))
    })
  }

  async #orAsItIsNow(act: () => Promise<void>) {
    try {
      await act()
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 409) await this.reload()
      throw problem
    }
  }

  /** Sends what is answered with the whole of it. */
  async send(path: string, body: object) {
    this.case = this.#read(await api.post<unknown>(path, body))
  }

  async reload() {
    this.case = this.#read(await api.get<unknown>(this.path))
  }
}

/** Somebody else has changed the same thing since it was shown. */
export function isChangedSince(error: unknown): boolean {
  return error instanceof Problem && (error.code === 'changed_since' || error.code === 'conflict')
}

/** What the server says of one field or something in it, by its path in the request. */
export function fieldText(error: unknown, ...names: string[]): string | null {
  return wrongIn(error, names)?.text ?? null
}

/** The same of a list with one to a line: which line it is stands first. */
export function lineText(error: unknown, name: string): string | null {
  const wrong = wrongIn(error, [name])
  const row = wrong && /\[(\d+)\]$/.exec(wrong.field)?.[1]
  return row ? `${casework.t.form.row(Number(row) + 1)} ${wrong.text}` : (wrong?.text ?? null)
}

function wrongIn(error: unknown, names: string[]) {
  const inside = (path: string, name: string) => path === name || path.startsWith(`${name}[`) || path.startsWith(`${name}.`)
  return error instanceof Problem ? error.body.fields.find(({ field }) => names.some((name) => inside(field, name))) : undefined
}

/** Lines of a text area; empty ones are left out. */
export function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter(Boolean)
}

/** Moves the focus to the first field of a form that is not right. */
export function focusWrong(form: HTMLElement) {
  setTimeout(() => {
    const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')
    const field = wrong?.matches('fieldset') ? wrong.querySelector<HTMLElement>('input') : wrong
    field?.focus()
  }, 0)
}

/** When what had the focus goes away with a change of what is watched, the heading takes it. */
export function holdFocus(watched: () => unknown, heading: () => HTMLElement | undefined) {
  let first = true
  $effect(() => {
    watched()
    if (first) first = false
    else void tick().then(() => (document.activeElement ?? document.body) === document.body && heading()?.focus())
  })
}
