import type { CaseProgress } from '../api/contract'

/** How far a measure has come, while it is being written; no state is no change. */
export type ProgressDraft = { state: CaseProgress['state'] | ''; day: string; reason: string }

export const nothing = (): ProgressDraft => ({ state: '', day: '', reason: '' })

const NEEDS_DAY = ['klar', 'forsenad']
const NEEDS_REASON = ['forsenad', 'utgar']
export const needsDay = (state: string) => NEEDS_DAY.includes(state)
export const needsReason = (state: string) => NEEDS_REASON.includes(state)

/** Whether it says all that its state asks for. */
export function isWhole({ state, day, reason }: ProgressDraft): boolean {
  return state !== '' && (!needsDay(state) || day !== '') && (!needsReason(state) || reason.trim().length >= 2)
}

export function toProgress({ state, day, reason }: ProgressDraft): CaseProgress {
  return {
    state: state || 'pagar',
    day: needsDay(state) ? day : null,
    reason: needsReason(state) ? reason.trim() : null,
  }
}
