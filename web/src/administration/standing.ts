// What stands and what does not, and who can be what: pure, so that pages only show it.
import type { Answering, Area, Colleague, Partner, Side } from '../api/contract'

/** Whether a delegation, a key or a link holds on a day. */
export type Standing = 'good' | 'coming' | 'over' | 'ended'

type Dated = { first_day?: string; last_day: string; revoked_at: string | null }

/** An end by hand goes before everything; both days are included. */
export function standingOf(of: Dated, day: string): Standing {
  if (of.revoked_at !== null) return 'ended'
  if (day > of.last_day) return 'over'
  return of.first_day !== undefined && day < of.first_day ? 'coming' : 'good'
}

/** Whether ground is answered for on a day; a missing day is an open end. */
export function holds(ground: Answering, day: string) {
  return (ground.valid_from === null || ground.valid_from <= day) && (ground.valid_to === null || day <= ground.valid_to)
}

const ROLES_OF: Record<Side, string[]> = {
  polis: ['kommunpolis', 'lokalpolisomradeschef'],
  stad: ['trygghetssamordnare', 'stadsdelsdirektor'],
}
const ROLES_OF_BOTH = ['analytiker', 'aktivitetsansvarig', 'lasare', 'gis_lasare', 'administrator']

/** The roles that a user of a side can have, those that sign first. */
export function rolesOf(side: Side) {
  return [...ROLES_OF[side], ...ROLES_OF_BOTH]
}

/** Roles that act only on ground of their own. */
export const isBound = (role: string) => role === 'kommunpolis' || role === 'trygghetssamordnare'
/** Roles that act for the whole party. */
export const isChief = (role: string) => role === 'lokalpolisomradeschef' || role === 'stadsdelsdirektor'

/** Who can be stood in for: those who sign. */
export const canLend = (colleague: Colleague) => isBound(colleague.role) || isChief(colleague.role)

/** Who can stand in for somebody: anyone else of the party but an administrator. */
export const canStandInFor = (colleague: Colleague, from: string) => colleague.id !== from && colleague.role !== 'administrator'

const MOST_FOUND = 60

/** Areas to choose from, each once: stadsdelsområden, or of any kind what is called so. */
export function areasToChoose(areas: Area[], sought: string): Area[] {
  const words = sought.trim().toLocaleLowerCase('sv')
  const wanted = (area: Area) =>
    words.length < 2 ? area.kind === 'stadsdelsomrade' : area.name.toLocaleLowerCase('sv').includes(words)
  const found = new Map<string, Area>()
  for (const area of areas) if (area.valid_to === null && wanted(area) && found.size < MOST_FOUND) found.set(area.id, area)
  return [...found.values()]
}

type Shared = { shared: boolean; shared_with: string[] }

/** The parties that something can still be shown to alone. */
export function partnersToShow(partners: Partner[], of: Shared): Partner[] {
  return of.shared ? [] : partners.filter((partner) => partner.in_force && !of.shared_with.includes(partner.id))
}

/**
 * What stands after `#` in a participant's link: 64 hex digits. Marks that a letter put after the link do
 * not belong to it; anything else is no secret.
 */
export function secretIn(fragment: string): string | null {
  return /^#([0-9a-f]{64})[\s.,;:!?)>\]]*$/i.exec(decoded(fragment))?.[1]?.toLowerCase() ?? null
}

function decoded(text: string) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
