// Every address of the desk. Paths are Swedish: they are read aloud and pasted into mail.

/** Parts of the administration, in the order of its menu; the first is where it opens. */
export const ADMINISTRATION = ['anvandare', 'vantande', 'ersattare', 'nycklar', 'installningar', 'gallring'] as const
export type AdministrationPart = (typeof ADMINISTRATION)[number]

// Pages whose address is their name and nothing more;
const PLAIN = [
  'karta',
  'analys',
  'uppfoljning',
  'iakttagelser',
  'arenden',
  'ataganden',
  'kalender',
  'rapporter',
  'utlamnanden',
  'logg',
  'ersattare',
  'konto',
  'lank',
  'losenord',
  'tillganglighet',
] as const
// those that show a list, and one of it when its id follows;
const LIST_AND_ONE = ['information', 'lagesbild', 'atgardsbibliotek'] as const
// and those that show one alone.
const ONE = ['bedomning', 'utlamnande'] as const

export type Route =
  | { page: 'start' | 'forumen' | 'okand' | (typeof PLAIN)[number] }
  | { page: (typeof LIST_AND_ONE)[number]; id: string | null }
  | { page: (typeof ONE)[number]; id: string }
  | { page: 'plats'; run: string; rank: number }
  | { page: 'arende'; number: string }
  | { page: 'forum'; agreement: string; forum: string }
  | { page: 'import'; id: number | null }
  | { page: 'administration'; part: AdministrationPart }
  | { page: 'inloggning'; step: SignInPart; side: 'polis' | 'stad' | null }

/** A stop on the way in: the choices, off again, back, waiting, the first administrator's link. */
export type SignInPart = 'val' | 'igen' | 'klar' | 'vantar' | 'administrator'

/** The route of a path; anything unknown is a page that says so. */
export function routeOf(path: string): Route {
  const [first = '', second, third, ...rest] = path.replace(/^\/+|\/+$/g, '').split('/').map(decode)
  if (rest.length > 0) return { page: 'okand' }
  const one = second === undefined
  const two = second !== undefined && third === undefined
  const named = <P extends string>(pages: readonly P[]) => pages.find((page) => page === first)
  if (one) {
    if (first === '') return { page: 'start' }
    if (first === 'forum') return { page: 'forumen' }
    const page = named(PLAIN)
    if (page) return { page }
  }
  if (one || two) {
    const page = named(LIST_AND_ONE)
    if (page) return { page, id: second ?? null }
  }
  if (two) {
    const page = named(ONE)
    if (page) return { page, id: second }
    if (first === 'arende') return { page: 'arende', number: second }
  }
  if (first === 'plats' && second && third && /^\d+$/.test(third)) {
    return { page: 'plats', run: second, rank: Number(third) }
  }
  if (first === 'forum' && second && third) return { page: 'forum', agreement: second, forum: third }
  if (first === 'import' && one) return { page: 'import', id: null }
  if (first === 'import' && two && /^\d+$/.test(second)) return { page: 'import', id: Number(second) }
  if (first === 'administration' && (one || two)) {
    const part = ADMINISTRATION.find((known) => known === (second ?? ADMINISTRATION[0]))
    if (part) return { page: 'administration', part }
  }
  if (first === 'inloggning') {
    const side = third === 'polis' || third === 'stad' ? third : null
    if (one) return { page: 'inloggning', step: 'val', side: null }
    if (two && (second === 'klar' || second === 'vantar')) return { page: 'inloggning', step: second, side: null }
    if (side && (second === 'igen' || second === 'administrator')) return { page: 'inloggning', step: second, side }
  }
  return { page: 'okand' }
}

/** Addresses by name, so that no page glues paths together. */
export const href = {
  start: () => '/',
  karta: (search = '') => `/karta${search && !search.startsWith('?') ? `?${search}` : search}`,
  analys: (search = '') => `/analys${search && !search.startsWith('?') ? `?${search}` : search}`,
  uppfoljning: (run?: string, rank?: number) => (run ? `/uppfoljning?korning=${encodeURIComponent(run)}&plats=${rank}` : '/uppfoljning'),
  plats: (run: string, rank: number) => `/plats/${encodeURIComponent(run)}/${rank}`,
  bedomning: (id: string) => `/bedomning/${encodeURIComponent(id)}`,
  arenden: (state?: string) => (state ? `/arenden?lage=${encodeURIComponent(state)}` : '/arenden'),
  information: (id?: string) => (id ? `/information/${encodeURIComponent(id)}` : '/information'),
  lagesbild: (id?: string) => (id ? `/lagesbild/${encodeURIComponent(id)}` : '/lagesbild'),
  ataganden: () => '/ataganden',
  kalender: (year?: string) => (year ? `/kalender?ar=${year}` : '/kalender'),
  rapporter: (of: Record<string, string> = {}) => `/rapporter${Object.keys(of).length ? `?${new URLSearchParams(of)}` : ''}`,
  atgardsbibliotek: (id?: string) => (id ? `/atgardsbibliotek/${encodeURIComponent(id)}` : '/atgardsbibliotek'),
  arende: (number: string) => `/arende/${encodeURIComponent(number)}`,
  forumen: () => '/forum',
  forum: (agreement: string, forum: string) => `/forum/${encodeURIComponent(agreement)}/${encodeURIComponent(forum)}`,
  import: (id?: number) => (id === undefined ? '/import' : `/import/${id}`),
  utlamnanden: () => '/utlamnanden',
  utlamnande: (id: string) => `/utlamnande/${encodeURIComponent(id)}`,
  iakttagelser: () => '/iakttagelser',
  logg: () => '/logg',
  administration: (part: AdministrationPart = ADMINISTRATION[0]) => (part === ADMINISTRATION[0] ? '/administration' : `/administration/${part}`),
  ersattare: () => '/ersattare',
  konto: () => '/konto',
  tillganglighet: () => '/tillganglighet',
}

function decode(part: string) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
