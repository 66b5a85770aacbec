import type { CaseTemplate, CaseWork, MeetingFrequency } from '../api/contract'
import type { CaseWords } from '../i18n/arenden'
import type { Path } from './merge'
import { frequencyWords } from './wording'

/** The fields of the template, each compared as a whole when two have written. */
export const TEMPLATE_FIELDS = [
  'mal', 'problembild', 'aktiviteter', 'loptid_till', 'motesfrekvens', 'aktivitetsansvarig',
  'polis.kontakt', 'polis.deltagare', 'polis.ataganden', 'stad.kontakt', 'stad.deltagare', 'stad.ataganden',
  'ovriga', 'finansiering',
  'kommunikation.deltagare', 'kommunikation.internt_polisen', 'kommunikation.internt_stadsdelsforvaltningen', 'kommunikation.mellan_parterna',
  'uppfoljning', 'prioriteringar',
] as const satisfies Path[]

export const CHANNELS = ['deltagare', 'internt_polisen', 'internt_stadsdelsforvaltningen', 'mellan_parterna'] as const
export const HALF_FIELDS = ['kontakt', 'deltagare', 'ataganden'] as const

/** What a field is called: "Polisen: deltagare". */
export function templateLabel(t: CaseWords, path: Path): string {
  const [first = '', second] = path.split('.')
  if (second === undefined) return first === 'loptid_till' ? t.template.loptid : (t.template[first as 'mal'] ?? path)
  if (first === 'kommunikation') return `${t.template.kommunikation}: ${t.template.channels[second]?.toLowerCase()}`
  return `${t.template.half[first]}: ${t.template[second as 'kontakt'].toLowerCase()}`
}

/** What a field says. */
export function templateWords(t: CaseWords, work: Pick<CaseWork, 'priorities'>, path: Path, value: unknown): string {
  if (path === 'motesfrekvens') return frequencyWords(t, value as MeetingFrequency)
  if (path === 'loptid_till') return value ? t.template.loptidTo(value as string) : t.head.untilFurther
  if (path === 'prioriteringar') return (value as string[]).map((id) => priorityText(t, work, id)).join('\n')
  if (path === 'aktiviteter') return (value as CaseTemplate['aktiviteter']).map((one) => `${one.aktivitet} – ${one.syfte}`).join('\n')
  if (path === 'uppfoljning') return (value as CaseTemplate['uppfoljning']).map((one) => indicatorText(t, one)).join('\n')
  return Array.isArray(value) ? value.join('\n') : String(value ?? '')
}

export function indicatorText(t: CaseWords, of: CaseTemplate['uppfoljning'][number]): string {
  return `${of.indikator} (${of.kalla}, ${of.ar ?? t.template.everyYear})`
}

export function priorityText(t: CaseWords, work: Pick<CaseWork, 'priorities'>, id: string): string {
  return work.priorities.find((priority) => priority.id === id)?.text ?? t.template.earlierPriority(id)
}

/** Functions of each kind, the contact first and none twice. */
export function functionsOf(template: CaseTemplate): { of: 'polis' | 'stad' | 'deltagare'; names: string[] }[] {
  const half = ({ kontakt, deltagare }: CaseTemplate['polis']) => [...new Set([kontakt, ...deltagare].filter(Boolean))]
  return [
    { of: 'polis', names: half(template.polis) },
    { of: 'stad', names: half(template.stad) },
    { of: 'deltagare', names: template.ovriga },
  ]
}

/** A thing with an owner, whose owner is written as `whose|function`. */
export type Owned<T> = Omit<T, 'owner' | 'owner_of'> & { owner: string }

export function withoutOwner<T extends { owner_of: string; owner: string }>({ owner, owner_of, ...rest }: T): Owned<T> {
  return { ...rest, owner: `${owner_of}|${owner}` }
}

export function withOwner<T extends { owner_of: string; owner: string }>({ owner, ...rest }: Owned<T>): T {
  return { ...rest, owner_of: owner.split('|')[0], owner: ownerName(owner) } as unknown as T
}

/** The function of an owner that is written so. */
export function ownerName(owner: string): string {
  return owner.split('|').slice(1).join('|')
}
