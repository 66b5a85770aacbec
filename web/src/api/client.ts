import type { ProblemBody } from './contract'

/** An answer that is not the one asked for; `code` is stable, texts come from the server. */
export class Problem extends Error {
  readonly body: ProblemBody
  constructor(body: ProblemBody) {
    super(body.detail || body.title)
    this.body = body
  }
  get code() {
    return this.body.code
  }
  get status() {
    return this.body.status
  }
}

type Reauthenticate = () => Promise<'same' | 'other' | 'given_up'>
let reauthenticate: Reauthenticate | null = null
let language = 'sv'

/** What to do when the session has run out: asks for a new sign-in while the page stays as it is. */
export function onSessionExpired(handler: Reauthenticate | null) {
  reauthenticate = handler
}

/** Language of texts the server writes. */
export function setLanguage(code: string) {
  language = code
}

type Options = { signal?: AbortSignal; body?: unknown; version?: number; method?: string; signIn?: boolean }

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => call<T>(path, { signal }),
  post: <T>(path: string, body?: unknown, options: Options = {}) =>
    call<T>(path, { ...options, method: 'POST', body: body ?? {} }),
  put: <T>(path: string, body: unknown, options: Options = {}) => call<T>(path, { ...options, method: 'PUT', body }),
  delete: (path: string) => call<void>(path, { method: 'DELETE' }),
  /** Sign-in and the first look at who is there: a 401 is an answer, not an expiry. */
  quietly: <T>(path: string, options: Options = {}) => call<T>(path, { ...options, signIn: true }),
}

/** `/api/v1` + path with query; undefined, empty and null values are left out. */
export function url(path: string, query: Record<string, string | number | null | undefined> = {}) {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return `/api/v1${path}${text ? `?${text}` : ''}`
}

async function call<T>(path: string, options: Options): Promise<T> {
  const answer = await send(path, options)
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T
  const problem = await problemOf(answer)
  if (problem.code === 'not_signed_in' && !options.signIn && reauthenticate) {
    const who = await reauthenticate()
    // Never repeat one person's act in another person's name.
    if (who === 'same') return call(path, { ...options, signIn: true })
    throw new Problem({ ...problem.body, code: who === 'other' ? 'other_user' : 'not_signed_in' })
  }
  throw problem
}

async function send(path: string, { method = 'GET', body, version, signal }: Options) {
  const headers = new Headers({ Accept: 'application/json', 'Accept-Language': language })
  if (method !== 'GET') headers.set('X-Requested-With', 'platssamverkan')
  if (version !== undefined) headers.set('If-Match', `"${version}"`)
  let payload: BodyInit | undefined
  if (body instanceof FormData) payload = body
  else if (body !== undefined) {
    headers.set('Content-Type', 'application/json')
    payload = JSON.stringify(body)
  }
  try {
    return await fetch(path.startsWith('/api') ? path : `/api/v1${path}`, {
      method,
      headers,
      body: payload,
      signal,
      credentials: 'same-origin',
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new Problem(ours('no answer', 0, 'no_answer'))
  }
}

/** A problem in the server's shape where the server has said nothing, or something else has answered. */
function ours(title: string, status: number, code: string): ProblemBody {
  return { type: 'about:blank', title, status, code, detail: null, fields: [] }
}

async function problemOf(answer: Response): Promise<Problem> {
  const bare = ours(answer.statusText, answer.status, 'unknown')
  try {
    const body = (await answer.json()) as Partial<ProblemBody>
    return new Problem({ ...bare, ...body, status: answer.status })
  } catch {
    return new Problem(bare)
  }
}

/** True for a request that was overtaken by a newer one. */
export function isAbort(error: unknown) {
  return error instanceof DOMException && error.name === 'AbortError'
}
