import type { Bounds } from '../api/contract'
import { layers } from './layers'
import type { StyleSpecification } from './maplibre'

const nothing: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] }

/**
 * The base style. No `glyphs`: text is drawn in the browser with the bundled font, so nothing is
 * asked of anyone. The ground comes from the service's own areas.
 */
export function style(bounds: Bounds): StyleSpecification {
  const geojson = (extra: object = {}) => ({ type: 'geojson' as const, data: nothing, ...extra })
  // Nowhere until it is known which: then the server says where the tiles are and which zooms there are.
  const tiles = () => ({ type: 'vector' as const, tiles: [`${location.origin}/tiles`], bounds: [0, 0, 0, 0] as Bounds })
  return {
    version: 8,
    center: [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2],
    sources: {
      ground: tiles(),
      cells: tiles(),
      areas: tiles(),
      'area-labels': geojson(),
      places: geojson({ tolerance: 0 }),
      'place-labels': geojson(),
      zones: geojson({ tolerance: 0 }),
      'zone-labels': geojson(),
    },
    layers: layers(),
  }
}
