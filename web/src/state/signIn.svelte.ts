import { api } from '../api/client'
import type { NewSignIn, Side, SignInAddress } from '../api/contract'

// The way to a provider and back. The tab goes away and comes back as a new page, so where it was is
// kept in the tab's own storage; other tabs hear that somebody has signed in.

const KEY = 'platssamverkan.inloggning'
/** A sign-in in a tab of its own: the other tab has what was being written. */
const AGAIN = 'igen'
const CHANNEL = 'platssamverkan.inloggning'

/** Leaves for the provider of a side. */
export async function toProvider(side: Side, { link, again = false }: { link?: string; again?: boolean } = {}) {
  const body: NewSignIn = { link: link ?? null }
  const { url } = await api.quietly<SignInAddress>(`/sign-in/${side}`, { method: 'POST', body })
  const here = window.location.pathname.startsWith('/inloggning') ? '/' : window.location.pathname + window.location.search
  remember(again ? AGAIN : here)
  window.location.assign(url)
}

/** Back from the provider, signed in: the address to go on to, or null in a tab that has done its part. */
export function cameBack(): string | null {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('klar')
  channel.close()
  const where = recalled()
  return where === AGAIN ? null : (where ?? '/')
}

/** Calls when somebody has signed in in another tab; returns how to stop. */
export function onSignedInElsewhere(then: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = then
  return () => channel.close()
}

// A browser may refuse storage; then the desk starts at its first page.
function remember(where: string) {
  try {
    window.sessionStorage.setItem(KEY, where)
  } catch {
    return
  }
}

function recalled(): string | null {
  try {
    const where = window.sessionStorage.getItem(KEY)
    window.sessionStorage.removeItem(KEY)
    return where
  } catch {
    return null
  }
}
