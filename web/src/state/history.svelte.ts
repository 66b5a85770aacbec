import { i18n } from '../i18n/index.svelte'
import { routeOf } from '../routes'
import { isUnsaved } from './unsaved.svelte'

// The address bar as state. Pages read `place`, links and pages call `go`; nothing else touches
// window.history.

const LANGUAGE = 'sprak'

class Place {
  path = $state(window.location.pathname)
  search = $state(window.location.search)
  route = $derived(routeOf(this.path))
  /** What stood after `#` in a participant's link, or in one for a new password; the address bar and the history no longer have it. */
  fragment = $state(takeFragment())
}

export const place = new Place()

/** The address, such that whoever loads it meets the language. */
export const inLanguage = (path: string, language: string) => `${path}?${LANGUAGE}=${language}`

/** Takes the language out of the address that was loaded; null when it asks for none. */
export function takeLanguage(): string | null {
  const query = new URLSearchParams(place.search)
  const language = query.get(LANGUAGE)
  if (language === null) return null
  query.delete(LANGUAGE)
  const rest = query.toString()
  window.history.replaceState(null, '', place.path + (rest && `?${rest}`) + window.location.hash)
  read()
  return language
}

type How = { replace?: boolean; keepScroll?: boolean }

/** Goes to an address of the desk. */
export function go(address: string, { replace = false, keepScroll = false }: How = {}) {
  const target = new URL(address, window.location.href)
  const same = target.pathname === place.path
  if (target.pathname + target.search === place.path + place.search) return
  if (!same && !mayLeave()) return
  window.history[replace ? 'replaceState' : 'pushState'](null, '', target)
  read()
  if (!same && !keepScroll) arrive()
}

/** Whoever has written something that is not saved says whether to leave it. */
export const mayLeave = () => !isUnsaved() || window.confirm(i18n.t.app.leave)

/** Starts to follow back, forward and clicks on links of the desk; returns how to stop. */
export function follow(): () => void {
  const back = () => {
    // The browser has gone back already: whoever stays gets the address again.
    if (window.location.pathname !== place.path && !mayLeave()) window.history.pushState(null, '', place.path + place.search)
    else read()
  }
  const click = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = (event.target as Element | null)?.closest?.('a')
    if (!link || link.target || link.hasAttribute('download') || link.origin !== window.location.origin) return
    if (link.pathname.startsWith('/api/') || link.hash) return
    if (routeOf(link.pathname).page === 'okand') return
    event.preventDefault()
    go(link.href)
  }
  window.addEventListener('popstate', back)
  document.addEventListener('click', click)
  return () => {
    window.removeEventListener('popstate', back)
    document.removeEventListener('click', click)
  }
}

function read() {
  place.path = window.location.pathname
  place.search = window.location.search
  // The same link once more, or another one, in a page that is open already.
  place.fragment = takeFragment() || place.fragment
}

/** Reads the secret of such a link and removes it from where others could see it. */
function takeFragment() {
  const { hash, pathname, search } = window.location
  const { page } = routeOf(pathname)
  if (!hash || (page !== 'lank' && page !== 'losenord')) return ''
  window.history.replaceState(null, '', pathname + search)
  return hash
}

/** A new page starts at its top, with focus on its main part, as a full load would. */
function arrive() {
  window.scrollTo(0, 0)
  queueMicrotask(() => document.getElementById('innehall')?.focus({ preventScroll: true }))
}
