import type { Component } from 'svelte'
import type { MethodAnswer } from '../api/contract'
import type { Dictionary } from '../i18n/index.svelte'
import type { Overlay, OverlayLegend } from '../map/overlay'

/** A choice of a method alone, by its name in the interface. */
export type Choice =
  /** Without a usual number the method works one out itself. */
  | { key: string; kind: 'number'; min: number; max: number; step: number | 'any'; normal: number | '' }
  | { key: string; kind: 'one'; options: readonly string[]; normal: string }
  /** A day, or none. */
  | { key: string; kind: 'day'; normal: '' }

/** What a method view gets. */
export type ViewProps<R> = { answer: MethodAnswer<R> }

/** An answer as it is drawn on the map. */
export type Layer = { overlay: Overlay; legend: OverlayLegend }

export type MethodSpec = {
  /** Its name in the interface, in the dictionary and in the desk's address. */
  id: string
  /** The method that answers, where that is another than the id. */
  answers?: string
  /** Where it is asked, under `/api/v1`. */
  path: string
  /** Which of the analyst's questions it belongs to. */
  group: 'where' | 'when' | 'how'
  lattices: boolean
  /** False for what is asked of a stored run and has its filters from there. */
  frame?: false
  choices: readonly Choice[]
  view: () => Promise<{ default: Component<any> }>
  /** For methods that can be drawn on the map. */
  layer?: () => Promise<{ layerOf: (answer: MethodAnswer<any>, t: Dictionary) => Layer }>
}
