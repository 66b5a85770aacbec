import { setLanguage } from '../api/client'
import { sv } from './sv'

export type Dictionary = typeof sv
export type Language = 'sv' | 'en'

const KEY = 'platssamverkan.lang'

class I18n {
  t = $state.raw<Dictionary>(sv)
  lang = $state<Language>('sv')
  readonly locale = $derived(this.lang === 'sv' ? 'sv-SE' : 'en-GB')
  readonly #whole = $derived(new Intl.NumberFormat(this.locale, { maximumFractionDigits: 0 }))
  readonly #time = $derived(
    new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Stockholm' }),
  )

  /** Whole number with thousands separated. */
  n(value: number) {
    return this.#whole.format(value)
  }
  /** A sentence of the server's, which is kept as it was written, with thousands separated from 10 000 on. */
  told(text: string) {
    return text.replace(/(?<![\w.,-])\d{5,}(?![\w-])/g, (digits) => this.n(Number(digits)))
  }
  /** Number with so many decimals. */
  d(value: number, decimals: number) {
    return value.toLocaleString(this.locale, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
  }
  /** A difference, with its sign unless it rounds to nothing. */
  signed(value: number, decimals = 0) {
    const shown = this.d(Math.abs(value), decimals)
    return /[1-9]/.test(shown) ? `${value > 0 ? '+' : '−'}${shown}` : shown
  }
  /** The same with every decimal written, for columns. */
  share(share: number, decimals = 1) {
    return share.toLocaleString(this.locale, { style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  }
  percent(share: number, decimals = 1) {
    return share.toLocaleString(this.locale, { style: 'percent', maximumFractionDigits: decimals })
  }
  /** A p value without false precision. */
  p(value: number) {
    return value < 0.001 ? `< ${this.d(0.001, 3)}` : this.d(value, 3)
  }
  /** Instant in the time of the study area. */
  time(instant: string) {
    return this.#time.format(new Date(instant))
  }
  /** The day of an instant, as YYYY-MM-DD in the time of the study area; a day stays as it is. */
  day(instant: string) {
    return instant.includes('T')
      ? new Date(instant).toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' })
      : instant
  }
  /** `2025-11` as "nov 2025". */
  month(month: string) {
    const [year = 0, number = 1] = month.split('-').map(Number)
    return new Intl.DateTimeFormat(this.locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(Date.UTC(year, number - 1, 1)),
    )
  }

  /** Begins in the language that the address asks for, or else the one chosen before. */
  async start(asked: string | null) {
    let wanted = asked
    try {
      wanted ??= localStorage.getItem(KEY)
    } catch {
      // Storage can be forbidden; Swedish then.
    }
    if (wanted === 'en') await this.choose('en')
  }

  async choose(lang: Language) {
    this.t = lang === 'sv' ? sv : (await import('./en')).en
    this.lang = lang
    document.documentElement.lang = lang
    setLanguage(lang)
    try {
      localStorage.setItem(KEY, lang)
    } catch {
      // Not kept then; the choice still holds for this visit.
    }
  }
}

export const i18n = new I18n()
