import type { LagesbildWords } from '../i18n/lagesbild'
import type { FigureSource, Summary, Trial, Verdict } from './wire'

// The answers of the number check, in words.

/** Writes a number; decimals are written when there are any. */
export type Write = (number: number, decimals: number) => string

/** A value with its unit: two decimals where it is no whole number. */
export function valueWords(t: LagesbildWords, write: Write, value: number, unit: string): string {
  return write(value, Number.isInteger(value) ? 0 : 2) + (t.units[unit] ?? '')
}

/** What a word or an interval allows; an open end is left out. */
export function rangeWords(t: LagesbildWords, write: Write, low: number | null, high: number | null): string {
  const said = (number: number) => write(number, Number.isInteger(number) ? 0 : 1)
  if (low === null) return high === null ? '' : t.check.upTo(said(high))
  return high === null ? t.check.from(said(low)) : t.check.between(said(low), said(high))
}

/** By which rule, and what is wrong. */
export function ruleWords(t: LagesbildWords, write: Write, verdict: Verdict): string {
  const { rules, faults } = t.check
  const range = rangeWords(t, write, verdict.low, verdict.high)
  const rounded = verdict.rounded === null ? '' : write(verdict.rounded, Number.isInteger(verdict.rounded) ? 0 : 1)
  const said: Record<Verdict['rule'], string> = {
    rounding: rules.rounding(rounded),
    range: rules.range(range),
    bound: rules.bound,
    direction: rules.direction,
    unchanged: rules.unchanged,
    weak_word: rules.weak_word(range),
    place: rules.place,
    unit_differs: rules.unit_differs,
  }
  const isOutside = verdict.code === 'weak_words' && !verdict.inside
  return [said[verdict.rule], verdict.fault ? faults[verdict.fault] : isOutside ? rules.outside : ''].filter(Boolean).join('; ')
}

/** Those that are shown: every number, or what stops the decision. */
export const shown = (trials: Trial[], stopsOnly: boolean): Trial[] => (stopsOnly ? trials.filter((trial) => trial.blocks) : trials)

/** The rest of the summary, without what there is none of. */
export function restWords(t: LagesbildWords, summary: Summary): string {
  const { rest } = t.check
  const parts: [number, (n: number) => string][] = [
    [summary.n_weak, rest.weak],
    [summary.n_cannot_be_recomputed, rest.cannot],
    [summary.n_not_checked, rest.notChecked],
    [summary.n_untied, rest.untied],
    [summary.n_explained, rest.explained],
  ]
  return parts.filter(([n]) => n > 0).map(([n, words]) => words(n)).join(', ')
}

/** A statement's text in three: before a number, the number, and after it. */
export function around(text: string, { start, end }: { start: number; end: number }): [string, string, string] {
  const letters = [...text]
  return [letters.slice(0, start).join(''), letters.slice(start, end).join(''), letters.slice(end).join('')]
}

/** Each source once, with the day it was extracted. */
export function sourceWords(t: LagesbildWords, sources: FigureSource[]): string[] {
  return [...new Set(sources.map((one) => (one.extracted_on ? `${one.source}, ${t.check.extracted(one.extracted_on)}` : one.source)))]
}
