import type { Correction, Expectation, Gate, Period, RunParameters } from '../api/contract'

// The map page as an address and back. Whatever is at its default is left out, so that links stay
// short; whatever does not parse falls back to the default.

export type View = { lon: number; lat: number; zoom: number }

export type MapState = {
  categories: string[]
  /** Null: the latest twelve months with data. */
  from: string | null
  to: string | null
  /** Null: the study area of the installation. */
  area: string | null
  lattice: string
  ring: number
  expectation: Expectation
  gate: Gate
  correction: Correction
  alpha: number
  minRatio: number
  minCount: number
  maxPlaceKm2: number
  /** What is drawn instead of counts: a comparison or a method's answer; empty for counts. */
  layer: string
  /** What is chosen for the layer's method alone, by the names of the interface. */
  choices: Record<string, string>
  run: string | null
  place: number | null
  /** Kind of areas drawn as outlines; empty for none. */
  kind: string
  /** Whether the base map is shown, where there is one. */
  base: boolean
  /** Classes that are not drawn. */
  hidden: number[]
  view: View | null
}

export const DEFAULTS: MapState = {
  categories: [],
  from: null,
  to: null,
  area: null,
  lattice: 'h3:10',
  ring: 1,
  expectation: 'background',
  gate: 'default',
  correction: 'bh',
  alpha: 0.05,
  minRatio: 1.5,
  minCount: 10,
  maxPlaceKm2: 0.15,
  layer: '',
  choices: {},
  run: null,
  place: null,
  kind: 'statistikomrade',
  base: true,
  hidden: [],
  view: null,
}

const LATTICES = ['h3:8', 'h3:9', 'h3:10', 'h3:11', 'sweref:100', 'sweref:250', 'sweref:500', 'sweref:1000', 'areas:statistikomrade', 'areas:stadsdel']
const EXPECTATIONS: Expectation[] = ['background', 'land', 'past']
const GATES: Gate[] = ['default', 'count', 'gi-star', 'permutation']
const CORRECTIONS: Correction[] = ['bh', 'bonferroni', 'none']
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Reads the query part of an address. */
export function parse(search: string): MapState {
  const q = new URLSearchParams(search)
  return {
    categories: list(q.get('kat')),
    from: pattern(q.get('fran'), DATE),
    to: pattern(q.get('till'), DATE),
    area: q.get('omrade') || null,
    lattice: oneOf(q.get('rutnat'), LATTICES, DEFAULTS.lattice),
    ring: number(q.get('ring'), 1, 5, DEFAULTS.ring),
    expectation: expectationOf(q.get('vantat')),
    gate: oneOf(q.get('grind'), GATES, DEFAULTS.gate),
    correction: oneOf(q.get('korr'), CORRECTIONS, DEFAULTS.correction),
    alpha: number(q.get('alfa'), 0.0001, 0.5, DEFAULTS.alpha),
    minRatio: number(q.get('kvot'), 1, 20, DEFAULTS.minRatio),
    minCount: number(q.get('antal'), 1, 10000, DEFAULTS.minCount),
    maxPlaceKm2: number(q.get('yta'), 0.01, 10, DEFAULTS.maxPlaceKm2),
    layer: pattern(q.get('skikt'), /^[a-z-]+$/) ?? '',
    choices: Object.fromEntries(list(q.get('val')).flatMap((pair) => (/^[a-z_]+:[^:]+$/.test(pair) ? [pair.split(':') as [string, string]] : []))),
    run: q.get('korning') || null,
    place: q.has('plats') ? number(q.get('plats'), 1, 100000, 0) || null : null,
    kind: q.get('lager') ?? DEFAULTS.kind,
    base: q.get('bakgrund') !== 'nej',
    hidden: list(q.get('dolj')).map(Number).filter((c) => Number.isInteger(c) && c >= 0 && c <= 5),
    view: viewOf(q.get('vy')),
  }
}

