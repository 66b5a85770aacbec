import type { MethodAnswer, Scan } from '../api/contract'
import { ZONE } from '../classify/colours'
import type { Dictionary } from '../i18n/index.svelte'
import type { Layer } from './kinds'

const UNSURE = '#7d8b95'

/** Circles as their cells dissolved, labelled by rank; those that chance may have made are grey. */
export function layerOf(answer: MethodAnswer<Scan>, t: Dictionary): Layer {
  const { clusters } = answer.result
  const sure = clusters.filter((c) => c.p < 0.05)
  return {
    overlay: {
      key: answer.card.id,
      cells: null,
      colours: [],
      zones: {
        type: 'FeatureCollection',
        features: clusters.map((c) => ({ type: 'Feature', geometry: c.geometry, properties: { colour: c.p < 0.05 ? ZONE : UNSURE } })),
      },
      labels: clusters.map((c) => ({ ...c.centre, text: String(c.rank) })),
      places: false,
    },
    legend: {
      title: t.analys.methods.scan!.name,
      rows: [
        { colour: ZONE, text: t.analys.scan.sureZone, count: String(sure.length), outline: 'zone' },
        { colour: UNSURE, text: t.analys.scan.chanceZone, count: String(clusters.length - sure.length), outline: 'zone' },
      ],
      notes: answer.result.nothing_text ? [answer.result.nothing_text] : [],
    },
  }
}
