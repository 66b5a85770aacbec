import type { LocalMoran, MethodAnswer } from '../api/contract'
import type { Dictionary } from '../i18n/index.svelte'
import type { CellState } from '../map/maplibre'
import type { Layer } from './kinds'

/** Alike in strong colours, unlike in pale ones; unlike cells are outlined as well. */
const COLOURS: Record<string, string> = { high_high: '#b2182b', low_low: '#2166ac', high_low: '#f4a582', low_high: '#92c5de' }

export function layerOf(answer: MethodAnswer<LocalMoran>, t: Dictionary): Layer {
  const m = answer.result
  const names = Object.keys(COLOURS)
  const states = new Map<number, CellState>()
  const texts = new Map<number, string>()
  m.significant.forEach((sure, id) => {
    const quadrant = m.quadrant[id]
    if (!sure || !quadrant) return
    states.set(id, { c: names.indexOf(quadrant) + 1, h: quadrant === 'high_low' || quadrant === 'low_high' })
    texts.set(id, `${t.analys.moran.names[quadrant] ?? quadrant} (${m.n[id]})`)
  })
  return {
    overlay: { key: answer.card.id, cells: states, texts, colours: ['#f2f2ef', ...names.map((name) => COLOURS[name]!)], zones: null, labels: [], places: false },
    legend: {
      title: t.analys.methods['local-moran']!.name,
      rows: m.quadrants.map((q) => ({
        colour: COLOURS[q.quadrant] ?? '#f2f2ef',
        text: t.analys.moran.names[q.quadrant] ?? q.quadrant,
        count: t.legend.cells(String(q.n_significant)),
      })),
      notes: [t.analys.moran.outlined],
    },
  }
}
