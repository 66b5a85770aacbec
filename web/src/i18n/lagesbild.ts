import { i18n } from './index.svelte'
import { lagesbildEn } from './lagesbild.en'
import { lagesbildSv } from './lagesbild.sv'

// Texts of the lägesbild, in both languages in one chunk: only its page loads them.
export type LagesbildWords = typeof lagesbildSv

export const bildWords = {
  get t(): LagesbildWords {
    return i18n.lang === 'sv' ? lagesbildSv : lagesbildEn
  },
}