/** Writes the query part, with `?` in front, or nothing when all is default. */
export function format(state: MapState): string {
  const q = new URLSearchParams()
  const set = (key: string, value: string | number | null, normal: string | number | null) => {
    if (value !== normal && value !== null) q.set(key, String(value))
  }
  set('kat', [...state.categories].sort().join(','), '')
  set('fran', state.from, null)
  set('till', state.to, null)
  set('omrade', state.area, null)
  set('rutnat', state.lattice, DEFAULTS.lattice)
  set('ring', state.ring, DEFAULTS.ring)
  set('vantat', state.expectation, DEFAULTS.expectation)
  set('grind', state.gate, DEFAULTS.gate)
  set('korr', state.correction, DEFAULTS.correction)
  set('alfa', state.alpha, DEFAULTS.alpha)
  set('kvot', state.minRatio, DEFAULTS.minRatio)
  set('antal', state.minCount, DEFAULTS.minCount)
  set('yta', state.maxPlaceKm2, DEFAULTS.maxPlaceKm2)
  set('skikt', state.layer, '')
  set('val', Object.keys(state.choices).sort().map((key) => `${key}:${state.choices[key]}`).join(','), '')
  set('korning', state.run, null)
  set('plats', state.place, null)
  set('lager', state.kind, DEFAULTS.kind)
  set('bakgrund', state.base ? null : 'nej', null)
  set('dolj', [...state.hidden].sort().join(','), '')
  if (state.view) {
    const { lon, lat, zoom } = state.view
    q.set('vy', `${lon.toFixed(5)},${lat.toFixed(5)},${zoom.toFixed(2)}`)
  }
  const text = q.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')
  return text ? `?${text}` : ''
}

/** What is asked of the server, in full; the period is filled in by the caller when the state leaves it open. */
export function requestOf(state: MapState, period: Period, area: string): RunParameters {
  return {
    categories: [...state.categories].sort(),
    period: { from: state.from ?? period.from, to: state.to ?? period.to },
    study_area: state.area ?? area,
    lattice: state.lattice,
    ring: state.ring,
    expectation: state.expectation,
    gate: state.gate,
    correction: state.correction,
    alpha: state.alpha,
    min_ratio: state.minRatio,
    min_count: state.minCount,
    max_place_km2: state.maxPlaceKm2,
    stability: true,
  }
}

/** The state that shows a stored run with its own parameters. */
export function stateOfRun(id: string, p: RunParameters): Partial<MapState> {
  return {
    categories: p.categories,
    from: p.period.from,
    to: p.period.to,
    area: p.study_area,
    lattice: p.lattice,
    ring: p.ring,
    expectation: expectationOf(p.expectation),
    gate: oneOf(p.gate, GATES, DEFAULTS.gate),
    correction: oneOf(p.correction, CORRECTIONS, DEFAULTS.correction),
    alpha: p.alpha,
    minRatio: p.min_ratio,
    minCount: p.min_count,
    maxPlaceKm2: p.max_place_km2,
    run: id,
  }
}

/** Whether a run answers exactly what the filters say. */
export function answers(request: RunParameters, p: RunParameters): boolean {
  return (
    [...p.categories].sort().join() === request.categories.join() &&
    p.period.from === request.period.from &&
    p.period.to === request.period.to &&
    (['study_area', 'lattice', 'ring', 'expectation', 'gate', 'correction', 'alpha', 'min_ratio', 'min_count', 'max_place_km2'] as const).every(
      (key) => request[key] === p[key],
    )
  )
}

/** One of ours, or in proportion to a category or an indicator by name. */
function expectationOf(text: string | null): Expectation {
  const exposure = /^exposure:([a-z0-9_]+)$/.exec(text ?? '')
  return exposure ? `exposure:${exposure[1]!}` : oneOf(text, EXPECTATIONS, DEFAULTS.expectation)
}
function list(text: string | null): string[] {
  return text ? text.split(',').filter(Boolean) : []
}
function pattern(text: string | null, shape: RegExp) {
  return text && shape.test(text) ? text : null
}
function oneOf<T extends string>(text: string | null, allowed: readonly T[], normal: T): T {
  return allowed.includes(text as T) ? (text as T) : normal
}
function number(text: string | null, low: number, high: number, normal: number) {
  const value = text === null || text === '' ? NaN : Number(text)
  return value >= low && value <= high ? value : normal
}
function viewOf(text: string | null): View | null {
  const [lon = NaN, lat = NaN, zoom = NaN] = (text ?? '').split(',').map((part) => (part ? Number(part) : NaN))
  const inside = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22
  return inside ? { lon, lat, zoom } : null
}
