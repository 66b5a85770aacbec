import { i18n } from './index.svelte'
import { kommunikationEn } from './kommunikation.en'
import { kommunikationSv } from './kommunikation.sv'

// Texts of what is communicated of a case, in both languages in one chunk: only what shows them loads it.
export type KommunikationWords = typeof kommunikationSv

export const kommunikation = {
  get t(): KommunikationWords {
    return i18n.lang === 'sv' ? kommunikationSv : kommunikationEn
  },
}
