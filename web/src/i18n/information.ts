import { i18n } from './index.svelte'
import { informationEn } from './information.en'
import { informationSv } from './information.sv'

// Texts of information under §10, in both languages in one chunk: only the pages that show them load it.
export type InformationWords = typeof informationSv

export const informing = {
  get t(): InformationWords {
    return i18n.lang === 'sv' ? informationSv : informationEn
  },
}
