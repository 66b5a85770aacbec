import type { AgendaPoint, CaseGoal, CaseProgress, CaseStep, Commitment, LetterSent, MeetingFrequency } from '../api/contract'
import type { CaseWords } from '../i18n/arenden'
import { href } from '../routes'
import type { Worked } from './desk.svelte'

// What is said of a case, in the words of either language.

/** What comes next in a case. */
export function nextStep(t: CaseWords, { state, work }: Pick<Worked, 'state' | 'work'>): string {
  switch (state) {
    case 'initierad':
      return work.template_seen === 0 ? t.next.template : t.next.convene
    case 'pagar': {
      const called = work.meetings.find((meeting) => meeting.state === 'called')
      if (called) return t.next.meetingOn(called.day)
      return work.next_meeting_by ? t.next.meetingBy(work.next_meeting_by) : t.next.work
    }
    case 'vilande':
      return t.next.paused
    case 'uppfoljd':
      return work.pending ? t.next.otherChief : t.next.chiefs
    case 'avslutad':
      return work.check_from ? t.next.checkFrom(work.check_from) : t.next.closed
  }
}

/** How often one meets, in words: "1 gång/månad, ej juni, juli och augusti". */
export function frequencyWords(t: CaseWords, of: MeetingFrequency): string {
  const names = (months: number[]) => listed(t, months.map((month) => t.frequency.names[month - 1]!))
  const rule =
    of.rule === 'per_year' ? t.frequency.perYear(of.n ?? 1) : of.rule === 'in_months' ? t.frequency.inMonths(names(of.months)) : t.frequency.monthly
  return [rule, of.except.length ? t.frequency.except(names(of.except)) : '', t.frequency.from(of.from)].filter(Boolean).join(', ')
}

export function listed(t: CaseWords, items: string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${t.frequency.and} ${items.at(-1)}`
}

/** How far a measure has come, with its day and reason. */
export function progressWords(t: CaseWords, { state, day, reason }: CaseProgress): string {
  if (state === 'klar') return t.progress.klar(day ?? '')
  if (state === 'forsenad') return t.progress.forsenad(day ?? '', reason ?? '')
  if (state === 'utgar') return t.progress.utgar(reason ?? '')
  return t.progress.states[state] ?? state
}

/** From what to what a goal leads; nothing when it says neither. */
export function goalValues(t: CaseWords, { from, to }: Pick<CaseGoal, 'from' | 'to'>): string {
  if (from !== null && to !== null) return t.goals.fromTo(from, to)
  if (to !== null) return t.goals.onlyTo(to)
  return from === null ? '' : t.goals.onlyFrom(from)
}

/** A point of the agenda. */
export function pointWords(t: CaseWords, { kind, no, text, owner, by, done, promised }: AgendaPoint): string {
  switch (kind) {
    case 'overdue':
      return t.agenda.overdue(no ?? 0, text, owner ?? '', by ?? '')
    case 'feedback':
      return t.agenda.feedback(no ?? 0, text, owner ?? '')
    case 'short':
      return t.agenda.short(no ?? 0, text, owner ?? '', done ?? 0, promised ?? 0, by ?? '')
    case 'cause':
      return t.agenda.cause(no ?? 0, text)
    case 'standing':
    case 'extra':
      return text
    case 'next':
      return by ? t.agenda.nextBy(by) : t.agenda.next
  }
}

/** "Kallelsen skickad till 7 funktioner 2026-06-09 14:02; 2 saknar adress" */
export function sentWords(t: CaseWords, of: LetterSent, at: string): string {
  const parts = [
    of.to.length ? t.letters.sent(t.letters.names[of.letter], of.to.length, at) : t.letters.notSent(t.letters.names[of.letter], at),
    of.missed.length && of.to.length ? t.letters.missed(of.missed.length) : '',
    of.without_address.length ? t.letters.without(of.without_address.length) : '',
  ]
  return parts.filter(Boolean).join('; ') + (of.current ? '' : ` ${t.letters.earlier}`)
}

export function stepWords(t: CaseWords, step: CaseStep): string {
  return t.history.steps[step.step]?.(step.about ?? 0) ?? step.step
}

/** The page on which a measure was promised. */
export function promisedAt({ case: number, forum }: Pick<Commitment, 'case' | 'forum'>): string {
  return forum ? href.forum(forum.agreement, forum.forum) : href.arende(number ?? '')
}

/** What is late, or due within so many days, in the order it came. */
export function dueSoon(items: Commitment[], today: string, days = 14): Commitment[] {
  const last = new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
  return items.filter((item) => item.overdue || item.feedback_missing || item.due <= last)
}
