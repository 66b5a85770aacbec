import { api } from '../api/client'
import type { MeetingLetter, SendLetter } from '../api/contract'
import { download as handOver } from '../api/download'
import type { CaseDesk } from './desk.svelte'

/** The letter of a meeting as the server writes it: to read, to copy and, where it can be, to send. */
export class Letters {
  letter = $state.raw<MeetingLetter | null>(null)
  error = $state.raw<unknown>(null)
  readonly desk: CaseDesk
  readonly path: string

  constructor(desk: CaseDesk, meeting: number, which: 'kallelse' | 'atgardslista') {
    this.desk = desk
    this.path = `${desk.path}/meetings/${meeting}/${which}`
  }

  /** The last letter stays while the new one is on its way. */
  async load(signal?: AbortSignal) {
    try {
      this.letter = await api.get<MeetingLetter>(this.path, signal)
      this.error = null
    } catch (problem) {
      if (!signal?.aborted) this.error = problem
    }
  }

  /** Sends it to those who have not got it, or to all. */
  async send(again: boolean) {
    const asked: SendLetter = { of: this.letter!.of, again }
    try {
      await this.desk.send(this.path, asked)
    } catch (problem) {
      await this.desk.reload()
      throw problem
    } finally {
      await this.load()
    }
  }
}

/** Hands a calendar file to the reader. */
export function download(number: string, meeting: number, file: string) {
  handOver(`${number}-mote-${meeting}.ics`, new Blob([file], { type: 'text/calendar;charset=utf-8' }))
}
