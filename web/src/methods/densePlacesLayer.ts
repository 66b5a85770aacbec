import type { DensePlaces, MethodAnswer } from '../api/contract'
import { ZONE } from '../classify/colours'
import type { Dictionary } from '../i18n/index.svelte'
import type { Layer } from './kinds'

export function layerOf(answer: MethodAnswer<DensePlaces>, t: Dictionary): Layer {
  const { places } = answer.result
  return {
    overlay: {
      key: answer.card.id,
      cells: null,
      colours: [],
      zones: { type: 'FeatureCollection', features: places.map((place) => ({ type: 'Feature', geometry: place.geometry, properties: {} })) },
      labels: places.slice(0, 30).map((place) => ({ lon: place.label_at[0], lat: place.label_at[1], text: String(place.rank) })),
      places: false,
    },
    legend: {
      title: t.analys.methods.dbscan!.name,
      rows: [{ colour: ZONE, text: t.analys.dbscan.outline, count: String(places.length), outline: 'zone' }],
      notes: [t.analys.dbscan.chance],
    },
  }
}
