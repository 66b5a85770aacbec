/** Class and outline of a cell; a cell without state is of class 0. */
export type CellState = { c: number; h: boolean }

const EMPTY: CellState = { c: 0, h: false }

/**
 * What must be said to come from one picture of the cells to the next. Cells that are not in the next
 * are set to the zero class by name: taking back "everything" forgets only what has already been
 * drawn, and a class of the picture before would then be painted in the colours of this one.
 */
export function changesOf(before: ReadonlyMap<number, CellState>, after: ReadonlyMap<number, CellState>): [number, CellState][] {
  const changes: [number, CellState][] = []
  for (const id of before.keys()) if (!after.has(id)) changes.push([id, EMPTY])
  for (const [id, state] of after) {
    const was = before.get(id)
    if (was?.c !== state.c || was.h !== state.h) changes.push([id, state])
  }
  return changes
}
