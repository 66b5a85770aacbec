import type { CellState } from './maplibre'

/** Something else than counts on the map: classes of cells, outlined zones, or both. */
export type Overlay = {
  /** Another key is another picture. */
  key: string
  /** Class and outline by dense index; null leaves the counts in place. */
  cells: Map<number, CellState> | null
  /** Colour of each class, the one of cells without state first. */
  colours: readonly string[]
  /** Polygons and lines; `label` is written at the point of the same index in `labels`. */
  zones: GeoJSON.FeatureCollection | null
  labels: { lon: number; lat: number; text: string }[]
  /** Whether the hotspot places stay on top. */
  places: boolean
}

export type OverlayRow = { colour: string; text: string; count: string; outline?: 'line' | 'zone' }

/** What the legend says of it. */
export type OverlayLegend = { title: string; rows: OverlayRow[]; notes: string[] }
