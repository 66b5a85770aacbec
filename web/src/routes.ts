// Every address of the desk. Paths are Swedish: they are read aloud and pasted into mail.

/** Parts of the administration, in the order of its menu; the first is where it opens. */
export const ADMINISTRATION = ['anvandare', 'vantande', 'ersattare', 'nycklar', 'installningar', 'gallring'] as const
export type AdministrationPart = (typeof ADMINISTRATION)[number]

export type Route =
  | { page: 'start' }
  | { page: 'karta' }
  | { page: 'analys' }
  | { page: 'uppfoljning' }
  | { page: 'iakttagelser' }
  | { page: 'plats'; run: string; rank: number }
  | { page: 'bedomning'; id: string }
  | { page: 'arenden' }
  | { page: 'arende'; number: string }
  | { page: 'forumen' }
  | { page: 'forum'; agreement: string; forum: string }
  | { page: 'information'; id: string | null }
  | { page: 'lagesbild'; id: string | null }
  | { page: 'ataganden' }
  | { page: 'kalender' }
  | { page: 'rapporter' }
  | { page: 'atgardsbibliotek'; id: string | null }
  | { page: 'utlamnanden' }
  | { page: 'utlamnande'; id: string }
  | { page: 'import'; id: number | null }
  | { page: 'logg' }
  | { page: 'administration'; part: AdministrationPart }
  | { page: 'ersattare' }
  | { page: 'konto' }
  | { page: 'lank' }
  | { page: 'losenord' }
  | { page: 'inloggning'; step: SignInPart; side: 'polis' | 'stad' | null }
  | { page: 'tillganglighet' }
  | { page: 'okand' }

/** A stop on the way in: the choices, off again, back, waiting, the first administrator's link. */
export type SignInPart = 'val' | 'igen' | 'klar' | 'vantar' | 'administrator'

/** The route of a path; anything unknown is a page that says so. */
export function routeOf(path: string): Route {
  const [first = '', second, third, ...rest] = path.replace(/^\/+|\/+$/g, '').split('/').map(decode)
  if (rest.length > 0) return { page: 'okand' }
  const one = second === undefined
  const two = second !== undefined && third === undefined
  if (first === '' && one) return { page: 'start' }
  if (first === 'karta' && one) return { page: 'karta' }
  if (first === 'analys' && one) return { page: 'analys' }
  if (first === 'uppfoljning' && one) return { page: 'uppfoljning' }
  if (first === 'iakttagelser' && one) return { page: 'iakttagelser' }
  if (first === 'plats' && second && third && /^\d+$/.test(third)) {
    return { page: 'plats', run: second, rank: Number(third) }
  }
  if (first === 'bedomning' && two) return { page: 'bedomning', id: second }
  if (first === 'arenden' && one) return { page: 'arenden' }
  if (first === 'arende' && two) return { page: 'arende', number: second }
  if (first === 'forum' && one) return { page: 'forumen' }
  if (first === 'forum' && second && third) return { page: 'forum', agreement: second, forum: third }
  if (first === 'information' && one) return { page: 'information', id: null }
  if (first === 'information' && two) return { page: 'information', id: second }
  if (first === 'lagesbild' && (one || two)) return { page: 'lagesbild', id: second ?? null }
  if (first === 'ataganden' && one) return { page: 'ataganden' }
  if (first === 'kalender' && one) return { page: 'kalender' }
  if (first === 'rapporter' && one) return { page: 'rapporter' }
  if (first === 'atgardsbibliotek' && one) return { page: 'atgardsbibliotek', id: null }
  if (first === 'atgardsbibliotek' && two) return { page: 'atgardsbibliotek', id: second }
  if (first === 'utlamnanden' && one) return { page: 'utlamnanden' }
  if (first === 'utlamnande' && two) return { page: 'utlamnande', id: second }
  if (first === 'import' && one) return { page: 'import', id: null }
  if (first === 'import' && two && /^\d+$/.test(second)) return { page: 'import', id: Number(second) }
  if (first === 'logg' && one) return { page: 'logg' }
  if (first === 'administration' && (one || two)) {
    const part = ADMINISTRATION.find((known) => known === (second ?? ADMINISTRATION[0]))
    if (part) return { page: 'administration', part }
  }
  if (first === 'ersattare' && one) return { page: 'ersattare' }
  if (first === 'konto' && one) return { page: 'konto' }
  if (first === 'lank' && one) return { page: 'lank' }
  if (first === 'losenord' && one) return { page: 'losenord' }
  if (first === 'inloggning') {
    const side = third === 'polis' || third === 'stad' ? third : null
    if (one) return { page: 'inloggning', step: 'val', side: null }
    if (two && (second === 'klar' || second === 'vantar')) return { page: 'inloggning', step: second, side: null }
    if (side && (second === 'igen' || second === 'administrator')) return { page: 'inloggning', step: second, side }
  }
  if (first === 'tillganglighet' && one) return { page: 'tillganglighet' }
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
