// What can be done with an agreement: pure, so that the page only shows it.
import type { Agreement } from '../api/contract'

/** What one is asked about before it is done. */
export type AgreementQuestion = 'confirm' | 'decline' | 'withdraw' | 'change' | 'end'

/** The last path of the act; a change is a new proposal. */
export const PATHS: Record<AgreementQuestion, string> = {
  confirm: 'confirmation',
  decline: 'refusal',
  withdraw: 'withdrawal',
  change: 'proposal',
  end: 'end',
}

/** What both have agreed to can be ended until its last day has come. */
export function canEnd(of: Agreement, today: string) {
  const last = of.agreed?.valid_to ?? null
  return of.agreed !== null && (last === null || today < last)
}
