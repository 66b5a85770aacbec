import type { LagesbildWords } from '../i18n/lagesbild'
import { shortPeriod } from './period'
import type { Days, Figure, Measure, Reference, Subject } from './wire'

// What a number is tied to, as a form and as words.

export const MEASURES = ['count', 'share_of', 'change_from', 'difference_from', 'ratio_to', 'rank'] as const
export type MeasureName = (typeof MEASURES)[number]

/** One figure as it is chosen. */
export type FigureForm = { kind: 'category' | 'indicator'; what: string; group: string; area: string; from: string; to: string }

/** Everything that can be filled in; what the chosen measure does not ask for is left as it is. */
export type ReferenceForm = FigureForm & { measure: MeasureName; other: FigureForm; among: string[]; first: 'highest' | 'lowest' }

export function blankForm(area: string, period: Days): ReferenceForm {
  const figure: FigureForm = { kind: 'category', what: '', group: '', area, ...period }
  return { ...figure, measure: 'count', other: { ...figure }, among: [], first: 'highest' }
}

export function measureName(measure: Measure): MeasureName {
  return typeof measure === 'string' ? measure : (Object.keys(measure)[0] as MeasureName)
}

export function formOf(reference: Reference): ReferenceForm {
  const own = figureForm(reference)
  const form: ReferenceForm = { ...own, measure: measureName(reference.measure), other: { ...own }, among: [], first: 'highest' }
  const { measure } = reference
  if (typeof measure === 'string') return form
  if ('share_of' in measure) {
    const subject = measure.share_of.subject ? subjectForm(measure.share_of.subject) : {}
    form.other = { ...own, ...subject, area: measure.share_of.area ?? own.area }
  } else if ('change_from' in measure) form.other = { ...own, ...measure.change_from.period }
  else if ('difference_from' in measure) form.other = figureForm(measure.difference_from)
  else if ('ratio_to' in measure) form.other = figureForm(measure.ratio_to)
  else Object.assign(form, { among: [...measure.rank.among], first: measure.rank.first })
  return form
}

/** Null while something that the measure asks for is missing. */
export function referenceOf(form: ReferenceForm): Reference | null {
  const figure = figureOf(form)
  const other = figureOf({ ...form.other })
  if (!figure || (form.measure !== 'count' && form.measure !== 'rank' && !other)) return null
  const measure = measureOf(form, figure, other)
  return measure && { ...figure, measure }
}

function measureOf(form: ReferenceForm, figure: Figure, other: Figure | null): Measure | null {
  switch (form.measure) {
    case 'count':
      return 'count'
    case 'share_of': {
      const subject = same(other!.subject, figure.subject) ? null : other!.subject
      const area = other!.area === figure.area ? null : other!.area
      return subject || area ? { share_of: { subject, area } } : null
    }
    case 'change_from':
      return same(other!.period, figure.period) ? null : { change_from: { period: other!.period } }
    case 'difference_from':
      return same(other, figure) ? null : { difference_from: other! }
    case 'ratio_to':
      return same(other, figure) ? null : { ratio_to: other! }
    case 'rank':
      return form.among.length > 1 ? { rank: { among: form.among, first: form.first } } : null
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function subjectForm(subject: Subject): Pick<FigureForm, 'kind' | 'what' | 'group'> {
  return 'category' in subject ? { kind: 'category', what: subject.category, group: '' } : { kind: 'indicator', what: subject.indicator.id, group: subject.indicator.group ?? '' }
}

export function figureForm(figure: Figure): FigureForm {
  return { ...subjectForm(figure.subject), area: figure.area, from: figure.period.from, to: figure.period.to }
}

/** Null while something is missing. */
export function figureOf({ kind, what, group, area, from, to }: FigureForm): Figure | null {
  if (!what || !area || !from || !to || to < from) return null
  const subject: Subject = kind === 'category' ? { category: what } : { indicator: { id: what, group: group.trim() || null } }
  return { subject, area, period: { from, to } }
}

/** What ids are called. */
export type Names = { category: (id: string) => string; indicator: (id: string) => string; area: (id: string) => string }

/** "fickstöld, Norrmalm, 2015, andel av Stockholm" */
export function referenceWords(t: LagesbildWords['words'], names: Names, reference: Reference): string {
  const { measure } = reference
  const figure = figureWords(names, reference)
  if (typeof measure === 'string') return figure
  return `${figure}, ${measureWords(t, names, reference, measure)}`
}

function measureWords(t: LagesbildWords['words'], names: Names, of: Reference, measure: Exclude<Measure, 'count'>): string {
  if ('share_of' in measure) {
    const { subject, area } = measure.share_of
    return t.share_of([subject && subjectWords(names, subject), area && names.area(area)].filter(Boolean).join(', '))
  }
  if ('change_from' in measure) return t.change_from(shortPeriod(measure.change_from.period))
  if ('difference_from' in measure) return t.difference_from(otherWords(names, of, measure.difference_from))
  if ('ratio_to' in measure) return t.ratio_to(otherWords(names, of, measure.ratio_to))
  return t.rank(measure.rank.among.length, measure.rank.first === 'highest')
}

export function figureWords(names: Names, { subject, area, period }: Figure): string {
  return [subjectWords(names, subject), names.area(area), shortPeriod(period)].join(', ')
}

/** Only what differs from the first figure. */
function otherWords(names: Names, of: Figure, other: Figure): string {
  const parts = [
    same(of.subject, other.subject) ? '' : subjectWords(names, other.subject),
    of.area === other.area ? '' : names.area(other.area),
    same(of.period, other.period) ? '' : shortPeriod(other.period),
  ]
  return parts.filter(Boolean).join(', ')
}

function subjectWords(names: Names, subject: Subject): string {
  if ('category' in subject) return names.category(subject.category)
  const { id, group } = subject.indicator
  return group ? `${names.indicator(id)} (${group})` : names.indicator(id)
}
