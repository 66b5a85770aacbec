import { i18n } from './index.svelte'
import { inlasningEn } from './inlasning.en'
import { inlasningSv } from './inlasning.sv'

// Texts of reading files in, in both languages in one chunk: only the page that shows them loads it.
export type InlasningWords = typeof inlasningSv

export const inlasning = {
  get t(): InlasningWords {
    return i18n.lang === 'sv' ? inlasningSv : inlasningEn
  },
}
