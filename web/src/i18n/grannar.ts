import { grannarEn } from './grannar.en'
import { grannarSv } from './grannar.sv'
import { i18n } from './index.svelte'

// Texts of what lies near a place, in both languages in one chunk: only the pages that show them load it.
export const nearby = {
  get t(): typeof grannarSv {
    return i18n.lang === 'sv' ? grannarSv : grannarEn
  },
}
