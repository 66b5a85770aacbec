import { bibliotekEn } from './bibliotek.en'
import { bibliotekSv } from './bibliotek.sv'
import { i18n } from './index.svelte'

// Texts of the library of measures, in both languages in one chunk: only what shows it loads them.
export type LibraryWords = typeof bibliotekSv

export const bibliotek = {
  get t(): LibraryWords {
    return i18n.lang === 'sv' ? bibliotekSv : bibliotekEn
  },
}
