import { effektEn } from './effekt.en'
import { effektSv } from './effekt.sv'
import { i18n } from './index.svelte'

// Texts of the part Effekt of a case, in both languages in one chunk: only what shows it loads them.
export type EffectWords = typeof effektSv

export const effekt = {
  get t(): EffectWords {
    return i18n.lang === 'sv' ? effektSv : effektEn
  },
}
