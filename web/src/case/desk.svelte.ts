import { tick } from 'svelte'
import { api, Problem } from '../api/client'
import type { Case, NewStep } from '../api/contract'
import { casework } from '../i18n/arenden'

/** A case that is worked on: every step answers with the whole of it. */
export class CaseDesk {
  case: Case = $state.raw()!
  readonly path: string

  constructor(found: Case) {
    this.case = found
    this.path = `/cases/${encodeURIComponent(found.number)}`
  }

  static async open(number: string, signal?: AbortSignal) {
    return new CaseDesk(await api.get<Case>(`/cases/${encodeURIComponent(number)}`, signal))
  }

  get work() {
    return this.case.work
  }

  /** Does one thing. Where somebody else was first, the case is shown as it is now. */
  async step(step: NewStep) {
    try {
      this.case = await api.post<Case>(`${this.path}/steps`, step)
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 409) await this.reload()
      throw problem
    }
  }

  async reload() {
    this.case = await api.get<Case>(this.path)
  }
}

/** Somebody else has changed the same thing since it was shown. */
export function isChangedSince(error: unknown): boolean {
  return error instanceof Problem && error.code === 'changed_since'
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
