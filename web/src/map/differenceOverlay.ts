import { DIFFERENCE_COLOURS, HOT } from '../classify/colours'
import { differenceBreaks, differenceClass, type Difference } from '../classify/difference'
import type { Dictionary } from '../i18n/index.svelte'
import type { CellState } from './maplibre'
import type { Overlay, OverlayLegend } from './overlay'

/** Classes by the size of the difference, outlines by whether chance explains it. */
export function differenceOverlay(
  key: string,
  cells: readonly Difference[],
  t: Dictionary,
  n: (value: number) => string,
): { overlay: Overlay; legend: OverlayLegend } {
  const d = cells.map((cell) => cell.now - cell.then)
  const breaks = differenceBreaks(d)
  const counts = new Array<number>(7).fill(0)
  const states = new Map<number, CellState>()
  let outlined = 0
  cells.forEach((cell, id) => {
    const c = differenceClass(d[id]!, breaks)
    const h = cell.adjusted !== null && cell.adjusted < 0.05
    counts[c]! += 1
    if (h) outlined += 1
    if (c > 0 || h) states.set(id, { c, h })
  })
  const [small, middle] = breaks
  const range = (low: number, high: number | null) => (high === null ? t.compare.atLeast(n(low)) : low === high ? n(low) : `${n(low)}–${n(high)}`)
  const ranges = [range(1, small), range(small + 1, middle), range(middle + 1, null)]
  const row = (c: number, text: string) => ({ colour: DIFFERENCE_COLOURS[c]!, text, count: t.legend.cells(n(counts[c]!)) })
  return {
    overlay: { key, cells: states, colours: DIFFERENCE_COLOURS, zones: null, labels: [], places: true },
    legend: {
      title: t.compare.legend,
      rows: [
        ...[3, 2, 1].map((c) => row(c, t.compare.moreBy(ranges[c - 1]!))),
        row(0, t.compare.same),
        ...[4, 5, 6].map((c) => row(c, t.compare.fewerBy(ranges[c - 4]!))),
        { colour: HOT, text: t.compare.outline, count: t.legend.cells(n(outlined)), outline: 'line' },
      ],
      notes: [t.compare.tested(n(cells.filter((cell) => cell.p !== null).length))],
    },
  }
}
