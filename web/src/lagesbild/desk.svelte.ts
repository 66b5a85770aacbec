import { api, Problem } from '../api/client'
import type { Side } from '../api/contract'
import { session } from '../state/session.svelte'
import { NOTHING, keyOf, sectionOf, withSection } from './content'
import type { Check, Content, Lagesbild, Part, Reference, Section, SectionKey, Statement, Tried, Trial, Value } from './wire'

/** What was found in a text that is being written. */
export type Found = { numbers: Tried[]; skipped: { written: string; why: string }[] }

/** A lägesbild that is worked on: every step answers with the whole of it. */
export class LagesbildDesk {
  it: Lagesbild = $state.raw()!
  /** Its numbers against what they are tied to; null until asked for, and where there is nothing to try. */
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

  get side(): Side {
    return session.me!.party.side
  }

  may(act: string): boolean {
    return this.it.may.includes(act)
  }

  /** Does one thing on what is shown. Where somebody else was first it is shown as it is now. */
  async step(step: { step: string } & Record<string, unknown>, seen = this.it.version) {
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

  /** Nothing written is nothing to try. */
  async tryNumbers(signal?: AbortSignal) {
    this.check = this.it.own || this.it.document ? await api.get<Check>(`${this.path}/check`, signal) : null
  }

  /** One part as it stands: the own draft, or a part of the document. */
  content(part: Part): Content | null {
    return this.it.document ? this.it.document[part] : part === this.side ? this.it.own : null
  }

  section(part: Part, key: SectionKey): Section | null {
    return sectionOf(this.content(part), key)
  }

  /** Sections in the order of reading: the police's, then what only the city has, then the joint. */
  get keys(): SectionKey[] {
    const all = (['polis', 'stad', 'gemensam'] as const).flatMap((part) => this.content(part)?.sections ?? [])
    return [...new Map(all.map(({ key }) => [keyOf(key), key])).values()]
  }

  trials(part: Part, statement: number): Trial[] {
    return this.check?.trials.filter((trial) => trial.part === part && trial.statement === statement) ?? []
  }

  /** Whether the reader writes in a part now. */
  writes(part: Part): boolean {
    if (this.it.state === 'utkast') return part === this.side && this.may('write') && !this.it.halves.find((half) => half.side === this.side)!.handed_over
    return this.it.state === 'sammanlagd' && (part === 'gemensam' || part === this.side) && this.may('write')
  }

  /** Writes one section over, in the own draft or in the document. */
  async putSection(part: Part, section: Section, seen: number) {
    if (this.it.state === 'utkast') await this.step({ step: 'draft_put', content: withSection(this.content(part) ?? NOTHING, section) }, seen)
    else await this.step({ step: 'section_put', part, section }, seen)
  }

  /** What numbers a text holds, each tried against what it is tied to. */
  async numbers(statement: Pick<Statement, 'text' | 'ties'>, signal?: AbortSignal): Promise<Found> {
    return api.post<Found>('/lagesbilder/figures', { agreement: this.it.agreement, ...statement }, { signal })
  }

  /** One reference, computed. */
  async value(reference: Reference, signal?: AbortSignal): Promise<{ value: Value | null; missing: string | null }> {
    return api.post('/lagesbilder/figures', { agreement: this.it.agreement, reference }, { signal })
  }
}
