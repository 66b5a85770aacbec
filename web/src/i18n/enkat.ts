import { enkatEn } from './enkat.en'
import { enkatSv } from './enkat.sv'
import { i18n } from './index.svelte'

// Texts of the surveys of participants, in both languages in one chunk: only what shows them loads it.
export type EnkatWords = typeof enkatSv

export const enkat = {
  get t(): EnkatWords {
    return i18n.lang === 'sv' ? enkatSv : enkatEn
  },
}
