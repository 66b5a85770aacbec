import type { Component } from 'svelte'
import type { MethodAnswer } from '../api/contract'

/** A choice of a method alone, by its name in the interface. */
export type Choice =
  | { key: string; kind: 'number'; min: number; max: number; step: number | 'any'; normal: number }
  | { key: string; kind: 'one'; options: readonly string[]; normal: string }

/** What a method view gets. */
export type ViewProps<R> = { answer: MethodAnswer<R> }

export type MethodSpec = {
  /** Its name in the interface, in the dictionary and in the desk's address. */
  id: string
  /** Where it is asked, under `/api/v1`. */
  path: string
  /** Which of the analyst's questions it belongs to. */
  group: 'where' | 'when' | 'how'
  lattices: boolean
  choices: readonly Choice[]
  view: () => Promise<{ default: Component<any> }>
}
