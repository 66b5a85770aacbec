import type { CaseTemplate, MeetingFrequency } from '../api/contract'
import { arendenSv } from '../i18n/arenden.sv'
import { withValue } from './merge'

// What an appendix of the agreement says in words, put into the template. The words are the agreement's
// own, so Swedish in either language of the desk.

const MONTHS = arendenSv.frequency.names

/** The template with what one appendix says, or null where its words cannot be read. */
export function using(template: CaseTemplate, field: string, words: string): CaseTemplate | null {
  if (field === 'motesfrekvens') {
    const frequency = frequencyOf(words, template.motesfrekvens)
    return frequency && withValue(template, field, frequency)
  }
  if (/^(polis|stad)\.(deltagare|ataganden)$|^ovriga$|^problembild$/.test(field)) return withValue(template, field, functionsOf(words))
  if (/^(polis|stad)\.kontakt$|^(mal|finansiering|aktivitetsansvarig)$/.test(field)) return withValue(template, field, words)
  return null
}

/** "1 gång/månad, ej juni–augusti" */
export function frequencyOf(words: string, now: MeetingFrequency): MeetingFrequency | null {
  const text = words.toLowerCase()
  const rest = { months: [], except: monthsAfter(text, /\bej\s+(.+)$/) ?? [], from: now.from }
  if (/1 gång\/månad|en gång i månaden|varje månad/.test(text)) return { rule: 'monthly', n: null, ...rest }
  const times = /(\d+) gånger\/år/.exec(text)
  if (times) return { rule: 'per_year', n: Number(times[1]), ...rest }
  const months = monthsAfter(text, /^(.+)$/)
  return months ? { rule: 'in_months', n: null, ...rest, months, except: [] } : null
}

function monthsAfter(text: string, what: RegExp): number[] | null {
  const part = what.exec(text)?.[1]
  if (!part) return null
  const numbers = new Set<number>()
  const found = [...part.matchAll(/(\p{L}+)(?:\s*–\s*(\p{L}+))?/gu)]
  for (const [, from, to] of found) {
    const first = monthOf(from!)
    const last = to ? monthOf(to) : first
    if (first === null || last === null) continue
    for (let month = first; ; month = (month % 12) + 1) {
      numbers.add(month)
      if (month === last) break
    }
  }
  return numbers.size ? [...numbers].sort((a, b) => a - b) : null
}

function monthOf(word: string): number | null {
  const index = word.length < 3 ? -1 : MONTHS.findIndex((name) => name.startsWith(word.replace('.', '')))
  return index < 0 ? null : index + 1
}

/** "Kommunpolis och insatsledare narkotika" are two functions. */
function functionsOf(words: string): string[] {
  const parts = words.split(/,\s*|\s+och\s+/).filter(Boolean)
  return parts.map((part) => part[0]!.toUpperCase() + part.slice(1))
}
