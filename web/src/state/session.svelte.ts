import { tick } from 'svelte'
import { api, onSessionExpired, Problem } from '../api/client'
import type { Credentials, Me } from '../api/contract'
import { today } from '../i18n/dates'
import { i18n } from '../i18n/index.svelte'
import { inLanguage } from './history.svelte'

// Who is signed in. When a session runs out in the middle of something the page stays and a dialog
// asks for a new sign-in; the request that failed is then repeated, but only for the same user.

class Session {
  /** Undefined while the first answer is awaited and while one is on the way out, null when nobody is signed in. */
  me = $state.raw<Me | null | undefined>(undefined)
  /** True while the dialog is up. */
  expired = $state(false)
  #waiting: ((who: 'same' | 'other' | 'given_up') => void)[] = []

  may(verb: string) {
    return this.me?.may.includes(verb) ?? false
  }

  /** Today: the demo's, or the browser's local day. */
  get today() {
    return this.me?.demo_today ?? today()
  }

  async start() {
    onSessionExpired(() => {
      this.expired = true
      return new Promise((resolve) => this.#waiting.push(resolve))
    })
    try {
      this.me = await api.quietly<Me>('/me')
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.me = null
      else throw error
    }
  }

  /** Asks again who one is: what one may can have been changed. */
  async again() {
    this.me = await api.get<Me>('/me')
  }

  async signIn(login: string, password: string) {
    const body: Credentials = { login, password }
    this.signedIn(await api.quietly<Me>('/session', { method: 'POST', body }))
  }

  /** Somebody is in: the one that was, so that what failed is sent again, or another. */
  signedIn(me: Me) {
    const before = this.me?.user.id
    const waiting = this.#waiting
    this.#waiting = []
    this.expired = false
    this.me = me
    for (const resolve of waiting) resolve(before === me.user.id ? 'same' : 'other')
  }

  /** Somebody has signed in in another tab. */
  async signedInElsewhere() {
    try {
      this.signedIn(await api.quietly<Me>('/me'))
    } catch (error) {
      // Nobody after all: the dialog stays.
      if (!(error instanceof Problem)) throw error
    }
  }

  giveUp() {
    const waiting = this.#waiting
    this.#waiting = []
    this.expired = false
    for (const resolve of waiting) resolve('given_up')
  }

  async signOut() {
    try {
      await api.quietly('/session', { method: 'DELETE' })
    } catch (error) {
      // Already signed out is signed out; anything else the user must know of.
      if (!(error instanceof Problem && error.status === 401)) throw error
    }
    // The pages go at once, and the next thing seen is the page loaded anew.
    this.me = undefined
    await tick()
    // Nothing of what was read stays in the page's memory, also where the server could not be asked to
    // have it cleared. What the browser kept is gone too, so the language goes with the address.
    window.location.replace(inLanguage('/', i18n.lang))
  }
}

export const session = new Session()
