// Dates as text, YYYY-MM-DD, without time zones: whole local days of the study area.

/** First and last day of the twelve months that end with the month of `last`. */
export function twelveMonths(last: string) {
  return { from: firstOf(addMonths(monthOf(last), -11)), to: lastOf(monthOf(last)) }
}

/** First and last day of the last whole calendar year up to `last`. */
export function lastYear(last: string) {
  const year = Number(last.slice(0, 4)) - (last.slice(5) === '12-31' ? 0 : 1)
  return { from: `${year}-01-01`, to: `${year}-12-31` }
}

/** The quarter that holds the month of `last`, moved by `step` quarters. */
export function quarter(last: string, step = 0) {
  const month = monthOf(last)
  const start = Math.floor((Number(month.slice(5)) - 1) / 3) * 3 + 1
  const first = addMonths(`${month.slice(0, 4)}-${pad(start)}`, step * 3)
  return { from: firstOf(first), to: lastOf(addMonths(first, 2)) }
}

/** The last quarter with all its months in data up to `last`. */
export function lastWholeQuarter(last: string) {
  const here = quarter(last)
  return here.to <= last ? here : quarter(last, -1)
}

export function monthOf(date: string) {
  return date.slice(0, 7)
}

export function addMonths(month: string, step: number) {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const index = year * 12 + number - 1 + step
  return `${Math.floor(index / 12)}-${pad((index % 12) + 1)}`
}

/** All months from `a` to `b`, both included. */
export function monthsBetween(a: string, b: string) {
  const months: string[] = []
  for (let m = monthOf(a); m <= monthOf(b) && months.length < 1200; m = addMonths(m, 1)) months.push(m)
  return months
}

export function firstOf(month: string) {
  return `${month}-01`
}

export function lastOf(month: string) {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return `${month}-${pad(new Date(Date.UTC(year, number, 0)).getUTCDate())}`
}

/** Today as the browser's local day; only for prefilling forms. */
export function today() {
  const now = new Date()
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`
}

function pad(n: number) {
  return String(n).padStart(2, '0')
}

/** The same days a year earlier; the 29th of February becomes the 28th, unless it ends a month. */
export function yearBefore({ from, to }: { from: string; to: string }) {
  const back = (date: string) => {
    const month = addMonths(monthOf(date), -12)
    const day = `${month}-${date.slice(8)}`
    return day > lastOf(month) ? lastOf(month) : day
  }
  return { from: back(from), to: to === lastOf(monthOf(to)) ? lastOf(addMonths(monthOf(to), -12)) : back(to) }
}

/** The period of the same length that ends the day before: whole months when it is whole months. */
export function justBefore({ from, to }: { from: string; to: string }) {
  const whole = from.endsWith('-01') && to === lastOf(monthOf(to))
  if (whole) {
    const months = monthsBetween(from, to).length
    return { from: firstOf(addMonths(monthOf(from), -months)), to: lastOf(addMonths(monthOf(from), -1)) }
  }
  return { from: addDays(from, -daysIn({ from, to })), to: addDays(from, -1) }
}

/** Days of a period, both ends included. */
export function daysIn({ from, to }: { from: string; to: string }) {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
}

function addDays(date: string, step: number) {
  return new Date(Date.parse(date) + step * 86_400_000).toISOString().slice(0, 10)
}
