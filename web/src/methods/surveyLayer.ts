import { api, url } from '../api/client'
import type { JointList, MethodAnswer } from '../api/contract'
import { classOfShare, SHARE_BOUNDS, SHARE_COLOURS } from '../classify/shares'
import { i18n, type Dictionary } from '../i18n/index.svelte'
import { catalogue } from '../state/catalogue.svelte'
import type { Layer } from './kinds'

/** Kinds of areas that surveys are published for, large to small: the small are drawn on the large. */
const KINDS = ['stadsdelsomrade', 'stadsdel', 'statistikomrade']
const grounds = new Map<string, GeoJSON.Geometry>()

/** Fetches the ground of the areas, once. */
export async function load() {
  if (grounds.size > 0) return
  const layers = await Promise.all(KINDS.map((kind) => api.get<GeoJSON.FeatureCollection>(url('/areas.geojson', { kind }))))
  for (const { features } of layers) for (const { id, geometry } of features) grounds.set(String(id), geometry)
}

/** Areas coloured by the share who feel unsafe; the counts are not drawn under them. */
export function layerOf(answer: MethodAnswer<JointList>, t: Dictionary): Layer {
  const { areas, complement, reference } = answer.result
  const kindOf = (area: string) => KINDS.indexOf(area.split('/')[0] ?? '')
  // An area that is no more, or has no ground of its own, is drawn as the areas it was made of.
  const asked = (answer.card.parameters.shares ?? []) as { area: string; covers: string[] }[]
  const covers = new Map(asked.map(({ area, covers }) => [area, covers]))
  const groundOf = (area: string) => [grounds.get(area) ?? (covers.get(area) ?? []).flatMap((part) => grounds.get(part) ?? [])].flat()
  const shown = areas
    .flatMap((area) => {
      const ground = groundOf(area.area)
      return area.share !== null && ground.length ? [{ ...area, share: area.share, ground }] : []
    })
    .sort((a, b) => kindOf(a.area) - kindOf(b.area))
  const percent = (share: number) => i18n.percent(share)
  const rows = SHARE_COLOURS.map((colour, c) => ({
    colour,
    text: t.analys.survey.class(c === 0 ? null : percent(SHARE_BOUNDS[c - 1]!), c === SHARE_BOUNDS.length ? null : percent(SHARE_BOUNDS[c]!)),
    count: String(shown.filter((area) => classOfShare(area.share) === c).length),
  }))
  return {
    overlay: {
      key: `survey ${answer.card.id}`,
      cells: new Map(),
      colours: ['rgba(0, 0, 0, 0)'],
      zones: {
        type: 'FeatureCollection',
        features: shown.flatMap(({ ground, share }) =>
          ground.map((geometry) => ({ type: 'Feature' as const, properties: { fill: SHARE_COLOURS[classOfShare(share)] }, geometry })),
        ),
      },
      labels: shown.flatMap(({ area, share }) => {
        const at = catalogue.area(area)?.label_at
        return at ? [{ lon: at.lon, lat: at.lat, text: percent(share) }] : []
      }),
      places: false,
    },
    legend: {
      title: t.analys.methods.survey!.name,
      rows,
      notes: [
        complement ? t.analys.joint.complement : t.analys.joint.shareOf,
        ...(reference?.share == null ? [] : [t.analys.joint.reference(reference.name, percent(reference.share))]),
        t.analys.survey.whole,
        ...(areas.some((area) => area.share !== null && area.n_answers === null) ? [t.analys.joint.noIntervalNote] : []),
        ...(areas.length > shown.length ? [t.analys.survey.notDrawn(areas.length - shown.length)] : []),
      ],
    },
  }
}
