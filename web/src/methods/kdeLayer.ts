import type { Kde, MethodAnswer } from '../api/contract'
import type { Dictionary } from '../i18n/index.svelte'
import type { Layer } from './kinds'

/** From the innermost outwards; told apart by lightness and by the shares in the list. */
const COLOURS = ['#3f1468', '#7a4fb0', '#a98bd0', '#c9b8e0']

export function layerOf(answer: MethodAnswer<Kde>, t: Dictionary): Layer {
  const { features } = answer.result.contours
  const colour = (i: number) => COLOURS[Math.min(i, COLOURS.length - 1)]!
  const percent = (share: number) => `${Math.round(100 * share)} %`
  return {
    overlay: {
      key: answer.card.id,
      cells: null,
      colours: [],
      zones: {
        type: 'FeatureCollection',
        // The widest first, so that the narrow ones lie on top.
        features: features.map((f, i) => ({ ...f, properties: { colour: colour(i) } })).reverse(),
      },
      labels: [],
      places: false,
    },
    legend: {
      title: t.analys.methods.kde!.name,
      rows: features.map((f, i) => ({
        colour: colour(i),
        text: t.analys.kde.outline(percent(f.properties.share)),
        count: `${f.properties.area_km2.toFixed(1).replace('.', t.analys.kde.decimal)} km²`,
        outline: 'zone' as const,
      })),
      notes: [t.analys.kde.chance],
    },
  }
}
