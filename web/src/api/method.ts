import { api, url } from './client'
import type { InWork, MethodAnswer } from './contract'

// A question to a method: asked at its address, answered at once or after a while. Asking again joins
// the same work, and the server holds each request for a moment, so waiting is asking again.

export type Query = Record<string, string | number | null | undefined>

/** An answer has a card; a question in work has none. */
export function isInWork(body: object): body is InWork {
  return !('card' in body)
}

type How = { signal?: AbortSignal; onwork?: (work: InWork) => void }

/** Asks and waits until the answer is there; told how far it has come each time the server says. */
export async function askMethod<R>(path: string, query: Query, { signal, onwork }: How = {}): Promise<MethodAnswer<R>> {
  return untilAnswered(() => api.get<MethodAnswer<R> | InWork>(url(path, query), signal), isInWork, { signal, onwork })
}

/** Asks again until the answer is no longer how far it has come. */
export async function untilAnswered<A extends object>(ask: () => Promise<A | InWork>, inWork: (body: A | InWork) => body is InWork, { signal, onwork }: How = {}): Promise<A> {
  for (let round = 0; ; round++) {
    const body = await ask()
    if (!inWork(body)) return body
    onwork?.(body)
    await pause(Math.min(250 * (round + 1), 1500), signal)
  }
}

/** Takes a question back; one that is answered meanwhile is not an error. */
export async function cancelMethod(id: string) {
  await api.delete(`/runs/${encodeURIComponent(id)}`)
}

function pause(ms: number, signal?: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(new DOMException('overtaken', 'AbortError'))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
