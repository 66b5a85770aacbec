import { arendenEn } from './arenden.en'
import { arendenSv } from './arenden.sv'
import { i18n } from './index.svelte'

// Texts of the case work, in both languages in one chunk: only the pages that show them load it.
export type CaseWords = typeof arendenSv

export const casework = {
  get t(): CaseWords {
    return i18n.lang === 'sv' ? arendenSv : arendenEn
  },
}
