import type { Duty } from '../api/contract'
import { href } from '../routes'

// The duties of a year as the page lays them out: by month, and in each month by how they stand.

export type Status = Duty['status']

/** In the order in which they ask for something. */
export const STATUSES: Status[] = ['forsenad', 'inom_14_dagar', 'kommande', 'utan_forklaring', 'gjord_sent', 'gjord', 'ej_langre_gallande']

export type Month = { month: string; duties: Duty[]; counts: { status: Status; text: string; n: number }[] }

/** The twelve months of a year, each with what falls due in it. */
export function monthsOf(year: number, duties: Duty[]): Month[] {
  return Array.from({ length: 12 }, (_, at) => {
    const month = `${year}-${String(at + 1).padStart(2, '0')}`
    const own = duties.filter((duty) => duty.due.startsWith(month))
    const counts = STATUSES.map((status) => {
      const those = own.filter((duty) => duty.status === status)
      return { status, text: those[0]?.status_text ?? '', n: those.length }
    })
    return { month, duties: own, counts: counts.filter((count) => count.n > 0) }
  })
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
