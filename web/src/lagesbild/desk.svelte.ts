import { api, Problem } from '../api/client'
import { keyOf } from './content'
import type { Act, Basis, Check, FigureAnswer, Key, Lagesbild, NewFigure, NewSection, NewStep, Part, Section, Trial } from './wire'

/** A lägesbild that is worked on: every step answers with the whole of it. */
export class LagesbildDesk {
  it: Lagesbild = $state.raw()!
  /** Its numbers against what they are tied to; null where the reader has nothing to try. */
  check: Check | null = $state.raw(null)
  readonly path: string

  private constructor(it: Lagesbild) {
    this.it = it
    this.path = `/lagesbilder/${encodeURIComponent(it.id)}`
  }

  static async open(id: string, signal?: AbortSignal): Promise<LagesbildDesk> {
    const desk = new LagesbildDesk(await api.get<Lagesbild>(`/lagesbilder/${encodeURIComponent(id)}`, signal))
    await desk.tryNumbers(signal)
    return desk
  }

  may(act: Act): boolean {
    return this.it.may.includes(act)
  }

  /** How many numbers stop the decision. */
  get stopping(): number {
    return this.check?.summary.n_blocking ?? 0
  }

  /** Does one thing on what is shown. Where somebody else was first it is shown as it is now. */
  async step(step: NewStep, seen = this.it.version) {
    try {
      this.it = await api.post<Lagesbild>(`${this.path}/steps`, step, { version: seen })
    } catch (problem) {
      if (problem instanceof Problem && (problem.status === 409 || problem.status === 412)) await this.reload()
      throw problem
    }
    await this.tryNumbers()
  }

  async reload() {
    this.it = await api.get<Lagesbild>(this.path)
    await this.tryNumbers()
  }

  private async tryNumbers(signal?: AbortSignal) {
    this.check = this.it.own || this.it.document ? await api.get<Check>(`${this.path}/check`, signal) : null
  }

  /** The sections of one part as it stands: of the own draft, or of the document. */
  sections(part: Part): Section[] {
    if (this.it.document) return this.it.document.sections.flatMap((beside) => beside[part] ?? [])
    return part === this.it.side ? (this.it.own?.sections ?? []) : []
  }

  section(part: Part, key: Key): Section | null {
    return this.sections(part).find((section) => keyOf(section.key) === keyOf(key)) ?? null
  }

  /** What a section is called, also where nobody has written it. */
  title(key: Key): string {
    const is = (one: { key: Key; title: string }) => keyOf(one.key) === keyOf(key)
    return [...this.it.offered, ...(this.it.document?.sections ?? [])].find(is)?.title ?? key.id
  }

  sourceName(id: string): string {
    return this.it.sources.find((source) => source.id === id)?.name ?? id.replaceAll('_', ' ')
  }

  /** What a party's picture rests on. */
  basis(side: 'polis' | 'stad'): Basis | null {
    return this.it.document?.[side] ?? (side === this.it.side ? (this.it.own?.basis ?? null) : null)
  }

  trials(part: Part, statement: number): Trial[] {
    return this.check?.items.filter((trial) => trial.part === part && trial.statement === statement) ?? []
  }

  /** Whether the reader writes in a part now. */
  writes(part: Part): boolean {
    if (part === 'gemensam') return this.may('section_put_gemensam')
    return part === this.it.side && (this.may('draft_section_put') || this.may('section_put'))
  }

  /** Writes one section over, in the own draft or in the document. */
  async putSection(part: Part, section: NewSection, seen: number) {
    await this.step(this.it.document ? { step: 'section_put', part, section } : { step: 'draft_section_put', section }, seen)
  }
}

/** What numbers a text holds; what a reference comes to; or a number of the text tried against it. */
export function figures(asked: NewFigure, signal?: AbortSignal): Promise<FigureAnswer> {
  return api.post<FigureAnswer>('/lagesbilder/figures', asked, { signal })
}
