import type { Content, Section, SectionKey, Source, Statement, Tie } from './wire'

// A party's picture while it is written: what is put where, and that nothing is put twice.

/** One word for what a section is about, for ids and comparisons. */
export const keyOf = (key: SectionKey): string => ('area' in key ? `area:${key.area}` : `priority:${key.priority}`)

/** Back from that word. */
export function keyFrom(word: string): SectionKey {
  const [kind, ...rest] = word.split(':')
  return kind === 'area' ? { area: rest.join(':') } : { priority: rest.join(':') }
}

/** A picture before anything is written. */
export const NOTHING: Content = { sections: [], sources: [], places: [], run: null, indicators: [], dialogues: [] }

export function sectionOf(content: Content | null, key: SectionKey): Section | null {
  return content?.sections.find((one) => keyOf(one.key) === keyOf(key)) ?? null
}

/** With a section in place of the one about the same, or last; an empty one is taken away. */
export function withSection(content: Content, section: Section): Content {
  const empty = section.statements.length === 0 && section.judged === null
  const at = content.sections.findIndex((one) => keyOf(one.key) === keyOf(section.key))
  const sections = [...content.sections]
  if (at < 0) sections.push(section)
  else sections[at] = section
  return { ...content, sections: sections.filter((one) => one !== section || !empty) }
}

/** A number that no statement of the party has: they are told apart by it from one version to the next. */
export function freshId(content: Content | null, inForm: Statement[]): number {
  const taken = [...(content?.sections ?? []).flatMap((section) => section.statements), ...inForm].map((one) => one.id)
  return Math.max(0, ...taken) + 1
}

/**
 * The ties after a change of the text. One stays with its characters where these are moved only, and goes
 * with what was written over. Positions count characters, as the server does, not UTF-16 units.
 */
export function tiesAfter(before: string, now: string, ties: Tie[]): Tie[] {
  const [a, b] = [[...before], [...now]]
  const most = Math.min(a.length, b.length)
  let head = 0
  while (head < most && a[head] === b[head]) head++
  let tail = 0
  while (tail < most - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const moved = b.length - a.length
  return ties.flatMap((tie) => {
    if (tie.span.end <= head) return [tie]
    if (tie.span.start >= a.length - tail) return [{ ...tie, span: { start: tie.span.start + moved, end: tie.span.end + moved } }]
    return []
  })
}

/** As the server keeps it: without blanks around the text, the ties moved with it. */
export function trimmed(statement: Statement): Statement {
  const text = statement.text.trim()
  const cut = [...statement.text].length - [...statement.text.trimStart()].length
  const ties = statement.ties.map((tie) => ({ ...tie, span: { start: tie.span.start - cut, end: tie.span.end - cut } }))
  return { ...statement, text, ties }
}

/** A stable id for a source that somebody names in words. */
export function sourceId(name: string): string {
  return name.trim().toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '')
}

/** Of intelligence nothing is noted. */
export const withoutForbiddenNote = (source: Source): Source => (source.kind === 'underrattelse' ? { ...source, note: null } : { ...source, note: source.note?.trim() || null })
