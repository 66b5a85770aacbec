import type { MethodSpec } from './kinds'

// The methods of the desk, in the order of the page. One that the server does not have is not here.
export const METHODS: readonly MethodSpec[] = [
  {
    id: 'local-moran',
    path: '/local-moran',
    group: 'where',
    lattices: true,
    choices: [
      { key: 'alpha', kind: 'number', min: 0.0001, max: 0.5, step: 'any', normal: 0.05 },
      { key: 'correction', kind: 'one', options: ['bh', 'bonferroni', 'none'], normal: 'bh' },
      { key: 'ring', kind: 'number', min: 1, max: 5, step: 1, normal: 1 },
    ],
    view: () => import('./LocalMoran.svelte'),
    layer: () => import('./localMoranLayer'),
  },
  {
    id: 'scan',
    path: '/scan',
    group: 'where',
    lattices: true,
    choices: [
      { key: 'max_radius', kind: 'number', min: 50, max: 20000, step: 'any', normal: 500 },
      { key: 'max_share', kind: 'number', min: 0.001, max: 0.5, step: 'any', normal: 0.5 },
      { key: 'simulations', kind: 'number', min: 0, max: 999999, step: 1, normal: 9999 },
      { key: 'clusters', kind: 'number', min: 1, max: 100, step: 1, normal: 10 },
      { key: 'seed', kind: 'number', min: 0, max: 9007199254740991, step: 1, normal: 1 },
    ],
    view: () => import('./Scan.svelte'),
    layer: () => import('./scanLayer'),
  },
  {
    id: 'dbscan',
    path: '/dbscan',
    group: 'where',
    lattices: false,
    choices: [
      { key: 'eps_m', kind: 'number', min: 20, max: 250, step: 'any', normal: 50 },
      { key: 'min_weight', kind: 'number', min: 3, max: 100000, step: 1, normal: '' },
    ],
    view: () => import('./DensePlaces.svelte'),
    layer: () => import('./densePlacesLayer'),
  },
  {
    id: 'kde',
    path: '/kde',
    group: 'where',
    lattices: false,
    choices: [
      { key: 'bandwidth', kind: 'number', min: 10, max: 20000, step: 'any', normal: 250 },
      { key: 'grid', kind: 'number', min: 1, max: 5000, step: 'any', normal: 50 },
      { key: 'kernel', kind: 'one', options: ['quartic', 'epanechnikov', 'gaussian'], normal: 'quartic' },
    ],
    view: () => import('./Kde.svelte'),
    layer: () => import('./kdeLayer'),
  },
  {
    id: 'joint-list',
    path: '/joint-list',
    group: 'where',
    lattices: false,
    frame: false,
    choices: [
      { key: 'rank', kind: 'one', options: ['both', 'crime', 'otrygghet'], normal: 'both' },
      { key: 'distance_m', kind: 'number', min: 0, max: 1000, step: 'any', normal: 100 },
    ],
    view: () => import('./JointList.svelte'),
    layer: () => import('./jointListLayer'),
  },
  {
    id: 'profile',
    path: '/profile',
    group: 'when',
    lattices: false,
    choices: [
      { key: 'compare_from', kind: 'day', normal: '' },
      { key: 'compare_to', kind: 'day', normal: '' },
    ],
    view: () => import('./Profile.svelte'),
  },
  {
    id: 'change',
    path: '/change',
    group: 'when',
    lattices: false,
    choices: [
      { key: 'months', kind: 'number', min: 1, max: 12, step: 1, normal: 3 },
      { key: 'years', kind: 'number', min: 1, max: 10, step: 1, normal: 1 },
      { key: 'preliminary', kind: 'number', min: 0, max: 12, step: 1, normal: 1 },
      { key: 'limit', kind: 'number', min: 1, max: 500, step: 1, normal: 20 },
    ],
    view: () => import('./Change.svelte'),
  },
  {
    id: 'emerging',
    path: '/emerging',
    group: 'when',
    lattices: true,
    choices: [
      { key: 'gate', kind: 'one', options: ['gi-star', 'count', 'permutation', 'default'], normal: 'gi-star' },
      { key: 'expectation', kind: 'one', options: ['background', 'land'], normal: 'background' },
      { key: 'correction', kind: 'one', options: ['bh', 'bonferroni', 'none'], normal: 'bh' },
      { key: 'alpha', kind: 'number', min: 0.0001, max: 0.5, step: 'any', normal: 0.05 },
      { key: 'trend_alpha', kind: 'number', min: 0.0001, max: 0.5, step: 'any', normal: 0.05 },
      { key: 'ring', kind: 'number', min: 1, max: 5, step: 1, normal: 1 },
    ],
    view: () => import('./Emerging.svelte'),
    layer: () => import('./emergingLayer'),
  },
  {
    id: 'concentration',
    path: '/concentration',
    group: 'how',
    lattices: true,
    choices: [],
    view: () => import('./Concentration.svelte'),
  },
  {
    id: 'near-repeat',
    path: '/near-repeat',
    group: 'how',
    lattices: false,
    choices: [
      { key: 'band_m', kind: 'number', min: 10, max: 1000, step: 'any', normal: 100 },
      { key: 'n_space', kind: 'number', min: 1, max: 8, step: 1, normal: 4 },
      { key: 'band_days', kind: 'number', min: 1, max: 90, step: 1, normal: 7 },
      { key: 'n_time', kind: 'number', min: 1, max: 8, step: 1, normal: 4 },
      { key: 'permutations', kind: 'number', min: 99, max: 99999, step: 1, normal: 999 },
      { key: 'seed', kind: 'number', min: 0, max: 9007199254740991, step: 1, normal: 1 },
    ],
    view: () => import('./NearRepeat.svelte'),
  },
  {
    id: 'backtest',
    path: '/backtest',
    group: 'how',
    lattices: true,
    choices: [
      { key: 'past_months', kind: 'number', min: 1, max: 36, step: 1, normal: 12 },
      { key: 'max_rolls', kind: 'number', min: 1, max: 60, step: 1, normal: 24 },
      { key: 'ring', kind: 'number', min: 1, max: 3, step: 1, normal: 1 },
    ],
    view: () => import('./Backtest.svelte'),
  },
]

/** Whether the server can follow up a case. */
export const FOLLOW_UP: boolean = true

export function methodOf(id: string | null): MethodSpec | null {
  return METHODS.find((method) => method.id === id) ?? null
}

/** Another way to look at a method's answer, on the map alone. */
const ON_THE_MAP: readonly MethodSpec[] = [
  {
    id: 'survey',
    answers: 'joint-list',
    path: '/joint-list',
    group: 'where',
    lattices: false,
    frame: false,
    choices: [],
    view: () => import('./SurveyShares.svelte'),
    layer: () => import('./surveyLayer').then(async (made) => (await made.load(), made)),
  },
]

/** What can be laid on the map. */
export const LAYERS: readonly MethodSpec[] = [...METHODS.filter((method) => method.layer), ...ON_THE_MAP]

export function layerNamed(id: string | null): MethodSpec | null {
  return LAYERS.find((method) => method.id === id) ?? null
}

/** Whether the answer is of the method's own kind. */
export function isAnswerOf(method: MethodSpec, card: { method: string }): boolean {
  return card.method === (method.answers ?? method.id)
}
