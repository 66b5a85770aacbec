// Keys on the map, as a table from event to meaning. Panning and zooming by keys is MapLibre's own.

export type MapKey = 'select' | 'next' | 'previous' | 'clear' | 'help'

type KeyLike = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>

/** What a key press on the map asks for, or null when it is none of ours. */
export function meaningOf(event: KeyLike): MapKey | null {
  if (event.ctrlKey || event.metaKey) return null
  if (event.altKey) {
    if (event.key === 'ArrowRight' || event.key === 'ArrowDown') return 'next'
    if (event.key === 'ArrowLeft' || event.key === 'ArrowUp') return 'previous'
    return null
  }
  if (event.key === 'Enter') return 'select'
  if (event.key === 'Escape') return 'clear'
  if (event.key === '?') return 'help'
  return null
}

/** The rank `step` places further in the list, staying at its ends; from nothing selected to the first. */
export function neighbour(ranks: readonly number[], selected: number | null, step: 1 | -1): number | null {
  if (ranks.length === 0) return null
  const at = selected === null ? -1 : ranks.indexOf(selected)
  if (at < 0) return ranks[step === 1 ? 0 : ranks.length - 1]!
  return ranks[Math.min(ranks.length - 1, Math.max(0, at + step))]!
}
