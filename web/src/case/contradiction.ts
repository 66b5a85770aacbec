import type { AppendixSays, CaseTemplate } from '../api/contract'
import { withValue } from './merge'

/** The template with what one appendix of the agreement says of a field, or null where it says nothing of it. */
export function using(template: CaseTemplate, field: string, { frequency, functions }: AppendixSays): CaseTemplate | null {
  // From when one meets so is the template's own affair.
  if (field === 'motesfrekvens') return frequency && withValue(template, field, { ...frequency, from: template.motesfrekvens.from })
  return functions && withValue(template, field, functions)
}
