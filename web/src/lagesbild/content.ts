import type { Basis, Content, Key, NewContent, NewSection, NewStatement, Section, Source, Statement, Tie } from './wire'

// A party's picture while it is written.

/** One word for what a section is about, for ids and comparisons. */
export const keyOf = (key: Key): string => `${key.kind}:${key.id}`

/** What a picture rests on before anything is said of it. */
export const NO_BASIS: Basis = { sources: [], places: [], run: null, indicators: [], dialogues: [] }

/** A section as it is sent: without what the server has found out about it. */
export const asked = ({ key, statements, judged }: Pick<Section, 'key' | 'statements' | 'judged'>): NewSection => ({ key, judged, statements: statements.map(bare) })
export const bare = ({ id, text, ties }: Statement | NewStatement): NewStatement => ({ id, text, ties })

/** The whole picture as it is sent, with another basis. */
export function contentWith(content: Content | null, { places, ...basis }: Basis): NewContent {
  return { ...basis, places: places.map(({ kind, id }) => ({ kind, id })), sections: (content?.sections ?? []).map(asked) }
}

/** A number that no statement of the part has: they are told apart by it from one version to the next. */
export function freshId(sections: Section[], inForm: { id: number }[]): number {
  return Math.max(0, ...[...sections.flatMap((section) => section.statements), ...inForm].map((one) => one.id)) + 1
}

/**
 * The ties after a change of the text. One stays with its characters where these are moved only, and with a
 * number that is mended in its place; it goes where more than the number was written over. Positions count
 * characters, as the server does, not UTF-16 units.
 */
export function tiesAfter(before: string, now: string, ties: Tie[]): Tie[] {
  const [a, b] = [[...before], [...now]]
  const most = Math.min(a.length, b.length)
  let head = 0
  while (head < most && a[head] === b[head]) head++
  let tail = 0
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const by = b.length - a.length
  return ties.flatMap((tie) => {
    if (tie.end <= head) return [tie]
    if (tie.start >= a.length - tail) return [moved(tie, by)]
    const within = tie.start <= head && a.length - tail <= tie.end
    return within && tie.end + by > tie.start ? [{ ...tie, end: tie.end + by }] : []
  })
}

const moved = (tie: Tie, by: number): Tie => ({ ...tie, start: tie.start + by, end: tie.end + by })

/** As the server keeps it: without blanks around the text, the ties moved with it. */
export function trimmed({ id, text, ties }: NewStatement): NewStatement {
  const cut = [...text].length - [...text.trimStart()].length
  return { id, text: text.trim(), ties: cut ? ties.map((tie) => moved(tie, -cut)) : ties }
}

type Span = Pick<Tie, 'start' | 'end'>
const meet = (a: Span, b: Span) => a.start < b.end && b.start < a.end

/** The tie that lies on some characters. */
export const tieOn = (ties: Tie[], number: Span): Tie | null => ties.find((tie) => meet(tie, number)) ?? null

/** The ties of a statement that lie on a number: where words stand instead, there is nothing to tie. */
export function tiesOnNumbers(statement: NewStatement, numbers: Span[]): Tie[] {
  const { ties } = trimmed(statement)
  return statement.ties.filter((_, i) => numbers.some((number) => meet(ties[i]!, number)))
}

/** A stable id for a source that somebody names in words. */
export function sourceId(name: string): string {
  return name.trim().toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 40)
}

/** Of intelligence nothing is noted. */
export const withoutForbiddenNote = (source: Source): Source => ({ ...source, note: source.kind === 'underrattelse' ? null : source.note?.trim() || null })
