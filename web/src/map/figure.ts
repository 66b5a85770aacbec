import type { LonLat } from '../api/contract'

// A small still map: equirectangular at the place's own latitude, good to a per mille over a few
// kilometres.

export type Figure = {
  width: number
  height: number
  areas: { id: string; path: string }[]
  labels: { text: string; x: number; y: number }[]
  place: string
  /** What lies near it, under the place. */
  others: { name: string; path: string; point: [number, number] | null }[]
  /** Drawn when the place has no extent to see. */
  point: [number, number] | null
  scale: { px: number; m: number }
}

const WIDTH = 480
const HEIGHT = 300
/** The place with at least this much around it, in metres. */
const MARGIN_M = 350
/** Height of a line of text. */
const LINE = 14
const M_PER_DEGREE = 111_320

type Position = number[]

/** Null when there is nothing to place. */
export function figureOf(
  geometry: GeoJSON.Geometry | null,
  labelAt: LonLat | null,
  areas: GeoJSON.FeatureCollection | null,
  labelOf: (id: string) => { name: string; label_at: LonLat | null } | undefined = () => undefined,
  others: { geometry: GeoJSON.Geometry; name: string }[] = [],
): Figure | null {
  const own = geometry ? positionsOf(geometry) : labelAt ? [[labelAt.lon, labelAt.lat]] : []
  if (!own.length) return null
  const points = [...own, ...others.flatMap((other) => positionsOf(other.geometry))]
  const [west, south, east, north] = boxOf(points)
  const middle: [number, number] = [(west + east) / 2, (south + north) / 2]
  const perLon = M_PER_DEGREE * Math.cos((middle[1] * Math.PI) / 180)
  const wide = (east - west) * perLon + 2 * MARGIN_M
  const high = (north - south) * M_PER_DEGREE + 2 * MARGIN_M
  const pxPerM = Math.min(WIDTH / wide, HEIGHT / high)
  const xy = ([lon = 0, lat = 0]: Position): [number, number] => [
    WIDTH / 2 + (lon - middle[0]) * perLon * pxPerM,
    HEIGHT / 2 - (lat - middle[1]) * M_PER_DEGREE * pxPerM,
  ]
  const path = (g: GeoJSON.Geometry) =>
    ringsOf(g)
      .map((ring) => ring.map((p, i) => `${i ? 'L' : 'M'}${xy(p).map((v) => v.toFixed(1)).join(' ')}`).join(''))
      .join('')

  const shown = (areas?.features ?? []).filter((f) => {
    if (!f.geometry) return false
    const b = boxOf(positionsOf(f.geometry))
    const [x0, y1] = xy([b[0], b[1]])
    const [x1, y0] = xy([b[2], b[3]])
    return x1 > 0 && x0 < WIDTH && y1 > 0 && y0 < HEIGHT
  })
  const labels = shown.flatMap((f) => {
    const area = labelOf(String(f.id ?? f.properties?.id))
    if (!area?.label_at) return []
    const [x, y] = xy([area.label_at.lon, area.label_at.lat])
    const inside = x > 40 && x < WIDTH - 40 && y > 16 && y < HEIGHT - 28
    return inside ? [{ text: area.name, x, y }] : []
  })
  const m = [50, 100, 200, 250, 500, 1000, 2000, 5000].findLast((step) => step * pxPerM < 120) ?? 50
  /** The middle of what has no extent to see. */
  const dot = (of: Position[]): [number, number] | null => {
    const [w, s, e, n] = boxOf(of)
    const flat = (e - w) * perLon * pxPerM < 6 && (n - s) * M_PER_DEGREE * pxPerM < 6
    return flat ? xy([(w + e) / 2, (s + n) / 2]) : null
  }
  const near = others.map(({ geometry, name }) => {
    const at = positionsOf(geometry)
    const [w, , e, n] = boxOf(at)
    const [x, y] = xy([(w + e) / 2, n])
    labels.push(apart(labels, { text: name, x: Math.min(Math.max(x, 60), WIDTH - 60), y: Math.max(y - 5, 16) }))
    return { name, path: path(geometry), point: dot(at) }
  })
  return {
    width: WIDTH,
    height: HEIGHT,
    areas: shown.map((f, i) => ({ id: String(f.id ?? i), path: path(f.geometry) })),
    labels,
    place: geometry ? path(geometry) : '',
    others: near,
    point: dot(own),
    scale: { px: m * pxPerM, m },
  }
}

type Label = Figure['labels'][number]

/** A label moved down, line by line, until it lies on no other. */
function apart(others: Label[], label: Label): Label {
  const half = (of: Label) => of.text.length * 3.6
  const hit = (y: number) => others.some((other) => Math.abs(other.y - y) < LINE && Math.abs(other.x - label.x) < half(other) + half(label))
  let y = label.y
  while (hit(y) && y < HEIGHT - 2 * LINE) y += LINE
  return { ...label, y }
}

function ringsOf(geometry: GeoJSON.Geometry): Position[][] {
  switch (geometry.type) {
    case 'Polygon':
      return geometry.coordinates
    case 'MultiPolygon':
      return geometry.coordinates.flat()
    case 'LineString':
      return [geometry.coordinates]
    case 'MultiLineString':
      return geometry.coordinates
    case 'GeometryCollection':
      return geometry.geometries.flatMap(ringsOf)
    default:
      return []
  }
}

function positionsOf(geometry: GeoJSON.Geometry): Position[] {
  if (geometry.type === 'Point') return [geometry.coordinates]
  if (geometry.type === 'MultiPoint') return geometry.coordinates
  return ringsOf(geometry).flat()
}

function boxOf(points: Position[]): [number, number, number, number] {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x = 0, y = 0] of points) {
    w = Math.min(w, x)
    e = Math.max(e, x)
    s = Math.min(s, y)
    n = Math.max(n, y)
  }
  return [w, s, e, n]
}
