import { i18n } from './index.svelte'
import { offentligEn } from './offentlig.en'
import { offentligSv } from './offentlig.sv'

// Texts of the part of a case about its page for the public, in both languages in one chunk.
export type OffentligWords = typeof offentligSv

export const offentlig = {
  get t(): OffentligWords {
    return i18n.lang === 'sv' ? offentligSv : offentligEn
  },
}
