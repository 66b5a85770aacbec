import { i18n } from './index.svelte'
import { omradenEn } from './omraden.en'
import { omradenSv } from './omraden.sv'

// Texts about areas over time, in both languages in one chunk: only the pages that show them load it.
export type AreaWords = typeof omradenSv

export const omraden = {
  get t(): AreaWords {
    return i18n.lang === 'sv' ? omradenSv : omradenEn
  },
}
