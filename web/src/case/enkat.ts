import type { Enkat, EnkatAnswer, EnkatQuestion } from '../api/contract'

// What is answered to a survey, and which surveys belong to a follow-up.

/** In the order in which they are asked. */
export const questions: EnkatQuestion['question'][] = ['meningsfullt', 'form', 'deltagare', 'mal', 'kommunikation']

/** What is chosen for each statement; nothing for one that cannot be judged. */
export type Grades = Record<EnkatQuestion['question'], string>

/** What is sent; nothing while nothing is said. */
export function answerOf(grades: Grades, text: string): EnkatAnswer | null {
  const answer: EnkatAnswer = {}
  for (const question of questions) if (grades[question]) answer[question] = Number(grades[question])
  if (text.trim()) answer.text = text.trim()
  return Object.keys(answer).length ? answer : null
}

/** The surveys that were over within the days from the first that a follow-up judges to the one it was written on. */
export function besides(enkater: Enkat[], followUp: { from: string; on: string }): Enkat[] {
  return enkater.filter(({ over_on }) => over_on !== null && followUp.from <= over_on && over_on <= followUp.on)
}
