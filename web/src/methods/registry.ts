import type { MethodSpec } from './kinds'

// The methods of the desk, in the order of the page. One that the server does not have is not here.
export const METHODS: readonly MethodSpec[] = [
  {
    id: 'concentration',
    path: '/concentration',
    group: 'how',
    lattices: true,
    choices: [],
    view: () => import('./Concentration.svelte'),
  },
]

export function methodOf(id: string | null): MethodSpec | null {
  return METHODS.find((method) => method.id === id) ?? null
}
