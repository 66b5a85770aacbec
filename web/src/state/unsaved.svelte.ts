// What is written and not saved. It lies nowhere but on the page, since a browser's store is no place for
// minutes; so the reader is asked before the page goes.

const held = new Set<() => boolean>()

/** Whether somebody would lose something that was written. */
export const isUnsaved = () => [...held].some((dirty) => dirty())

/** Asks before the page goes while something is written; returns how to stop. */
export function holdUnsaved(dirty: () => boolean): () => void {
  held.add(dirty)
  if (held.size === 1) window.addEventListener('beforeunload', ask)
  return () => {
    held.delete(dirty)
    if (held.size === 0) window.removeEventListener('beforeunload', ask)
  }
}

function ask(event: BeforeUnloadEvent) {
  if (isUnsaved()) event.preventDefault()
}
