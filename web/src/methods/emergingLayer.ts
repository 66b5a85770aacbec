import type { Emerging, MethodAnswer } from '../api/contract'
import { HOT } from '../classify/colours'
import type { Dictionary } from '../i18n/index.svelte'
import type { CellState } from '../map/maplibre'
import type { Layer } from './kinds'

/** One colour a class, what rises in warm and what falls in cold; what is hot now is outlined as well. */
export const TREND_COLOURS: Record<string, string> = {
  new: '#7f0000',
  consecutive: '#d7301f',
  intensifying: '#fc8d59',
  persistent: '#8c6bb1',
  diminishing: '#2c7fb8',
  sporadic: '#d9c27a',
  oscillating: '#78a86a',
  historical: '#7d8b95',
}
const NOW = new Set(['new', 'consecutive', 'intensifying', 'persistent', 'diminishing'])

export function layerOf(answer: MethodAnswer<Emerging>, t: Dictionary): Layer {
  const { classes, cells, n_cells } = answer.result
  const names = Object.keys(TREND_COLOURS)
  const label = new Map(classes.map((c) => [c.class, c.label]))
  const states = new Map<number, CellState>()
  const texts = new Map<number, string>()
  for (const cell of cells) {
    const c = names.indexOf(cell.class) + 1
    if (c > 0) states.set(cell.cell, { c, h: NOW.has(cell.class) })
    texts.set(cell.cell, label.get(cell.class) ?? cell.class)
  }
  return {
    overlay: { key: answer.card.id, cells: states, texts, colours: ['#f2f2ef', ...names.map((name) => TREND_COLOURS[name]!)], zones: null, labels: [], places: false },
    legend: {
      title: t.analys.methods.emerging!.name,
      rows: [
        ...classes.filter((c) => c.class !== 'none').map((c) => ({ colour: TREND_COLOURS[c.class] ?? '#f2f2ef', text: c.label, count: t.legend.cells(String(c.n_cells)) })),
        { colour: HOT, text: t.analys.emerging.outline, count: '', outline: 'line' as const },
      ],
      notes: classes.length ? [t.analys.emerging.of(String(n_cells))] : [t.analys.emerging.tooFew],
    },
  }
}
