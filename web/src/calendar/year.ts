import type { Duty } from '../api/contract'
import { href } from '../routes'

// The duties of a year as the page lays them out: by month, and in each month by how they stand.

export type Status = Duty['status']

/** In the order in which they ask for something. */
export const STATUSES: Status[] = ['forsenad', 'inom_14_dagar', 'kommande', 'utan_forklaring', 'gjord_sent', 'gjord', 'ej_langre_gallande']

export type Counts = { status: Status; n: number }[]
export type Month = { month: string; duties: Duty[]; counts: Counts }

/** How many of each status there are. */
const countsOf = (duties: Duty[]): Counts =>
  STATUSES.map((status) => ({ status, n: duties.filter((duty) => duty.status === status).length })).filter((count) => count.n > 0)

/** The twelve months of a year, each with what falls due in it. */
export function monthsOf(year: number, duties: Duty[]): Month[] {
  return Array.from({ length: 12 }, (_, at) => {
    const month = `${year}-${String(at + 1).padStart(2, '0')}`
    const own = duties.filter((duty) => duty.due.startsWith(month))
    return { month, duties: own, counts: countsOf(own) }
  })
}

export type Alike = { key: string; duties: Duty[]; counts: Counts }

/** As many cases as can each have a line of their own. */
const FEW_CASES = 3

/** The duties of a month; those that each of many cases has stand together, where the first of them stood. */
export function alikeOf(duties: Duty[]): Alike[] {
  const all = new Map<string, Duty[]>()
  for (const duty of duties) {
    const same = duties.filter((one) => one.case && one.duty === duty.duty && one.agreement === duty.agreement)
    const key = duty.case && same.length > FEW_CASES ? `${duty.agreement}/${duty.duty}` : `${duty.agreement}/${duty.key}`
    all.set(key, [...(all.get(key) ?? []), duty])
  }
  return [...all].map(([key, own]) => ({ key, duties: own, counts: countsOf(own) }))
}

export type Open = { duty: Duty; late: number; soon: number }

/** What is open, each duty once: those that can still be done in time first, then by how late they are. */
export function openOf(duties: Duty[]): Open[] {
  const all = new Map<string, Open>()
  for (const duty of duties) {
    const name = `${duty.agreement}/${duty.duty}`
    const one = all.get(name) ?? { duty, late: 0, soon: 0 }
    if (duty.status === 'forsenad') one.late += 1
    else one.soon += 1
    // The last of them stands for all: it is the one that comes next, or that was missed last.
    all.set(name, { ...one, duty })
  }
  return [...all.values()].sort((a, b) => Number(b.soon > 0) - Number(a.soon > 0) || b.duty.due.localeCompare(a.duty.due))
}

export const isDone = (duty: Duty) => ['gjord', 'gjord_sent', 'utan_forklaring'].includes(duty.status)

/** Where the evidence of a duty is read, when the service has it. */
export function evidenceAt({ evidence }: Duty): string | null {
  if (evidence?.case) return href.arende(evidence.case)
  if (evidence?.forum) return href.forum(evidence.forum.agreement, evidence.forum.forum)
  if (evidence?.information) return href.information(evidence.information)
  return null
}

/** The address of what is said of one time of a duty. */
export const stepsOf = (duty: Duty) => `/agreements/${encodeURIComponent(duty.agreement)}/duties/${encodeURIComponent(duty.key)}/steps`
