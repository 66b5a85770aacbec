import { baslinjeEn } from './baslinje.en'
import { baslinjeSv } from './baslinje.sv'
import { i18n } from './index.svelte'

// Texts about the baseline of an agreement, in both languages in one chunk.
export type BaselineWords = typeof baslinjeSv

export const baslinje = {
  get t(): BaselineWords {
    return i18n.lang === 'sv' ? baslinjeSv : baslinjeEn
  },
}
