import { shortPeriod } from './period'
import type { Days, Figure, Reference, Whole } from './wire'

// What a number is tied to, as a form.

export const MEASURES = ['count', 'share_of', 'change_from', 'difference_from', 'ratio_to', 'rank'] as const

/** One figure as it is chosen. */
export type FigureForm = { kind: 'category' | 'indicator'; what: string; group: string; area: string; from: string; to: string }

/** Everything that can be filled in; what the chosen measure does not ask for is left as it is. */
export type ReferenceForm = FigureForm & { measure: Reference['measure']; other: FigureForm; among: string[]; first: 'highest' | 'lowest' }

export function blankForm(area: string, period: Days): ReferenceForm {
  const figure: FigureForm = { kind: 'category', what: '', group: '', area, ...period }
  return { ...figure, measure: 'count', other: { ...figure }, among: [], first: 'highest' }
}

export function formOf({ figure, measure, whole, since, other, among, first }: Reference): ReferenceForm {
  const own = figureForm(figure)
  const named = whole && (whole.category ?? whole.indicator) ? subjectForm(whole) : {}
  const compared = other ? figureForm(other) : { ...own, ...named, area: whole?.area ?? own.area, ...since }
  return { ...own, measure, other: compared, among: among ?? [], first: first ?? 'highest' }
}

/** Null while something that the measure asks for is missing, or is compared with itself. */
export function referenceOf(form: ReferenceForm): Reference | null {
  const figure = figureOf(form)
  if (!figure) return null
  const { measure } = form
  const reference: Reference = { figure, measure, whole: null, since: null, other: null, among: null, first: null }
  if (measure === 'count') return reference
  if (measure === 'rank') return form.among.length > 1 ? { ...reference, among: form.among, first: form.first } : null
  const other = figureOf(form.other)
  if (!other) return null
  if (measure === 'change_from') return same(other.period, figure.period) ? null : { ...reference, since: other.period }
  if (measure !== 'share_of') return same(other, figure) ? null : { ...reference, other }
  const whole = wholeOf(figure, other)
  return whole.area || whole.category || whole.indicator ? { ...reference, whole } : null
}

/** Of the larger figure, only what is other than in the figure itself. */
function wholeOf(figure: Figure, { category, indicator, group, area }: Figure): Whole {
  const subject = { category, indicator, group }
  const isSame = same(subject, { category: figure.category, indicator: figure.indicator, group: figure.group })
  return { ...(isSame ? { category: null, indicator: null, group: null } : subject), area: area === figure.area ? null : area }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function subjectForm({ category, indicator, group }: Pick<Figure, 'category' | 'indicator' | 'group'>): Pick<FigureForm, 'kind' | 'what' | 'group'> {
  return category ? { kind: 'category', what: category, group: '' } : { kind: 'indicator', what: indicator ?? '', group: group ?? '' }
}

export function figureForm(figure: Figure): FigureForm {
  return { ...subjectForm(figure), area: figure.area, ...figure.period }
}

/** Null while something is missing. */
export function figureOf({ kind, what, group, area, from, to }: FigureForm): Figure | null {
  if (!what || !area || !from || !to || to < from) return null
  const isCategory = kind === 'category'
  return { category: isCategory ? what : null, indicator: isCategory ? null : what, group: isCategory ? null : group.trim() || null, area, period: { from, to } }
}

/** What ids are called. */
export type Names = { category: (id: string) => string; indicator: (id: string) => string; area: (id: string) => string }

/** "otrygga kvällstid (kvinnor), Norrmalm, 2025" */
export function figureWords(names: Names, { category, indicator, group, area, period }: Figure): string {
  const subject = category ? names.category(category) : names.indicator(indicator ?? '')
  return [group ? `${subject} (${group})` : subject, names.area(area), shortPeriod(period)].join(', ')
}
