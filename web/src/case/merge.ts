// Two who wrote at once: what each changed since both read the same, field by field.

/** Dotted names of the fields that are compared, each as a whole. */
export type Path = string

export type Merged<T> = {
  /** What only one has changed is taken from that one; where both have, one's own stands. */
  value: T
  /** Fields that both have changed, to different things. */
  conflicts: Path[]
  /** Fields that only the other has changed. */
  taken: Path[]
}

export function merge<T extends object>(base: T, mine: T, theirs: T, paths: readonly Path[]): Merged<T> {
  let value = structuredClone(mine)
  const conflicts: Path[] = []
  const taken: Path[] = []
  for (const path of paths) {
    const [was, own, other] = [at(base, path), at(mine, path), at(theirs, path)]
    if (same(own, other) || same(was, other)) continue
    if (same(was, own)) {
      taken.push(path)
      value = withValue(value, path, other)
    } else conflicts.push(path)
  }
  return { value, conflicts, taken }
}

export function at(of: object, path: Path): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], of)
}

/** A copy with one field changed. */
export function withValue<T extends object>(of: T, path: Path, value: unknown): T {
  const copy = structuredClone(of)
  const keys = path.split('.')
  const last = keys.pop()!
  const inner = keys.reduce<Record<string, unknown>>((object, key) => object[key] as Record<string, unknown>, copy as Record<string, unknown>)
  inner[last] = structuredClone(value)
  return copy
}

/** The server trims texts, leaves empty lines out and knows no difference between nothing and an empty text. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b))
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.trim().replaceAll('\r\n', '\n') || null
  if (Array.isArray(value)) return value.map(plain).filter((item) => item !== null)
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]))
  }
  return value ?? null
}
