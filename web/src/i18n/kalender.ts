import { i18n } from './index.svelte'
import { kalenderEn } from './kalender.en'
import { kalenderSv } from './kalender.sv'

// Texts of the year of an agreement, in both languages in one chunk: only the pages that show them load it.
export type KalenderWords = typeof kalenderSv

export const kalender = {
  get t(): KalenderWords {
    return i18n.lang === 'sv' ? kalenderSv : kalenderEn
  },
}
