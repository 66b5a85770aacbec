import type { LibraryEntry, LibraryReference, LibraryText } from '../api/contract'

// What is chosen of the library, and how what is written becomes what is sent. Pure.

export const PLACES = ['torg', 'park', 'strak', 'kollektivtrafik', 'krog', 'bostad', 'skola', 'handel', 'parkering']
export const PROBLEMS = ['otrygghet', 'vald', 'ordning', 'narkotika', 'alkohol', 'skadegorelse', 'stold', 'unga', 'trafik', 'nedskrapning']

/** Empty is all. */
export type Filter = { kind: string; horizon: string; problem: string }

export const everything = (): Filter => ({ kind: '', horizon: '', problem: '' })

export function fits(entry: LibraryText, { kind, horizon, problem }: Filter): boolean {
  return (!kind || entry.kind === kind) && (!horizon || entry.horizon === horizon) && (!problem || entry.problems.includes(problem))
}

export function chosenOf(items: LibraryEntry[], filter: Filter, withRetired: boolean): LibraryEntry[] {
  return items.filter((item) => (withRetired || !item.retired) && fits(item.entry, filter))
}

/** References as lines: authors | year | title | DOI. */
export function referenceLines(references: LibraryReference[]): string {
  return references.map(({ authors, year, title, doi }) => [authors, year, title, doi].filter(Boolean).join(' | ')).join('\n')
}

/** The same read back; the number of the first line that is none, from 1. */
export function referencesOf(text: string): { references: LibraryReference[]; wrong: number | null } {
  const references: LibraryReference[] = []
  let wrong: number | null = null
  text.split('\n').forEach((line, i) => {
    if (!line.trim()) return
    const [authors = '', year = '', title = '', doi = '', ...more] = line.split('|').map((part) => part.trim())
    if (!authors || !/^(19|20)\d\d$/.test(year) || !title || (doi && !/^10\.\d{4,9}\/\S+$/.test(doi)) || more.length) wrong ??= i + 1
    else references.push({ authors, year: Number(year), title, doi: doi || null })
  })
  return { references, wrong }
}

/** A day so many weeks after another. */
export function weeksAfter(day: string, weeks: number): string {
  return new Date(Date.parse(day) + weeks * 7 * 86_400_000).toISOString().slice(0, 10)
}
