// The analysis page as an address and back: which method, of what, and what is chosen for it alone.
// The filters have the same names as on the map, so that one page can hand them to the other.

export type Question = {
  method: string | null
  categories: string[]
  /** Null: the latest twelve months with data. */
  from: string | null
  to: string | null
  /** Null: the study area of the installation. */
  area: string | null
  lattice: string
  /** By the names of the interface; what is not there has the method's default. */
  choices: Record<string, string>
}

export const NO_QUESTION: Question = {
  method: null,
  categories: [],
  from: null,
  to: null,
  area: null,
  lattice: 'h3:10',
  choices: {},
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const LATTICE = /^(h3:\d+|sweref:\d+|areas:[a-z_]+)$/
const OURS = new Set(['metod', 'kat', 'fran', 'till', 'omrade', 'rutnat'])

export function parseQuestion(search: string): Question {
  const q = new URLSearchParams(search)
  const matching = (key: string, shape: RegExp) => {
    const text = q.get(key)
    return text && shape.test(text) ? text : null
  }
  return {
    method: matching('metod', /^[a-z-]+$/),
    categories: (q.get('kat') ?? '').split(',').filter(Boolean),
    from: matching('fran', DATE),
    to: matching('till', DATE),
    area: q.get('omrade') || null,
    lattice: matching('rutnat', LATTICE) ?? NO_QUESTION.lattice,
    choices: Object.fromEntries([...q].filter(([key, value]) => !OURS.has(key) && /^[a-z_]+$/.test(key) && value !== '')),
  }
}

export function formatQuestion(question: Question): string {
  const q = new URLSearchParams()
  const set = (key: string, value: string | null) => {
    if (value) q.set(key, value)
  }
  set('metod', question.method)
  set('kat', [...question.categories].sort().join(','))
  set('fran', question.from)
  set('till', question.to)
  set('omrade', question.area)
  set('rutnat', question.lattice === NO_QUESTION.lattice ? null : question.lattice)
  for (const key of Object.keys(question.choices).sort()) set(key, question.choices[key]!)
  const text = q.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')
  return text ? `?${text}` : ''
}
