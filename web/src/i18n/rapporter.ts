import { i18n } from './index.svelte'
import { rapporterEn } from './rapporter.en'
import { rapporterSv } from './rapporter.sv'

// Texts of the reports, in both languages in one chunk: only the pages that show them load it.
export type ReportWords = typeof rapporterSv

export const rapporter = {
  get t(): ReportWords {
    return i18n.lang === 'sv' ? rapporterSv : rapporterEn
  },
}
